//! Purpose and reference, as every form asks for them.

use hub::access::EffectiveRight;
use hub::check::MAX_REASON;

use crate::pages::components::{Choice, Field, Form, Select};

const LONGEST: u32 = MAX_REASON as u32;

/// The purposes for which these rights may be used; none where any may be stated.
pub fn purposes<'a>(rights: impl IntoIterator<Item = &'a EffectiveRight>) -> Vec<String> {
    let mut purposes: Vec<String> = rights
        .into_iter()
        .flat_map(|right| right.purposes.iter().cloned())
        .collect();
    if purposes.iter().any(|purpose| purpose == "*") {
        return Vec::new();
    }
    purposes.sort_unstable();
    purposes.dedup();
    purposes
}

/// Why it is asked: one of these, or whatever is typed.
pub fn purpose(form: Form, typed: &str, error: Option<String>, purposes: &[String]) -> Form {
    let (name, label) = ("finalita", "Finalità");
    if purposes.is_empty() {
        return form.field(
            &Field::text(name, label)
                .value(typed)
                .length(LONGEST)
                .help(
                    "Perché si chiede, per esempio «Controllo a campione (art. 71 DPR 445/2000)».",
                )
                .error(error),
        );
    }
    let mut choices = vec![Choice::new("", "Scegliere…", typed.is_empty())];
    choices.extend(
        purposes
            .iter()
            .map(|one| Choice::new(one.as_str(), one.as_str(), one == typed)),
    );
    form.field(&Select::new(name, label, choices).error(error))
}

/// For which case.
pub fn reference(form: Form, typed: &str, error: Option<String>) -> Form {
    form.field(
        &Field::text("pratica", "Riferimento della pratica")
            .value(typed)
            .length(LONGEST)
            .autocomplete("off")
            .error(error),
    )
}
