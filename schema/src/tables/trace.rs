//! The trace: on SQLite in a file of its own, so that a load never holds up an answer.

use chrono::NaiveDateTime;
use diesel::prelude::*;

diesel::table! {
    /// One act: who asked what, about whom, why, and what was answered. Written before the answer leaves.
    audit (seq) {
        /// From 1, without gaps.
        seq -> BigInt,
        /// UTC.
        at -> Timestamp,
        /// The hub's id of the request, given back to the caller.
        request_id -> Text,
        /// Entity that asked.
        entity_id -> BigInt,
        /// Key with which it asked.
        key_id -> BigInt,
        /// Service: `VERIFICA`, `VERIFICA_MASSIVA`, `FORNITURA`, …
        service -> Text,
        /// Purpose as stated (`finalita`).
        purpose -> Text,
        /// Case as stated (`riferimentoPratica`).
        case_reference -> Text,
        /// The subject as asked: codice fiscale, ID ANPR or generalities.
        subject -> Text,
        /// The person found; 0 if none or more than one.
        person_id -> BigInt,
        /// Day to which the question refers, `yyyymmdd`; 0 if none.
        reference_day -> Integer,
        /// Journal number at which it was answered.
        known_at -> BigInt,
        /// Kinds asked and what was answered to each, `KIND=S`, `KIND=A:REASON`, separated by commas.
        outcome -> Text,
    }
}

diesel::table! {
    /// The last number given in the trace.
    audit_head (id) {
        /// Always 1.
        id -> Integer,
        /// The last number given.
        last -> BigInt,
    }
}

/// A row of [`audit`].
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = audit)]
#[diesel(treat_none_as_default_value = false)]
pub struct AuditRow {
    pub seq: i64,
    pub at: NaiveDateTime,
    pub request_id: String,
    pub entity_id: i64,
    pub key_id: i64,
    pub service: String,
    pub purpose: String,
    pub case_reference: String,
    pub subject: String,
    pub person_id: i64,
    pub reference_day: i32,
    pub known_at: i64,
    pub outcome: String,
}
