//! A consultation as it is asked.

use chrono::NaiveDateTime;
use schema::codes::ConsultationKind;
use schema::date::Day;
use serde::{Deserialize, Serialize};

use super::sheet::DwellingAddress;
use crate::check::SubjectRef;

/// The first day that can be asked for: no Comune's register is older.
pub const FIRST_DAY: Day = Day(1850_01_01);
/// Days over which events may be asked for at once.
pub const MAX_PERIOD: i64 = 366;
/// The last page that can be asked for.
pub const MAX_PAGE: u32 = 10_000;
/// Events on a page.
pub const PAGE: u32 = 50;

/// Of whom or of what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum About {
    /// A person, as checks name her.
    Person(SubjectRef),
    /// A person whom a search showed to this very user: her id, which the user never sees.
    Found(i64),
    /// An address.
    Address(AskedAddress),
    /// Events.
    Events {
        /// ISTAT code of the Comune that registered them.
        comune: String,
        /// First day of registration.
        from: Day,
        /// Last day of registration.
        to: Day,
        /// The page, from 1.
        page: u32,
    },
}

/// An address as it is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedAddress {
    /// ISTAT code of the Comune.
    pub comune: String,
    /// The street.
    pub street: AskedStreet,
    /// House number; 0 = none.
    pub number: i32,
    /// Exponent; `None` = whichever.
    pub exponent: Option<String>,
    /// Staircase; `None` = whichever.
    pub staircase: Option<String>,
    /// Flat; `None` = whichever.
    pub interior: Option<String>,
}

/// A street, by its code in the Comune's register or by a name that it bore.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AskedStreet {
    /// By code.
    Code(String),
    /// By type, if stated, and name.
    Named(Option<String>, String),
}

impl About {
    /// The Comune of which it is asked, where that follows from what is asked: of an address, and of events.
    pub fn place(&self) -> Option<&str> {
        match self {
            Self::Address(asked) => Some(&asked.comune),
            Self::Events { comune, .. } => Some(comune),
            Self::Person(_) | Self::Found(_) => None,
        }
    }
}

impl AskedAddress {
    /// The same in a street of that code.
    pub fn in_street(&self, code: &str) -> DwellingAddress {
        DwellingAddress {
            comune: self.comune.clone(),
            street_code: code.to_owned(),
            number: self.number,
            exponent: self.exponent.clone(),
            staircase: self.staircase.clone(),
            interior: self.interior.clone(),
        }
    }
}

/// As known when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum KnownAt {
    /// At that journal number.
    Number(i64),
    /// At that moment, UTC.
    Moment(NaiveDateTime),
}

/// A consultation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsultationRequest {
    /// What is asked for.
    pub kind: ConsultationKind,
    /// Of whom or of what.
    pub about: About,
    /// For which day; `None` = today.
    pub reference_day: Option<Day>,
    /// As known when; `None` = now.
    pub known_at: Option<KnownAt>,
    /// The day with which it is compared.
    pub compared_with: Option<Day>,
    /// `finalita`.
    pub purpose: String,
    /// `riferimentoPratica`.
    pub case_reference: String,
    /// ISTAT codes of the only Comuni to be asked; `None` = all that the right opens.
    pub comuni: Option<Vec<String>>,
    /// SHA-256 (hex) of what was asked, in canonical form; empty if it was not sent.
    pub declared: String,
}
