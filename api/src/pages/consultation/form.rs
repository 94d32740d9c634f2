//! The forms by which a consultation is opened without a search: of a person, of an address, of a Comune's events.

use schema::codes::ConsultationKind;

use super::draft::Draft;
use super::rights::Offer;
use crate::pages::components::{Choice, Choices, Form};
use crate::pages::{Page, Sheet, working_case};

/// Whom or what one begins with.
const BEGINNINGS: [(&str, &str); 3] = [
    ("persona", "Una persona"),
    ("indirizzo", "Un indirizzo"),
    ("eventi", "Gli eventi di un Comune"),
];

/// The page of a form.
pub fn page(page: Page, draft: &Draft, offer: &Offer) -> Sheet {
    let page = draft.0.told(page);
    let (beginning, kinds) = kinds(draft, offer);
    let mut form = Form::post(&page, "/consultazioni", "Consulta").hidden("di", beginning);
    form = match beginning {
        "indirizzo" => address(
            form.hidden("tipo", ConsultationKind::Dwelling.code()),
            draft,
        ),
        "eventi" => events(form.hidden("tipo", ConsultationKind::Events.code()), draft),
        _ => person(form, draft, &kinds),
    };
    if beginning != "eventi" {
        form = form.field(
            &draft
                .0
                .word("data", "Alla data")
                .help("GG/MM/AAAA; se manca, oggi."),
        );
    }
    // Of an address, and of events, their own Comune alone is asked.
    if offer.waits && !matches!(beginning, "indirizzo" | "eventi") {
        form = form.field(&draft.0.line("comuni", "Comuni da interrogare").help(
            "Nomi o codici ISTAT, separati da virgole. Se manca, tutti quelli concessi: alcuni decidono prima della risposta.",
        ));
    }
    form = working_case::purpose(
        form,
        draft.0.get("finalita"),
        draft.0.fault("finalita"),
        &offer.purposes,
    );
    form = working_case::reference(form, draft.0.get("pratica"), draft.0.fault("pratica"));
    let mut sheet = Sheet::new(page).lead(
        "Una consultazione mostra ciò che l'anagrafe dice, non è un certificato, e resta nella traccia con la sua finalità.",
    );
    if offer.waits {
        sheet = sheet
            .text(
                "Per alcuni Comuni la risposta attende la loro decisione: la richiesta si segue da Richieste. L'attesa dipende \
                 solo dalla convenzione e da ciò che si chiede, e non dice nulla sulla persona.",
            )
            .link("/richieste", "Le richieste sottoposte ai Comuni");
    }
    for (value, label) in BEGINNINGS {
        if value != beginning && may_begin(value, offer) {
            sheet = sheet.link(
                &format!("/consultazioni?di={value}"),
                &format!("Comincia da: {}", label.to_lowercase()),
            );
        }
    }
    sheet.part(&form)
}

fn may_begin(beginning: &str, offer: &Offer) -> bool {
    match beginning {
        "indirizzo" => offer.has(ConsultationKind::Dwelling),
        "eventi" => offer.has(ConsultationKind::Events),
        _ => offer.kinds().any(|kind| kind != ConsultationKind::Events),
    }
}

fn kinds(draft: &Draft, offer: &Offer) -> (&'static str, Vec<ConsultationKind>) {
    let asked = BEGINNINGS
        .iter()
        .map(|(value, _)| *value)
        .find(|value| *value == draft.0.get("di") && may_begin(value, offer));
    let first = BEGINNINGS
        .iter()
        .map(|(value, _)| *value)
        .find(|value| may_begin(value, offer));
    let of_people = offer
        .kinds()
        .filter(|kind| !matches!(kind, ConsultationKind::Events | ConsultationKind::Dwelling));
    (asked.or(first).unwrap_or("persona"), of_people.collect())
}

fn person(form: Form, draft: &Draft, kinds: &[ConsultationKind]) -> Form {
    let choices = kinds
        .iter()
        .enumerate()
        .map(|(place, kind)| {
            let chosen = match draft.kind() {
                Some(one) => one == *kind,
                None => place == 0,
            };
            Choice::new(kind.code(), kind.label(), chosen)
        })
        .collect();
    let form = form.field(&Choices::one("tipo", "Che cosa", choices).error(draft.0.fault("tipo")));
    // Whoever was referred to by a page stays meant, without being named.
    if !draft.0.get("riferimento").is_empty() {
        return form
            .hidden("riferimento", draft.0.get("riferimento"))
            .field(&draft.0.word("conosciutoAl", "Come noto al"))
            .field(&draft.0.word("confronto", "Confronta con il"));
    }
    form.field(
        &draft
            .0
            .word("codiceFiscale", "Codice fiscale")
            .help("Se non lo si ha, cercare la persona con la ricerca."),
    )
    .field(&draft.0.word("idAnpr", "Identificativo ANPR"))
}

fn address(form: Form, draft: &Draft) -> Form {
    form.field(
        &draft
            .0
            .line("comune", "Comune")
            .help("Nome, oppure codice ISTAT."),
    )
    .field(
        &draft
            .0
            .line("via", "Via")
            .help("Come si chiama, o si chiamava."),
    )
    .field(
        &draft
            .0
            .word("civico", "Numero civico")
            .input_mode("numeric"),
    )
    .field(&draft.0.word("esponente", "Esponente"))
    .field(&draft.0.word("scala", "Scala"))
    .field(&draft.0.word("interno", "Interno"))
}

fn events(form: Form, draft: &Draft) -> Form {
    form.field(
        &draft
            .0
            .line("comune", "Comune")
            .help("Nome, oppure codice ISTAT."),
    )
    .field(&draft.0.word("dal", "Registrati dal").help("GG/MM/AAAA."))
    .field(
        &draft
            .0
            .word("al", "Registrati fino al")
            .help("GG/MM/AAAA, al massimo 366 giorni dopo."),
    )
}
