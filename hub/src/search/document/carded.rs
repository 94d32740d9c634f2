//! The card of a person, from the facts.

use schema::codes::IdentifierKind;
use schema::facts::{Fact, PersonFacts};

use super::is_spouse;
use crate::search::card::{Card, Held, Home, Identity, Sheet, Timed};
use crate::search::span::Span;

fn number(text: &str) -> u32 {
    text.parse().unwrap_or(0)
}

pub(super) fn card<'a>(person_id: i64, facts: &'a PersonFacts, spans: &[Span]) -> Card<'a> {
    let identifiers = |kind: IdentifierKind| -> Vec<Timed<'a>> {
        let of_kind = facts
            .identifiers
            .iter()
            .filter(|one| one.kind == kind.code());
        of_kind.map(|one| timed(&one.value, one)).collect()
    };
    Card {
        person: person_id.cast_unsigned(),
        identities: facts
            .identities
            .iter()
            .map(|one| Identity {
                surname: &one.surname,
                names: &one.names,
                sex: &one.sex,
                birth_first: one.birth_first.cast_unsigned(),
                birth_last: one.birth_last.cast_unsigned(),
                place: &one.birth_place,
                place_name: &one.birth_place_name,
                held: Held::of(&one.validity()),
            })
            .collect(),
        spouses: facts
            .bonds
            .iter()
            .filter(|bond| is_spouse(&bond.kind) && !bond.partner_surname.is_empty())
            .map(|bond| timed(&bond.partner_surname, bond))
            .collect(),
        fiscal: identifiers(IdentifierKind::CodiceFiscale),
        anpr: identifiers(IdentifierKind::Anpr),
        documents: facts
            .documents
            .iter()
            .map(|one| timed(&one.number, one))
            .collect(),
        homes: facts
            .addresses
            .iter()
            .filter(|one| !one.comune.is_empty())
            .map(|one| Home {
                comune: number(&one.comune),
                street: &one.street_code,
                number: one.number.max(0).cast_unsigned(),
                exponent: &one.exponent,
                held: Held::of(&one.validity()),
            })
            .collect(),
        sheets: facts
            .memberships
            .iter()
            .map(|one| Sheet {
                comune: number(&one.comune),
                kind: &one.household_kind,
                code: &one.household_code,
                held: Held::of(&one.validity()),
            })
            .collect(),
        maritals: facts
            .maritals
            .iter()
            .map(|one| timed(&one.status, one))
            .collect(),
        citizenships: facts
            .citizenships
            .iter()
            .map(|one| timed(&one.state, one))
            .collect(),
        spans: spans.iter().map(|span| span.pack()).collect(),
    }
}

fn timed<'a>(value: &'a str, fact: &impl Fact) -> Timed<'a> {
    Timed {
        value,
        held: Held::of(&fact.validity()),
    }
}
