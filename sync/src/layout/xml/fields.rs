//! The fields of one element, read and checked at once.

use std::borrow::Cow;

use schema::date::{Day, UncertainDate, Validity};

use super::super::check::Checker;
use super::super::{identifiers, places};
use super::attrs::Attrs;

/// Longest name of a person, in characters (as in LAC files).
pub const NAME: usize = 200;
/// Longest name of a place, street or institution.
pub const PLACE_NAME: usize = 200;
/// Longest code or number that a Comune gives.
pub const OWN_CODE: usize = 64;
/// Longest foreign address (ANPR: 120 for its longest part).
pub const FOREIGN_ADDRESS: usize = 400;

/// An element's attributes and where to note what is wrong with them.
pub struct Fields<'a, 'e> {
    pub attrs: &'a mut Attrs<'e>,
    pub check: &'a mut Checker,
    /// The Comune that sends the supply.
    pub comune: &'a str,
}

impl<'e> Fields<'_, 'e> {
    pub fn raw(&mut self, field: &str) -> Cow<'e, str> {
        self.attrs.get(field)
    }

    pub fn text(&mut self, field: &str, longest: usize) -> String {
        let value = self.attrs.get(field);
        self.check.text(field, &value, longest)
    }

    pub fn required(&mut self, field: &str, longest: usize) -> String {
        let value = self.attrs.get(field);
        self.check.required(field, &value, longest)
    }

    pub fn compact(&mut self, field: &str, longest: usize) -> String {
        let value = self.attrs.get(field);
        self.check.compact(field, &value, longest)
    }

    pub fn code(&mut self, field: &str, known: impl Fn(&str) -> bool) -> String {
        let value = self.attrs.get(field);
        self.check.code(field, &value, known)
    }

    pub fn required_code(&mut self, field: &str, known: impl Fn(&str) -> bool) -> String {
        let value = self.attrs.get(field);
        self.check.required_code(field, &value, known)
    }

    pub fn minor_code(&mut self, field: &str, known: impl Fn(&str) -> bool) -> String {
        let value = self.attrs.get(field);
        self.check.minor_code(field, &value, known)
    }

    pub fn number(&mut self, field: &str, limits: std::ops::RangeInclusive<i32>) -> i32 {
        let value = self.attrs.get(field);
        self.check.number(field, &value, limits)
    }

    pub fn flag(&mut self, field: &str) -> bool {
        let value = self.attrs.get(field);
        self.check.flag(field, &value)
    }

    /// The codice fiscale of somebody else, possibly missing.
    pub fn other_cf(&mut self, field: &str) -> String {
        let value = self.compact(field, 16);
        if !value.is_empty() {
            identifiers::codice_fiscale(self.check, field, &value);
        }
        value
    }

    /// Birth of somebody else, possibly unknown.
    pub fn other_birth(&mut self, field: &str) -> (i32, i32) {
        let value = self.attrs.get(field);
        let date = self
            .check
            .past(field, &value)
            .unwrap_or(UncertainDate::UNKNOWN);
        (date.first.0, date.last.0)
    }

    /// A day, 0 if nothing is said.
    pub fn day(&mut self, field: &str) -> i32 {
        let value = self.attrs.get(field);
        match self.check.past(field, &value) {
            Some(date) if date.is_exact() => date.first.0,
            Some(_) => {
                self.check
                    .note(crate::anomaly::AnomalyCode::DateInvalid, field, &value);
                Day::MIN.0
            }
            None => Day::MIN.0,
        }
    }

    /// The Comune named by `comune`, or else the one that sends the supply.
    pub fn comune(&mut self) -> String {
        match self.attrs.find("comune") {
            None => self.comune.to_owned(),
            Some(value) => self.check.code("comune", &value, places::is_comune_code),
        }
    }

    /// Validity from `dal` and `al`.
    pub fn validity(&mut self) -> Validity {
        self.validity_of("dal", false)
    }

    /// Validity from `begin` and `al`; `ends_later` if it may end after the extraction.
    pub fn validity_of(&mut self, begin: &str, ends_later: bool) -> Validity {
        let from = self.attrs.get(begin);
        let to = self.attrs.get("al");
        self.check.validity((begin, &from), ("al", &to), ends_later)
    }
}
