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

diesel::table! {
    /// The commitments to the records: the leaves of the tree. They stay when a record expires.
    audit_leaf (seq) {
        /// Number of the record, and index of the leaf (leaf 0 is the log's beginning, and is not stored).
        seq -> BigInt,
        /// 32 bytes.
        commitment -> Binary,
    }
}

diesel::table! {
    /// Hashes of the tree's complete subtrees of 256, 65,536, … leaves.
    audit_node (level, idx) {
        /// The subtree has 256 to the power of this leaves; from 1.
        level -> Integer,
        /// Its place among those of its level, from 0.
        idx -> BigInt,
        /// 32 bytes.
        hash -> Binary,
    }
}

diesel::table! {
    /// Records that expired lawfully: what is left of them beside their commitment.
    audit_expired (seq) {
        /// Number of the record that is gone.
        seq -> BigInt,
        /// Number of the act (`CONSERVAZIONE`) that removed it.
        act_seq -> BigInt,
    }
}

diesel::table! {
    /// Signed checkpoints that have been given out.
    audit_checkpoint (size) {
        /// Leaves of the tree.
        size -> BigInt,
        /// When it was signed, UTC.
        at -> Timestamp,
        /// The signed note.
        note -> Text,
    }
}

diesel::table! {
    /// What witnesses signed.
    audit_cosignature (size, witness) {
        /// Leaves of the tree.
        size -> BigInt,
        /// The witness's name.
        witness -> Text,
        /// When the hub received it, UTC.
        at -> Timestamp,
        /// The line of the signed note.
        line -> Text,
    }
}

/// A row of [`audit_leaf`].
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = audit_leaf)]
#[diesel(treat_none_as_default_value = false)]
pub struct AuditLeafRow {
    pub seq: i64,
    pub commitment: Vec<u8>,
}

/// A row of [`audit_expired`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = audit_expired)]
#[diesel(treat_none_as_default_value = false)]
pub struct AuditExpiredRow {
    pub seq: i64,
    pub act_seq: i64,
}
