//! Checks of a person's record as a whole: what must be there, and which facts exclude one another.

use schema::codes::{AddressKind, IdentifierKind};
use schema::date::UncertainDate;
use schema::facts::{Fact, PersonFacts, Subject};

use super::check::Checker;
use super::identifiers;
use crate::anomaly::AnomalyCode;
use crate::record::PersonRecord;

/// Checks a record that was read to its end, and drops what it does not assert.
pub fn person(check: &mut Checker, record: &mut PersonRecord) {
    drop_undeclared(check, record);
    let facts = &record.facts;
    if record.asserts.contains(Subject::Identities) && facts.identities.is_empty() {
        check.note(AnomalyCode::FieldMissing, "generalita", "");
    }
    exclusive(check, "generalita", &facts.identities);
    exclusive(check, "statoCivile", &facts.maritals);
    exclusive(check, "residenza", &facts.residences);
    if overlapping(&facts.memberships) {
        check.note(AnomalyCode::SeveralSheets, "legame", "");
    }
    let homes: Vec<_> = facts
        .addresses
        .iter()
        .filter(|a| a.kind == AddressKind::Residence.code())
        .cloned()
        .collect();
    exclusive(check, "indirizzo", &homes);
    before_birth(check, facts);
    fiscal_codes(check, record);
}

/// Of such facts only one can hold at a time.
fn exclusive<F: Fact>(check: &mut Checker, field: &str, facts: &[F]) {
    if overlapping(facts) {
        check.note(AnomalyCode::Overlapping, field, "");
    }
}

fn overlapping<F: Fact>(facts: &[F]) -> bool {
    let mut rest = facts;
    while let Some((fact, others)) = rest.split_first() {
        let validity = fact.validity();
        if others
            .iter()
            .any(|other| validity.surely_overlaps(&other.validity()))
        {
            return true;
        }
        rest = others;
    }
    false
}

/// Nobody moves, marries or dies before birth; a beginning that is not said (`..`, or "by the extraction") is
/// no such claim.
fn before_birth(check: &mut Checker, facts: &PersonFacts) {
    let Some(birth) = facts.identities.iter().map(|i| i.birth_first).min() else {
        return;
    };
    let mut claims = Vec::new();
    let mut claim = |field, last: i32, first: i32| {
        if last < birth && first > 0 {
            claims.push((
                field,
                UncertainDate::exact(schema::date::Day(last)).to_string(),
            ));
        }
    };
    for f in &facts.residences {
        claim("residenza", f.from_last, f.from_first);
    }
    for f in &facts.bonds {
        claim("matrimonio", f.from_last, f.from_first);
    }
    for f in &facts.deaths {
        claim("decesso", f.from_last, f.from_first);
    }
    for (field, value) in claims {
        check.note(AnomalyCode::BeforeBirth, field, &value);
    }
}

fn fiscal_codes(check: &mut Checker, record: &PersonRecord) {
    if !record.asserts.contains(Subject::Identifiers) {
        return;
    }
    let mut codes = record
        .facts
        .identifiers
        .iter()
        .filter(|i| i.kind == IdentifierKind::CodiceFiscale.code())
        .peekable();
    if codes.peek().is_none() {
        check.note(AnomalyCode::FiscalCodeMissing, "codiceFiscale", "");
    }
    // Only what still holds must agree: an old code belongs to old names.
    let now = record
        .facts
        .identities
        .iter()
        .find(|i| i.validity().is_open());
    if let Some(identity) = now {
        for code in codes.filter(|c| c.validity().is_open()) {
            identifiers::agreement(check, &code.value, identity);
        }
    }
}

macro_rules! by_subject {
    ($($Subject:ident => $field:ident,)+) => {
        fn drop_undeclared(check: &mut Checker, record: &mut PersonRecord) {
            $(
                if !record.asserts.contains(Subject::$Subject) && !record.facts.$field.is_empty() {
                    record.facts.$field.clear();
                    let name = super::subject_names(schema::facts::SubjectSet::of(&[Subject::$Subject]));
                    check.note(AnomalyCode::SubjectNotDeclared, &name, "");
                }
            )+
        }
    };
}

by_subject! {
    Identifiers => identifiers,
    Identities => identities,
    Residences => residences,
    Addresses => addresses,
    Memberships => memberships,
    Maritals => maritals,
    Bonds => bonds,
    Parentages => parentages,
    Citizenships => citizenships,
    Documents => documents,
    Deaths => deaths,
    Procedures => procedures,
    Events => events,
}
