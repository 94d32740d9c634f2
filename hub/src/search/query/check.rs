//! What is wrong with criteria: all of it at once, each with its field.

use std::fmt;

use schema::date::Day;

use super::LARGEST_PAGE;
use super::criteria::{Criteria, Search};
use super::faults::Faults;
use super::wanted::Wanted;

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    /// The field, as the public interface calls it.
    pub field: &'static str,
    /// A stable code: `ASSENTE`, `TROPPO_LUNGO`, `NON_VALIDO`.
    pub code: &'static str,
    /// Why, in Italian.
    pub message: String,
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.message)
    }
}

/// No register reaches further back.
pub(super) const FIRST_DAY: Day = Day(1800_01_01);
/// Characters of purpose and case, at most.
const LONGEST_REASON: usize = 500;
/// Comuni that may be named, at most.
const MOST_COMUNI: usize = 100;

/// Checks a search for the day on which it is asked.
///
/// # Errors
/// Everything that is wrong with it.
pub fn validate(search: &Search, today: Day) -> Result<(), Vec<Invalid>> {
    wanted(search, today).map(drop)
}

/// The same, with what it comes to.
pub(in crate::search) fn wanted(search: &Search, today: Day) -> Result<Wanted, Vec<Invalid>> {
    let mut faults = Faults(Vec::new());
    let day = search.reference_day.unwrap_or(today);
    if day.to_naive().is_none() || day < FIRST_DAY || day > today {
        faults.add("dataRiferimento", "deve essere un giorno dal 1800 a oggi");
    }
    faults.required("finalita", &search.purpose, LONGEST_REASON);
    faults.required("riferimentoPratica", &search.case_reference, LONGEST_REASON);
    if search.limit > LARGEST_PAGE {
        faults.add("limite", format!("da 1 a {LARGEST_PAGE}"));
    }
    if search
        .comuni
        .as_ref()
        .is_some_and(|c| c.is_empty() || c.len() > MOST_COMUNI)
    {
        faults.add("comuni", format!("da 1 a {MOST_COMUNI} Comuni"));
    }
    for code in search.comuni.iter().flatten() {
        faults.comune("comuni", Some(code));
    }
    let criteria = &search.criteria;
    let wanted = Wanted {
        day,
        surname: faults.name("cognome", criteria.surname.as_deref()),
        names: faults.name("nome", criteria.names.as_deref()),
        names_ever: criteria.names_ever,
        sex: criteria.sex,
        birth: faults.birth(criteria.birth, today),
        place: criteria
            .birth_place
            .as_ref()
            .and_then(|one| faults.place(one)),
        fiscal: faults.fiscal(criteria.codice_fiscale.as_deref()),
        anpr: faults.anpr(criteria.id_anpr.as_deref()),
        document: faults.document(criteria.document.as_deref()),
        address: criteria
            .address
            .as_ref()
            .and_then(|one| faults.address(one)),
        address_ever: criteria.address_ever,
        comune: faults.comune("comune", criteria.comune.as_deref()),
        sheet: criteria.sheet.as_ref().and_then(|one| faults.sheet(one)),
        citizenship: faults.citizenship(criteria.citizenship.as_deref()),
        marital: faults.marital(criteria.marital_status.as_deref()),
        standing: criteria.standing,
    };
    if faults.0.is_empty() && !identifies(criteria) {
        faults.missing(
            "criteri",
            "indicare almeno cognome, nome, nascita, un codice, un documento, una via o una scheda di famiglia",
        );
    }
    if faults.0.is_empty() {
        Ok(wanted)
    } else {
        Err(faults.0)
    }
}

/// Comune, citizenship, sex and status belong to thousands.
fn identifies(criteria: &Criteria) -> bool {
    criteria.surname.is_some()
        || criteria.names.is_some()
        || criteria.birth.is_some()
        || criteria.codice_fiscale.is_some()
        || criteria.id_anpr.is_some()
        || criteria.document.is_some()
        || criteria.sheet.is_some()
        || criteria
            .address
            .as_ref()
            .is_some_and(|one| one.street.is_some())
}
