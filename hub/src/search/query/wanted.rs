//! Criteria brought to the form in which they are looked up and judged.

use schema::codes::Sex;
use schema::date::Day;

use super::birth::Birth;
use crate::search::span::Standing;
use crate::search::terms::Name;

/// Who is sought, checked and folded.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::search) struct Wanted {
    pub day: Day,
    pub surname: Option<Name>,
    pub names: Option<Name>,
    pub names_ever: bool,
    pub sex: Option<Sex>,
    pub birth: Option<Birth>,
    pub place: Option<Place>,
    pub fiscal: Option<Fiscal>,
    pub anpr: Option<String>,
    pub document: Option<String>,
    pub address: Option<Address>,
    pub address_ever: bool,
    /// As a number.
    pub comune: Option<u32>,
    pub sheet: Option<Sheet>,
    pub citizenship: Option<String>,
    pub marital: Option<String>,
    pub standing: Option<Standing>,
}

/// A place of birth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::search) struct Place {
    /// Belfiore codes: the one given, or those that the name has had.
    pub codes: Vec<String>,
    /// Folded; empty if only a code was given.
    pub name: String,
}

/// A codice fiscale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::search) enum Fiscal {
    /// Whole: as typed, and its term.
    Whole(String, String),
    /// Its beginning, digits restored.
    Prefix(String),
}

/// An address, its street still as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::search) struct Address {
    pub comune: Option<String>,
    pub street_type: Option<String>,
    pub street: Option<String>,
    /// First and last house number.
    pub numbers: Option<(u32, u32)>,
    /// Folded.
    pub exponent: Option<String>,
}

/// A sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::search) struct Sheet {
    pub comune: Option<String>,
    pub kind: Option<String>,
    pub code: String,
}

impl Wanted {
    /// True if a criterion was given that may hold only nearly.
    pub fn is_tolerant(&self) -> bool {
        self.surname.is_some() || self.names.is_some() || self.birth.is_some()
    }
}
