//! The register's own frame: people as bare ids, the journal, streets and household sheets.

use chrono::NaiveDateTime;
use diesel::prelude::*;

diesel::table! {
    /// A person: nothing but an id, which never changes and is never given again.
    person (id) {
        /// The id.
        id -> BigInt,
        /// Journal number under which the hub first heard of the person.
        created_by -> BigInt,
    }
}

diesel::table! {
    /// One row for each change to one person's facts (or to a street, a sheet or a plan, with person 0).
    /// Numbers are read in order: a reader that has seen N never later finds a new one below N.
    journal (number) {
        /// The number, from 1, without gaps among committed changes.
        number -> BigInt,
        /// Whom it concerns; 0 for a street, a household sheet or a plan.
        person_id -> BigInt,
        /// The supply that said it; 0 for a plan.
        supply_id -> BigInt,
        /// ISTAT code of the Comune that said it.
        comune -> Text,
        /// Line (CSV) or ordinal (XML) of the record in the supply.
        line -> BigInt,
        /// [`codes::JournalCause`](crate::codes::JournalCause).
        cause -> Text,
        /// UTC.
        recorded_at -> Timestamp,
    }
}

diesel::table! {
    /// The last journal number given. Taking numbers locks this one row until commit, so that numbers
    /// become visible in their order on PostgreSQL too.
    journal_head (id) {
        /// Always 1.
        id -> Integer,
        /// The last number given.
        last -> BigInt,
        /// The last person id given.
        last_person -> BigInt,
    }
}

diesel::table! {
    /// A Comune's street register, with the names that a street has borne.
    street (comune, code, known_from, seq) {
        /// ISTAT code of the Comune.
        comune -> Text,
        /// The Comune's code of the street, or `~` and the folded type and name where it gives none.
        code -> Text,
        /// The journal number that recorded it.
        known_from -> BigInt,
        /// Its place among the names recorded under the same number.
        seq -> Integer,
        /// The journal number that superseded it.
        known_to -> BigInt,
        /// First day on which the name may have begun, `yyyymmdd`.
        from_first -> Integer,
        /// Last day on which it may have begun.
        from_last -> Integer,
        /// First day on which it may no longer hold.
        to_first -> Integer,
        /// Last day of the interval in which it stopped holding.
        to_last -> Integer,
        /// Street type as written (`VIA`, `PIAZZA`).
        street_type -> Text,
        /// Name as written, without the type.
        name -> Text,
    }
}

diesel::table! {
    /// A family sheet or an institutional household.
    household (comune, kind, code, known_from, seq) {
        /// ISTAT code of the Comune.
        comune -> Text,
        /// `F` family, `C` institutional household.
        kind -> Text,
        /// The Comune's own number.
        code -> Text,
        /// The journal number that recorded it.
        known_from -> BigInt,
        /// Always 0; kept so that every versioned key has the same shape.
        seq -> Integer,
        /// The journal number that superseded it.
        known_to -> BigInt,
        /// First day on which it may have begun, `yyyymmdd`.
        from_first -> Integer,
        /// Last day on which it may have begun.
        from_last -> Integer,
        /// First day on which it may no longer exist.
        to_first -> Integer,
        /// Last day of the interval in which it ended.
        to_last -> Integer,
        /// Why the family was formed (ANPR table 26) or what the institution is (table 27).
        nature -> Text,
        /// Name of the institution; empty for a family.
        name -> Text,
    }
}

/// A row of [`journal`].
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = journal)]
#[diesel(treat_none_as_default_value = false)]
pub struct JournalRow {
    /// The number.
    pub number: i64,
    /// Whom it concerns; 0 for a street, a household sheet or a plan.
    pub person_id: i64,
    /// The supply that said it; 0 for a plan.
    pub supply_id: i64,
    /// ISTAT code of the Comune that said it.
    pub comune: String,
    /// Line or ordinal of the record in the supply.
    pub line: i64,
    /// [`codes::JournalCause`](crate::codes::JournalCause).
    pub cause: String,
    /// UTC.
    pub recorded_at: NaiveDateTime,
}

/// A row of [`street`].
#[derive(
    Debug,
    Clone,
    PartialEq,
    Eq,
    Queryable,
    Selectable,
    Insertable,
    serde::Serialize,
    serde::Deserialize,
)]
#[diesel(table_name = street)]
#[diesel(treat_none_as_default_value = false)]
pub struct StreetRow {
    /// ISTAT code of the Comune.
    pub comune: String,
    /// The street's code.
    pub code: String,
    /// The journal number that recorded it.
    pub known_from: i64,
    /// Its place among the names recorded under the same number.
    pub seq: i32,
    /// The journal number that superseded it.
    pub known_to: i64,
    /// First day on which the name may have begun, `yyyymmdd`.
    pub from_first: i32,
    /// Last day on which it may have begun.
    pub from_last: i32,
    /// First day on which it may no longer hold.
    pub to_first: i32,
    /// Last day of the interval in which it stopped holding.
    pub to_last: i32,
    /// Street type as written.
    pub street_type: String,
    /// Name as written, without the type.
    pub name: String,
}

/// A row of [`household`].
#[derive(
    Debug,
    Clone,
    PartialEq,
    Eq,
    Queryable,
    Selectable,
    Insertable,
    serde::Serialize,
    serde::Deserialize,
)]
#[diesel(table_name = household)]
#[diesel(treat_none_as_default_value = false)]
pub struct HouseholdRow {
    /// ISTAT code of the Comune.
    pub comune: String,
    /// `F` family, `C` institutional household.
    pub kind: String,
    /// The Comune's own number.
    pub code: String,
    /// The journal number that recorded it.
    pub known_from: i64,
    /// Always 0.
    pub seq: i32,
    /// The journal number that superseded it.
    pub known_to: i64,
    /// First day on which it may have begun, `yyyymmdd`.
    pub from_first: i32,
    /// Last day on which it may have begun.
    pub from_last: i32,
    /// First day on which it may no longer exist.
    pub to_first: i32,
    /// Last day of the interval in which it ended.
    pub to_last: i32,
    /// ANPR table 26 or 27.
    pub nature: String,
    /// Name of the institution.
    pub name: String,
}
