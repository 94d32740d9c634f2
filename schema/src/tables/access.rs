//! Who may ask: entities and the keys of their applications.

use chrono::NaiveDateTime;
use diesel::prelude::*;

diesel::table! {
    /// An entity (ente): a Comune, an agency, the Province.
    entity (id) {
        /// The id.
        id -> BigInt,
        /// Its name, as written in answers and in the trace.
        name -> Text,
        /// `COMUNE`, `AGENZIA` or `PROVINCIA`.
        kind -> Text,
        /// ISTAT code, for a Comune; empty otherwise.
        comune -> Text,
        /// False: it may do nothing.
        enabled -> Bool,
    }
}

diesel::table! {
    /// A key with which an entity's application calls the hub. The key itself is never stored.
    api_key (id) {
        /// The id.
        id -> BigInt,
        /// Whose it is.
        entity_id -> BigInt,
        /// Public part, by which the key is found.
        prefix -> Text,
        /// SHA-256 of the whole key, hex (a key carries 256 bits of chance: no slow hash is needed).
        hash -> Text,
        /// May check declarations.
        may_check -> Bool,
        /// May send supplies (of the Comuni granted) and read what became of them.
        may_supply -> Bool,
        /// True: every Comune, those to come too; then `api_key_comune` has no row.
        all_comuni -> Bool,
        /// UTC.
        created_at -> Timestamp,
        /// UTC, exclusive.
        expires_at -> Timestamp,
        /// UTC; null while in force.
        revoked_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    /// A kind of declaration that a key may check.
    api_key_kind (key_id, kind) {
        /// The key.
        key_id -> BigInt,
        /// [`codes::CheckKind`](crate::codes::CheckKind).
        kind -> Text,
    }
}

diesel::table! {
    /// A Comune about whose residents a key may ask.
    api_key_comune (key_id, comune) {
        /// The key.
        key_id -> BigInt,
        /// ISTAT code.
        comune -> Text,
    }
}

/// A row of [`entity`].
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = entity)]
#[diesel(treat_none_as_default_value = false)]
pub struct EntityRow {
    pub id: i64,
    pub name: String,
    pub kind: String,
    pub comune: String,
    pub enabled: bool,
}

/// A row of [`api_key`].
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = api_key)]
#[diesel(treat_none_as_default_value = false)]
pub struct ApiKeyRow {
    pub id: i64,
    pub entity_id: i64,
    pub prefix: String,
    pub hash: String,
    pub may_check: bool,
    pub may_supply: bool,
    pub all_comuni: bool,
    pub created_at: NaiveDateTime,
    pub expires_at: NaiveDateTime,
    pub revoked_at: Option<NaiveDateTime>,
}
