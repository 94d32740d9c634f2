//! Generalities, birth, and the match of codes (ANPR C003 and C031; DPR 445/2000 art. 46 letter a).

use schema::codes::IdentifierKind;
use schema::date::UncertainDate;
use schema::facts::Subject;

use crate::check::declaration::{PersonRef, PlaceRef};
use crate::check::evaluate::Context;
use crate::check::person::{identifier, known};
use crate::check::verdict::Verdict;

pub(crate) fn generalities(declared: &PersonRef, context: &Context<'_>) -> Verdict {
    context.if_supplied(Subject::Identities, || {
        known(declared, context.facts, context.question.day)
    })
}

pub(crate) fn birth(
    date: Option<UncertainDate>,
    place: Option<&PlaceRef>,
    context: &Context<'_>,
) -> Verdict {
    let declared = PersonRef {
        birth: date,
        birth_place: place.cloned(),
        ..PersonRef::default()
    };
    generalities(&declared, context)
}

pub(crate) fn codice_fiscale(code: &str, context: &Context<'_>) -> Verdict {
    code_of(IdentifierKind::CodiceFiscale, code, context)
}

pub(crate) fn anpr_id(code: &str, context: &Context<'_>) -> Verdict {
    code_of(IdentifierKind::Anpr, code, context)
}

fn code_of(kind: IdentifierKind, code: &str, context: &Context<'_>) -> Verdict {
    context.if_supplied(Subject::Identifiers, || {
        identifier(kind, code, &context.facts.identifiers, context.question.day)
    })
}
