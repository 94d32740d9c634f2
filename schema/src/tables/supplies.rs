//! Supplies (forniture): what a Comune sent, what became of it, what was refused.

use chrono::NaiveDateTime;
use diesel::prelude::*;

diesel::table! {
    /// A supply of one Comune.
    supply (id) {
        /// The hub's number.
        id -> BigInt,
        /// ISTAT code of the Comune.
        comune -> Text,
        /// The Comune's progressive number, from 1.
        number -> BigInt,
        /// The Comune's own id of the supply.
        external_id -> Text,
        /// `FULL` or `DELTA`.
        kind -> Text,
        /// `XML` or `LAC`.
        format -> Text,
        /// SHA-256 of the bytes received (before decompression), hex.
        digest -> Text,
        /// Bytes received.
        size -> BigInt,
        /// Day on which the Comune drew the data, `yyyymmdd`.
        extracted_on -> Integer,
        /// UTC.
        received_at -> Timestamp,
        /// [`codes::SupplyStatus`](crate::codes::SupplyStatus).
        status -> Text,
        /// Why it is held: an anomaly code; empty otherwise.
        hold_reason -> Text,
        /// Name of the file kept in the inbox.
        file -> Text,
        /// Subjects that it asserts, [`SubjectSet`](crate::facts::SubjectSet) bits.
        subjects -> Integer,
        /// Records found in it.
        records -> BigInt,
        /// Records applied so far: where to go on after a stop.
        applied -> BigInt,
        /// Records refused.
        refused -> BigInt,
        /// People heard of for the first time.
        created -> BigInt,
        /// People already known whose facts changed.
        changed -> BigInt,
        /// People about whom it said nothing new.
        unchanged -> BigInt,
        /// Differences found by a full supply after deltas.
        drift -> BigInt,
    }
}

diesel::table! {
    /// Control totals after ANPR's S001, declared by the Comune or counted by the hub.
    supply_total (supply_id, chunk, counted) {
        /// The supply.
        supply_id -> BigInt,
        /// Chunk, from 1; 0 = the whole supply.
        chunk -> Integer,
        /// True if the hub counted it, false if the Comune declared it.
        counted -> Bool,
        /// Person records.
        persons -> BigInt,
        /// Italian citizens among them.
        italians -> BigInt,
        /// Foreign citizens.
        foreigners -> BigInt,
        /// Women.
        women -> BigInt,
        /// Men.
        men -> BigInt,
        /// Family sheets.
        families -> BigInt,
        /// Institutional households.
        institutions -> BigInt,
    }
}

diesel::table! {
    /// A record that was refused, kept as it came.
    rejected_record (supply_id, seq) {
        /// The supply.
        supply_id -> BigInt,
        /// From 1. (An XML file can hold many records on one line.)
        seq -> BigInt,
        /// Line (CSV) or line of the opening tag (XML), from 1.
        line -> BigInt,
        /// False for a street or sheet.
        about_person -> Bool,
        /// The Comune's id of the person, if it could be read.
        local_id -> Text,
        /// The record as it came (UTF-8; undecodable bytes as U+FFFD), at most 64 KiB.
        record -> Text,
    }
}

diesel::table! {
    /// One thing wrong or doubtful in a supply.
    anomaly (supply_id, seq) {
        /// The supply.
        supply_id -> BigInt,
        /// From 1.
        seq -> BigInt,
        /// Line, as in `rejected_record`; 0 = the supply as a whole.
        line -> BigInt,
        /// Stable code of the catalogue in docs/supply-formats.md.
        code -> Text,
        /// `E` the record (or supply) is refused, `W` it is taken.
        severity -> Text,
        /// Path of the element (XML) or name of the column (CSV).
        path -> Text,
        /// Field.
        field -> Text,
        /// Its value as it came, at most 200 characters.
        value -> Text,
    }
}

diesel::table! {
    /// What a Comune has undertaken to send; of what, [`supplied_subjects`] tells.
    supply_plan (comune) {
        /// ISTAT code.
        comune -> Text,
        /// `XML` or `LAC`.
        format -> Text,
        /// Days between two supplies.
        every_days -> Integer,
        /// Value codes of its LAC files, as JSON; empty for the usual ones.
        lac_values -> Text,
        /// Last number applied, 0 if none.
        last_number -> BigInt,
    }
}

diesel::table! {
    /// The subjects that a Comune supplies, by its plan, and when the hub held that to be so: answers depend on
    /// them, so that they are versioned like facts, under journal numbers of person 0.
    supplied_subjects (comune, known_from) {
        /// ISTAT code.
        comune -> Text,
        /// The journal number that recorded it.
        known_from -> BigInt,
        /// The journal number that superseded it.
        known_to -> BigInt,
        /// [`SubjectSet`](crate::facts::SubjectSet) bits.
        subjects -> Integer,
    }
}

/// A row of [`supply`].
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = supply)]
#[diesel(treat_none_as_default_value = false)]
pub struct SupplyRow {
    pub id: i64,
    pub comune: String,
    pub number: i64,
    pub external_id: String,
    pub kind: String,
    pub format: String,
    pub digest: String,
    pub size: i64,
    pub extracted_on: i32,
    pub received_at: NaiveDateTime,
    pub status: String,
    pub hold_reason: String,
    pub file: String,
    pub subjects: i32,
    pub records: i64,
    pub applied: i64,
    pub refused: i64,
    pub created: i64,
    pub changed: i64,
    pub unchanged: i64,
    pub drift: i64,
}

/// A row of [`supply_total`].
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = supply_total)]
#[diesel(treat_none_as_default_value = false)]
pub struct SupplyTotalRow {
    pub supply_id: i64,
    pub chunk: i32,
    pub counted: bool,
    pub persons: i64,
    pub italians: i64,
    pub foreigners: i64,
    pub women: i64,
    pub men: i64,
    pub families: i64,
    pub institutions: i64,
}

/// A row of [`rejected_record`].
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = rejected_record)]
#[diesel(treat_none_as_default_value = false)]
pub struct RejectedRecordRow {
    pub supply_id: i64,
    pub seq: i64,
    pub line: i64,
    pub about_person: bool,
    pub local_id: String,
    pub record: String,
}

/// A row of [`anomaly`].
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = anomaly)]
#[diesel(treat_none_as_default_value = false)]
pub struct AnomalyRow {
    pub supply_id: i64,
    pub seq: i64,
    pub line: i64,
    pub code: String,
    pub severity: String,
    pub path: String,
    pub field: String,
    pub value: String,
}

/// A row of [`supply_plan`].
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = supply_plan)]
#[diesel(treat_none_as_default_value = false)]
#[diesel(primary_key(comune))]
pub struct SupplyPlanRow {
    pub comune: String,
    pub format: String,
    pub every_days: i32,
    pub lac_values: String,
    pub last_number: i64,
}

/// A row of [`supplied_subjects`].
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = supplied_subjects)]
#[diesel(treat_none_as_default_value = false)]
pub struct SuppliedSubjectsRow {
    pub comune: String,
    pub known_from: i64,
    pub known_to: i64,
    pub subjects: i32,
}
