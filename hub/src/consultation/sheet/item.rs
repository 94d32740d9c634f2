//! A fact on a sheet: what it says, when it held, and since when the hub knows it.

use chrono::NaiveDateTime;
use schema::codes::JournalCause;
use schema::date::{Truth, Validity};

use super::shown::Shown;
use super::topic::Topic;
use super::value::Value;

/// A fact on a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What it says.
    pub value: Value,
    /// When it held in the world, as uncertain as the register has it.
    pub held: Validity,
    /// Whether it holds on the day of the sheet: what surely does not is on no sheet but the timeline.
    pub on_day: Truth,
    /// When the hub knew it, and from whom.
    pub known: Shown<Known>,
}

/// When the hub knew a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Since then.
    pub since: Recorded,
    /// Until then: another record took its place. `None` while it was still believed at the number of the consultation.
    pub until: Option<Recorded>,
}

/// A number of the journal, and what stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The number.
    pub number: i64,
    /// What stands there; `None` only if the journal lost it.
    pub entry: Option<Entry>,
}

/// What the journal says of a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When it was recorded, UTC.
    pub at: NaiveDateTime,
    /// ISTAT code of the Comune that said it.
    pub comune: String,
    /// The progressive number of that Comune's supply; `None` of what came from no supply.
    pub supply: Option<i64>,
    /// Why.
    pub cause: Option<JournalCause>,
}

/// A part of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Which.
    pub topic: Topic,
    /// The facts, in the order of time; none if the register has none for the day.
    pub items: Shown<Vec<Item>>,
}
