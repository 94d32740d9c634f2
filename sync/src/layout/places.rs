//! Comuni and states in supplies.

use schema::codice_fiscale::CodiceFiscale;
use schema::date::{Day, UncertainDate};
use schema::{comuni, states};

use super::check::Checker;
use crate::anomaly::AnomalyCode;

/// True for the six digits of an ISTAT code of a Comune. Whether there ever was one is not asked: Comuni are
/// founded and merged faster than archives are published.
pub fn is_comune_code(code: &str) -> bool {
    code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit())
}

/// True for the five digits of a CAP.
pub fn is_postal_code(code: &str) -> bool {
    code.len() == 5 && code.bytes().all(|b| b.is_ascii_digit())
}

/// True for the ISTAT code of a state.
pub fn is_state_code(code: &str) -> bool {
    states::by_istat(code).is_some()
}

/// True for the ISTAT code of a Comune or of a state.
pub fn is_comune_or_state_code(code: &str) -> bool {
    is_comune_code(code) || is_state_code(code)
}

/// Warns of a place of birth that did not exist at that date.
pub fn check_birth_place(check: &mut Checker, field: &str, place: &str, birth: UncertainDate) {
    let known = match place.as_bytes().first() {
        None => return,
        Some(b'Z') => states::by_belfiore(place).is_some(),
        Some(_) => comuni::may_exist(place, birth),
    };
    if !known {
        check.note(AnomalyCode::PlaceUnknown, field, place);
    }
}

/// The place of birth that a LAC row names by ISTAT codes.
pub struct BirthPlace {
    /// Belfiore code; empty if it could not be told.
    pub code: String,
    /// Name as it was then; empty if it could not be told.
    pub name: String,
}

/// Resolves a place of birth given by ISTAT codes (`state` of three digits, or `comune` of six).
///
/// Of several Comuni that bore the same ISTAT code the one of the day of birth counts. Where the archive does not
/// know the code for that day, the place in the codice fiscale decides, if it lay in the same province
/// ([`comuni::birthplace`]). `None` if that fails too.
pub fn birth_place(
    state: &str,
    comune: &str,
    birth: UncertainDate,
    codice_fiscale: &str,
) -> Option<BirthPlace> {
    if !state.is_empty() {
        return states::by_istat(state)
            .filter(|s| !s.belfiore.is_empty())
            .map(|s| BirthPlace {
                code: s.belfiore.to_owned(),
                name: s.name.to_owned(),
            });
    }
    let place = CodiceFiscale::parse(codice_fiscale)
        .ok()
        .and_then(|code| code.place());
    let hint = place.as_ref().map(schema::codice_fiscale::Place::as_str);
    let day = if birth.last == Day::MAX {
        birth.first
    } else {
        birth.last
    };
    comuni::birthplace(comune, day, hint).map(|found| BirthPlace {
        code: found.belfiore.to_owned(),
        name: found.name.to_owned(),
    })
}
