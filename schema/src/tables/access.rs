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
        /// Whose it is: a user of role `AUTORIZZATO`.
        user_id -> BigInt,
        /// Public part, by which the key is found.
        prefix -> Text,
        /// SHA-256 of the whole key, hex (a key carries 256 bits of chance: no slow hash is needed).
        hash -> Text,
        /// UTC.
        created_at -> Timestamp,
        /// UTC, exclusive.
        expires_at -> Timestamp,
        /// UTC; null while in force.
        revoked_at -> Nullable<Timestamp>,
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
    pub user_id: i64,
    pub prefix: String,
    pub hash: String,
    pub created_at: NaiveDateTime,
    pub expires_at: NaiveDateTime,
    pub revoked_at: Option<NaiveDateTime>,
}
