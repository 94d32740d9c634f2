//! The fields by which lists of the trace are narrowed.

use hub::access::Kind;
use hub::monitoring::Choices;
use schema::codes::ActKind;

use super::asking::{Asking, fault};
use super::words::SERVICES;
use crate::pages::components::{Choice, Field, Form, Select};
use crate::problem::Problem;

/// First and last day.
pub fn period(form: Form, from: &str, to: &str, wrong: Option<&Problem>) -> Form {
    form.field(
        &Field::date("dal", "Dal giorno")
            .optional()
            .value(from)
            .error(fault(wrong, "dal")),
    )
    .field(
        &Field::date("al", "Al giorno")
            .optional()
            .value(to)
            .error(fault(wrong, "al")),
    )
}

/// Office and user, out of those in sight.
pub fn whose(form: Form, asking: &Asking, choices: &Choices, wrong: Option<&Problem>) -> Form {
    let form = numbered(form, asking, "ufficio", "Ufficio", &choices.offices, wrong);
    numbered(form, asking, "utente", "Utente", &choices.users, wrong)
}

/// One of many, by number. A number that is none of them, as a link may carry it, stays chosen.
fn numbered(
    form: Form,
    asking: &Asking,
    name: &'static str,
    label: &str,
    among: &[(i64, String)],
    wrong: Option<&Problem>,
) -> Form {
    let chosen = asking.get(name);
    let mut list = vec![Choice::new("", "Tutti", chosen.is_empty())];
    let mut found = chosen.is_empty();
    for (id, label) in among {
        let id = id.to_string();
        found |= id == chosen;
        list.push(Choice::new(id.as_str(), label.as_str(), id == chosen));
    }
    if !found {
        list.push(Choice::new(chosen, format!("n. {chosen}"), true));
    }
    form.field(
        &Select::new(name, label, list)
            .optional()
            .error(fault(wrong, name)),
    )
}

/// Service, sort of act, kind of declaration and outcome.
pub fn what(form: Form, asking: &Asking, wrong: Option<&Problem>) -> Form {
    let acts = ActKind::ALL.iter().map(|act| (act.code(), act.label()));
    let kinds = Kind::all().map(|kind| (kind.code(), kind.label()));
    let form = coded(form, asking, "servizio", "Servizio", SERVICES, wrong);
    let form = coded(form, asking, "atto", "Tipo di atto", acts, wrong);
    let form = coded(
        form,
        asking,
        "tipo",
        "Dichiarazione o consultazione",
        kinds,
        wrong,
    );
    let outcomes = [
        ("S", "Sì: corrisponde"),
        ("N", "No: non corrisponde"),
        ("A", "Non determinabile"),
        ("ERRORE", "Rifiuto"),
    ];
    coded(form, asking, "esito", "Esito", outcomes, wrong)
}

/// What the register of accesses is narrowed by: sign-ins or refusals, and how sign-ins ended.
pub fn accesses(form: Form, asking: &Asking, wrong: Option<&Problem>) -> Form {
    let acts = [ActKind::SignIn, ActKind::Refusal].map(|act| (act.code(), act.label()));
    let form = coded(form, asking, "atto", "Tipo di atto", acts, wrong);
    let outcomes = [
        ("RIUSCITO", "Accesso riuscito"),
        ("CREDENZIALI_ERRATE", "Credenziali errate"),
        ("CODICE_ERRATO", "Codice di verifica errato"),
        ("USCITA", "Uscita"),
        ("ERRORE", "Rifiuto"),
    ];
    coded(form, asking, "esito", "Esito", outcomes, wrong)
}

fn coded<'a>(
    form: Form,
    asking: &Asking,
    name: &'static str,
    label: &str,
    among: impl IntoIterator<Item = (&'a str, &'a str)>,
    wrong: Option<&Problem>,
) -> Form {
    let chosen = asking.get(name);
    let mut list = vec![Choice::new("", "Tutti", chosen.is_empty())];
    let mut found = chosen.is_empty();
    for (code, label) in among {
        found |= code == chosen;
        list.push(Choice::new(code, label, code == chosen));
    }
    if !found {
        list.push(Choice::new(chosen, chosen, true));
    }
    form.field(
        &Select::new(name, label, list)
            .optional()
            .error(fault(wrong, name)),
    )
}
