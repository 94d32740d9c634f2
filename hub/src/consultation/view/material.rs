//! What a sheet is made from: facts as they were read, and the question.

use std::collections::{BTreeMap, HashMap};

use schema::codes::ConsultationKind;
use schema::date::{Day, Truth, UncertainDate, Validity};
use schema::facts::{PersonFacts, RegisterEvent};
use schema::tables::{HouseholdRow, StreetRow};

use crate::check::Scope;
use crate::consultation::granted::Granted;
use crate::consultation::sheet::Entry;

/// The question, with day and journal number settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// What is asked for.
    pub kind: ConsultationKind,
    /// The day.
    pub day: Day,
    /// The journal number at which everything is read.
    pub known_at: i64,
    /// What may be shown.
    pub granted: Granted,
}

/// What was read. It may hold more than is needed, also what was not known yet at the number of the question or was
/// believed no more: what is made of it does not depend on that.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Material {
    /// People by their ids.
    pub people: BTreeMap<i64, PersonFacts>,
    /// Sheets.
    pub households: Vec<HouseholdRow>,
    /// Names of streets.
    pub streets: Vec<StreetRow>,
    /// What stands in the journal, by number.
    pub journal: HashMap<i64, Entry>,
    /// The events of a page, in their order.
    pub events: Vec<RegisterEvent>,
    /// Whose sheets may be shown: a sheet is its Comune's own.
    pub scope: Scope,
}

/// True if a version was believed at that number.
pub(super) const fn believed(known_from: i64, known_to: i64, known_at: i64) -> bool {
    known_from <= known_at && known_at < known_to
}

/// The validity of a row that is no fact about a person.
pub(super) const fn validity(from: (i32, i32), to: (i32, i32)) -> Validity {
    const fn date((first, last): (i32, i32)) -> UncertainDate {
        UncertainDate {
            first: Day(first),
            last: Day(last),
        }
    }
    Validity {
        from: date(from),
        to: date(to),
    }
}

impl Material {
    /// True if sheets of that Comune may be shown.
    pub(super) fn may_show(&self, comune: &str) -> bool {
        self.scope.covers(comune)
    }

    /// The name that a street bore on a day, as known at a number: one that it surely bore then, else one that it may
    /// have borne, else the latest before, else the first that came. Empty if the Comune's register has none.
    pub(super) fn street(&self, comune: &str, code: &str, day: Day, known_at: i64) -> String {
        let names = self.streets.iter().filter(|row| {
            row.comune == comune
                && row.code == code
                && believed(row.known_from, row.known_to, known_at)
        });
        let chosen = names.max_by_key(|row| {
            let held = validity((row.from_first, row.from_last), (row.to_first, row.to_last));
            let rank = match held.at(day) {
                Truth::Yes => 3,
                Truth::Uncertain => 2,
                Truth::No => i32::from(row.from_first <= day.0),
            };
            let near = if rank == 0 {
                -row.from_first
            } else {
                row.from_first
            };
            (rank, near, row.known_from, row.seq)
        });
        chosen.map_or_else(String::new, |row| {
            format!("{} {}", row.street_type, row.name)
                .trim()
                .to_owned()
        })
    }
}
