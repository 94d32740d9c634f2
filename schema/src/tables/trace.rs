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
        /// [`codes::ActKind`](crate::codes::ActKind).
        act -> Text,
        /// Service: `VERIFICA`, `VERIFICA_MASSIVA`, `FORNITURA`, …
        service -> Text,
        /// Entity that asked.
        entity_id -> BigInt,
        /// Office of the user, as it was then; 0 if none.
        office_id -> BigInt,
        /// User who asked; 0 if not recognised, or the command line.
        user_id -> BigInt,
        /// Key with which an application asked; 0 if none.
        key_id -> BigInt,
        /// [`codes::Role`](crate::codes::Role), as it was then; empty if not recognised.
        role -> Text,
        /// Agreement under which it was answered; 0 if none.
        agreement_id -> BigInt,
        /// ISTAT code of the Comune that the act concerns; empty if none or unknown.
        comune -> Text,
        /// Purpose as stated (`finalita`).
        purpose -> Text,
        /// Case as stated (`riferimentoPratica`).
        case_reference -> Text,
        /// The subject as asked: codice fiscale, ID ANPR or generalities.
        subject -> Text,
        /// The person found; 0 if none or more than one.
        person_id -> BigInt,
        /// Fields asked, `KIND.FIELD`, separated by commas; of an administrative act, the fields changed.
        fields -> Text,
        /// Workstation from which it was asked: its name, or the network address.
        workstation -> Text,
        /// Day to which the question refers, `yyyymmdd`; 0 if none.
        reference_day -> Integer,
        /// Journal number at which it was answered.
        known_at -> BigInt,
        /// Kinds asked and what was answered to each, `KIND=S`, `KIND=A:REASON`, separated by commas.
        outcome -> Text,
        /// SHA-256 of what was declared, hex; empty if nothing was.
        declared -> Text,
        /// 16 bytes of chance, hex, that keep the record's commitment from being guessed.
        salt -> Text,
        /// The content of a record under seal, base64; empty if it stands in the clear.
        sealed -> Text,
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
#[derive(Debug, Clone, Default, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = audit)]
#[diesel(treat_none_as_default_value = false)]
pub struct AuditRow {
    pub seq: i64,
    pub at: NaiveDateTime,
    pub request_id: String,
    pub act: String,
    pub service: String,
    pub entity_id: i64,
    pub office_id: i64,
    pub user_id: i64,
    pub key_id: i64,
    pub role: String,
    pub agreement_id: i64,
    pub comune: String,
    pub purpose: String,
    pub case_reference: String,
    pub subject: String,
    pub person_id: i64,
    pub fields: String,
    pub workstation: String,
    pub reference_day: i32,
    pub known_at: i64,
    pub outcome: String,
    pub declared: String,
    pub salt: String,
    pub sealed: String,
}
