//! The form: what a clerk mostly has comes first, the rest behind a summary, the reason at the end.

use hub::search::Standing;
use schema::codes::{HouseholdKind, MaritalStatus, Sex};

use super::draft::{Draft, EVER};
use crate::pages::checks::Choices as Lists;
use crate::pages::components::{Choice, Choices, Form, Select};
use crate::pages::{Page, Sheet, working_case};

/// The page of the form.
pub fn page(page: Page, draft: &Draft, purposes: &[String], fresh: bool) -> Sheet {
    let page = draft.0.told(page);
    let mut form = Form::post(&page, "/ricerca", "Cerca");
    form = first(form, draft, fresh);
    form = form.details("Altri criteri", draft.uses_seldom(), |form| {
        seldom(form, draft)
    });
    form = working_case::purpose(
        form,
        draft.0.get("finalita"),
        draft.0.fault("finalita"),
        purposes,
    );
    form = working_case::reference(form, draft.0.get("pratica"), draft.0.fault("pratica"));
    Sheet::new(page)
        .lead(
            "Basta ciò che si sa: parte di un nome, l'anno di nascita, una via. Accenti, apostrofi e spazi non contano; chi è scritto \
             o suona in modo simile viene dopo chi corrisponde.",
        )
        .part(&form)
}

fn first(form: Form, draft: &Draft, fresh: bool) -> Form {
    let surname = draft
        .0
        .line("cognome", "Cognome")
        .help("Anche con il solo nome, o in parte.");
    let surname = if fresh { surname.focus() } else { surname };
    form.field(&surname)
        .field(&draft.0.line("nome", "Nome"))
        .field(
            &draft
                .0
                .word("nascita", "Data di nascita")
                .help("GG/MM/AAAA, oppure MM/AAAA o AAAA."),
        )
        .field(
            &draft
                .0
                .word("codiceFiscale", "Codice fiscale")
                .help("Intero, o almeno i primi sei caratteri."),
        )
        .field(&draft.0.line("via", "Via"))
        .field(
            &draft
                .0
                .word("civico", "Numero civico")
                .input_mode("numeric"),
        )
        .field(
            &draft
                .0
                .line("comuneVia", "Comune della via")
                .help("Nome, oppure codice ISTAT."),
        )
        .field(
            &Choices::one(
                "momento",
                "Nomi e indirizzi",
                vec![
                    Choice::new(
                        "data",
                        "Alla data di riferimento",
                        draft.0.get("momento") != EVER,
                    ),
                    Choice::new(EVER, "In qualsiasi momento", draft.0.get("momento") == EVER),
                ],
            )
            .help("«In qualsiasi momento» trova chi portava quel nome o abitava lì in passato."),
        )
        .field(
            &draft
                .0
                .word("data", "Data di riferimento")
                .help("GG/MM/AAAA, oggi o prima: il giorno di cui si vuole sapere."),
        )
}

fn seldom(form: Form, draft: &Draft) -> Form {
    let list = |name, label, all: Vec<(String, String)>| {
        let typed = draft.0.get(name);
        let mut choices = vec![Choice::new("", "Non indicato", typed.is_empty())];
        choices.extend(all.into_iter().map(|(value, label)| {
            let chosen = value == typed;
            Choice::new(value, label, chosen)
        }));
        Select::new(name, label, choices)
            .optional()
            .error(draft.0.fault(name))
    };
    let pair = |code: &str, label: &str| (code.to_owned(), label.to_owned());
    let sexes = Sex::ALL.iter().map(|one| pair(one.code(), one.label()));
    let sheets = HouseholdKind::ALL
        .iter()
        .map(|one| pair(one.code(), one.label()));
    let states = MaritalStatus::ALL
        .iter()
        .map(|one| pair(one.code(), one.label()));
    let standings = Standing::ALL
        .iter()
        .map(|one| pair(one.code(), one.label()));
    form.field(&list("sesso", "Sesso", sexes.collect()))
        .field(
            &draft
                .0
                .line("luogoNascita", "Luogo di nascita")
                .help("Comune italiano o Stato estero."),
        )
        .field(
            &draft
                .0
                .word("nascitaFino", "Nato entro il")
                .help("Con la data di nascita fa un intervallo."),
        )
        .field(
            &draft
                .0
                .word("etaDa", "Età, da")
                .help("Alla data di riferimento.")
                .input_mode("numeric"),
        )
        .field(&draft.0.word("etaFino", "Età, fino a").input_mode("numeric"))
        .field(&draft.0.word("idAnpr", "Identificativo ANPR"))
        .field(
            &draft
                .0
                .word("documento", "Numero del documento")
                .help("Carta d'identità, passaporto o titolo di soggiorno."),
        )
        .field(
            &draft
                .0
                .word("civicoFino", "Civico, fino al")
                .help("Con il numero civico fa un intervallo.")
                .input_mode("numeric"),
        )
        .field(&draft.0.word("esponente", "Esponente"))
        .field(&draft.0.word("scheda", "Numero della scheda"))
        .field(&list("tipoScheda", "Tipo di scheda", sheets.collect()))
        .field(
            &draft
                .0
                .line("comuneScheda", "Comune della scheda")
                .help("Nome, oppure codice ISTAT."),
        )
        .field(
            &draft
                .0
                .line("comune", "Comune di iscrizione")
                .help("Nome, oppure codice ISTAT."),
        )
        .field(&list("cittadinanza", "Cittadinanza", Lists::States.all()))
        .field(&list("statoCivile", "Stato civile", states.collect()))
        .field(&list(
            "posizione",
            "Posizione anagrafica",
            standings.collect(),
        ))
}
