//! What the trace writes in codes, in words.

use hub::access::Kind;
use hub::monitoring::Act;
use schema::codes::ActKind;

/// Services as the trace writes them, and what they are.
pub const SERVICES: [(&str, &str); 19] = [
    ("VERIFICA", "Verifica"),
    ("VERIFICA_MASSIVA", "Verifiche massive"),
    ("RICERCA", "Ricerca"),
    ("CONSULTAZIONE", "Consultazione"),
    ("NUCLEI_FAMILIARI", "Nuclei familiari"),
    ("FORNITURA", "Forniture"),
    ("ACCESSO", "Accesso all'hub"),
    ("CREDENZIALI", "Credenziali"),
    ("UTENTI", "Utenti"),
    ("UFFICI", "Uffici"),
    ("ENTI", "Enti"),
    ("CONVENZIONI", "Convenzioni"),
    ("POSTAZIONI", "Postazioni"),
    ("LEGAMI", "Legami"),
    ("BACHECA", "Bacheca"),
    ("MONITORAGGIO", "Consultazione della traccia"),
    ("INTERESSATO", "Accesso dell'interessato"),
    ("SIGILLI", "Apertura dei sigilli"),
    ("TRACCIA", "Conservazione della traccia"),
];

/// A service.
pub fn service(code: &str) -> String {
    let known = SERVICES.iter().find(|(one, _)| *one == code);
    known.map_or_else(|| plain(code), |(_, label)| (*label).to_owned())
}

/// A sort of act.
pub fn act(code: &str) -> String {
    ActKind::from_code(code).map_or_else(|| plain(code), |kind| kind.label().to_owned())
}

/// What was done, and by which service.
pub fn what(act: &Act) -> String {
    format!("{}: {}", service(&act.service), self::act(&act.act))
}

/// `residenza=S,nascita=A:REASON`, or a word, or a word and what it is about.
pub fn outcome(text: &str) -> String {
    if text.contains('=') {
        let parts: Vec<String> = text.split(',').map(answer).collect();
        return parts.join("; ");
    }
    match text.split_once(':') {
        Some(("ERRORE", why)) => format!("Rifiuto: {}", lower(why)),
        Some(("PROSEGUE", step)) => format!("Prosegue con un altro passo: {}", lower(step)),
        Some((word, about)) => format!("{} ({})", plain(word), lower(about)),
        None => plain(text),
    }
}

fn answer(part: &str) -> String {
    let Some((kind, answer)) = part.split_once('=') else {
        return plain(part);
    };
    let kind = Kind::from_code(kind).map_or(kind, |kind| kind.label());
    let answer = match answer.split_once(':') {
        None if answer == "S" => "sì".to_owned(),
        None if answer == "N" => "no".to_owned(),
        None if answer == "A" => "non determinabile".to_owned(),
        Some(("A", why)) => format!("non determinabile ({})", lower(why)),
        Some((word, about)) => format!("{} ({})", lower(word), lower(about)),
        None => lower(answer),
    };
    format!("{kind}: {answer}")
}

/// `SERVIZIO_NON_CONCESSO` as `servizio non concesso`.
fn lower(code: &str) -> String {
    code.replace('_', " ").to_lowercase()
}

/// The same with a capital letter.
fn plain(code: &str) -> String {
    let text = lower(code);
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        format!("{}{}", first.to_uppercase(), letters.as_str())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_in_words() {
        for (code, words) in [
            ("", ""),
            ("RIUSCITO", "Riuscito"),
            ("CREDENZIALI_ERRATE", "Credenziali errate"),
            ("PROSEGUE:PASSWORD", "Prosegue con un altro passo: password"),
            (
                "ERRORE:SERVIZIO_NON_CONCESSO",
                "Rifiuto: servizio non concesso",
            ),
            ("PUBBLICATO:12", "Pubblicato (12)"),
            ("residenza=S", "Residenza: sì"),
            ("SCHEDA_FAMIGLIA=MOSTRATA", "Scheda di famiglia: mostrata"),
            (
                "residenza=N,statoDiFamiglia=A:DATI_NON_FORNITI,nuovo=A",
                "Residenza: no; Stato di famiglia: non determinabile (dati non forniti); nuovo: non determinabile",
            ),
        ] {
            assert_eq!(outcome(code), words);
        }
    }

    #[test]
    fn services_in_words() {
        assert_eq!(service("VERIFICA"), "Verifica");
        assert_eq!(service("NUOVO_SERVIZIO"), "Nuovo servizio");
        assert_eq!(act("RIFIUTO"), "Richiesta rifiutata");
    }
}
