//! The two steps of the form.

use askama::Template;

use super::draft::{BY_ANPR, BY_CODE, BY_GENERALITIES, Draft, Faults, Granted, first_inputs};
use super::inputs::{Input, Kind};
use crate::pages::components::{Choice, Choices, Field, Form, Select, Tone};
use crate::pages::sheet::Sheet;
use crate::pages::{Flash, Page, working_case};

/// What whoever asks may ask, and why.
#[derive(Debug, Clone, Default)]
pub struct Offer {
    /// Kinds and fields.
    pub granted: Granted,
    /// Purposes to choose from; none where any may be stated.
    pub purposes: Vec<String>,
}

#[derive(Template)]
#[template(source = "<h2>{{ text }}</h2>", ext = "html")]
struct Heading<'a> {
    text: &'a str,
}

/// Who is meant, why, and which kinds.
pub fn first(page: Page, draft: &Draft, faults: &Faults, offer: &Offer) -> Sheet {
    let inputs = first_inputs();
    let part = |names: &[&str]| -> Vec<&Input> {
        inputs
            .iter()
            .filter(|input| names.contains(&input.name.as_str()))
            .collect()
    };
    let page = told(page, faults);
    let mut form = Form::post(&page, "/verifica", "Continua").part(&Heading { text: "Perché" });
    form = working_case::purpose(
        form,
        draft.get("finalita"),
        faults.of("finalita"),
        &offer.purposes,
    );
    form = working_case::reference(form, draft.get("pratica"), faults.of("pratica"));
    for input in part(&["data"]) {
        form = put(form, input, draft, faults);
    }
    let modes = [
        (BY_CODE, "Codice fiscale"),
        (BY_ANPR, "Identificativo ANPR"),
        (
            BY_GENERALITIES,
            "Cognome, nome, sesso, data e luogo di nascita",
        ),
    ];
    let modes = modes
        .into_iter()
        .map(|(value, label)| Choice::new(value, label, draft.mode() == value))
        .collect();
    form = form.part(&Heading { text: "Soggetto" }).field(
        &Choices::one("modo", "Come è indicato il soggetto", modes)
            .help("Contano solo i dati del modo scelto."),
    );
    let subject = [
        "codiceFiscale",
        "idAnpr",
        "cognome",
        "nome",
        "sesso",
        "nascita",
        "luogo",
    ];
    for input in part(&subject) {
        form = put(form, input, draft, faults);
    }
    form = form
        .part(&Heading {
            text: "Che cosa verificare",
        })
        .field(
            &Choices::several("tipo", "Dichiarazioni", draft.kind_choices(&offer.granted))
                .help("I dati di ciascuna si indicano al passo seguente.")
                .error(faults.of("tipo")),
        );
    for input in part(&["comuni"]) {
        form = put(form, input, draft, faults);
    }
    let shown: Vec<&str> = inputs.iter().map(|input| input.name.as_str()).collect();
    for (name, value) in draft.typed().filter(|(name, _)| !shown.contains(name)) {
        form = form.hidden(name, value);
    }
    Sheet::new(page)
        .lead(
            "Passo 1 di 2. La risposta dice se quanto è stato dichiarato corrisponde all'anagrafe, mai il dato vero.",
        )
        .part(&form)
}

/// The fields of each kind.
pub fn second(page: Page, draft: &Draft, faults: &Faults, offer: &Offer) -> Sheet {
    let page = told(page, faults);
    let mut form = Form::post(&page, "/verifica", "Verifica").hidden("passo", "campi");
    let groups = draft.second_inputs(&offer.granted);
    let mut shown = Vec::new();
    for (kind, inputs) in &groups {
        form = form
            .hidden("tipo", kind.code())
            .part(&Heading { text: kind.label() });
        if inputs.is_empty() {
            form = form.part(&Nothing {});
        }
        for input in inputs {
            form = put(form, input, draft, faults);
            shown.push(input.name.as_str());
        }
    }
    form = form.hidden("modo", draft.mode());
    for (name, value) in draft.typed().filter(|(name, _)| !shown.contains(name)) {
        form = form.hidden(name, value);
    }
    form = form.cancel("/verifica");
    Sheet::new(page)
        .lead(
            "Passo 2 di 2. Indicare i dati come sono stati dichiarati: quelli lasciati vuoti non si confrontano.",
        )
        .part(&form)
}

#[derive(Template)]
#[template(source = "<p>Nessun dato da indicare.</p>", ext = "html")]
struct Nothing {}

fn told(page: Page, faults: &Faults) -> Page {
    faults.others.iter().fold(page, |page, text| {
        page.flash(Flash {
            tone: Tone::Danger,
            text: text.clone(),
        })
    })
}

/// One input.
fn put(form: Form, input: &Input, draft: &Draft, faults: &Faults) -> Form {
    let (name, label) = (input.name.as_str(), input.label.as_str());
    let (typed, error) = (draft.get(name), faults.of(name));
    let field = || {
        Field::text(name, label)
            .value(typed)
            .length(200)
            .autocomplete("off")
    };
    match input.kind {
        Kind::Text => form.field(&field().optional().error(error)),
        Kind::Date if name == "data" => {
            let help =
                "GG/MM/AAAA: il giorno al quale si riferisce la dichiarazione, oggi o prima.";
            form.field(
                &Field::code(name, label)
                    .value(typed)
                    .length(10)
                    .help(help)
                    .error(error),
            )
        }
        Kind::Date => {
            let help = "GG/MM/AAAA, oppure MM/AAAA o AAAA se non è dichiarata per intero.";
            let field = Field::code(name, label)
                .value(typed)
                .length(10)
                .autocomplete("off");
            form.field(&field.optional().help(help).error(error))
        }
        Kind::Comune => {
            let help = "Nome, oppure codice ISTAT di sei cifre.";
            form.field(&field().optional().help(help).error(error))
        }
        Kind::Comuni => {
            let help = "Nomi o codici ISTAT, separati da virgole. Se manca, tutti quelli concessi.";
            form.field(&field().optional().help(help).error(error))
        }
        Kind::Choice(list) => {
            let mut choices = vec![Choice::new("", "Non indicato", typed.is_empty())];
            choices.extend(list.all().into_iter().map(|(value, label)| {
                let chosen = value == typed;
                Choice::new(value, label, chosen)
            }));
            form.field(&Select::new(name, label, choices).optional().error(error))
        }
        Kind::Flag => {
            let choice = vec![Choice::new("si", label, !typed.is_empty())];
            form.field(&Choices::several(name, "Composizione", choice).error(error))
        }
    }
}
