//! Codici fiscali, ID ANPR and document numbers in supplies.

use schema::codes::{DocumentKind, Sex};
use schema::codice_fiscale::{CodiceFiscale, Generalities};
use schema::date::{Truth, UncertainDate};
use schema::document::{self, DocumentError};
use schema::facts::Identity;
use schema::id_anpr::IdAnpr;

use super::check::Checker;
use crate::anomaly::AnomalyCode;

/// Notes what is wrong with a codice fiscale. A provisional one is worth a warning: it will change.
pub fn codice_fiscale(check: &mut Checker, field: &str, value: &str) {
    if value.is_empty() {
        check.note(AnomalyCode::FieldMissing, field, "");
        return;
    }
    match CodiceFiscale::parse(value) {
        Ok(code) if code.is_provisional() => {
            check.note(AnomalyCode::FiscalCodeProvisional, field, value);
        }
        Ok(_) => {}
        Err(_) => check.note(AnomalyCode::FiscalCodeInvalid, field, value),
    }
}

/// Notes what is wrong with an ID ANPR.
pub fn anpr(check: &mut Checker, field: &str, value: &str) {
    if value.is_empty() {
        check.note(AnomalyCode::FieldMissing, field, "");
    } else if IdAnpr::parse(value).is_err() {
        check.note(AnomalyCode::AnprIdInvalid, field, value);
    }
}

/// Notes an unusual document number; refuses one that ANPR could not hold.
pub fn document(check: &mut Checker, field: &str, kind: &str, number: &str) {
    let Some(kind) = DocumentKind::from_code(kind) else {
        return;
    };
    match document::check(kind, number) {
        Ok(None) => {}
        Ok(Some(_)) => check.note(AnomalyCode::DocumentFormat, field, number),
        Err(DocumentError::Empty) => check.note(AnomalyCode::FieldMissing, field, ""),
        Err(DocumentError::TooLong(_)) => check.note(AnomalyCode::TooLong, field, number),
        Err(DocumentError::Character(_)) => check.note(AnomalyCode::FormatInvalid, field, number),
    }
}

/// Notes each part of a codice fiscale that does not fit the person.
pub fn agreement(check: &mut Checker, code: &str, identity: &Identity) {
    let Ok(code) = CodiceFiscale::parse(code) else {
        return;
    };
    let agreement = code.agreement(&Generalities {
        surname: &identity.surname,
        names: &identity.names,
        sex: Sex::from_code(&identity.sex),
        birth: UncertainDate {
            first: schema::date::Day(identity.birth_first),
            last: schema::date::Day(identity.birth_last),
        },
        place: &identity.birth_place,
    });
    for (field, part) in [
        ("cognome", agreement.surname),
        ("nome", agreement.names),
        ("sesso", agreement.sex),
        ("nascita", agreement.birth),
        ("luogoNascita", agreement.place),
    ] {
        if part == Truth::No {
            check.note(AnomalyCode::FiscalCodeDisagrees, field, code.as_str());
        }
    }
}
