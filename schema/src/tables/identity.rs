//! Who somebody is, and how it is proved: passwords, one-time codes, sessions, keys of applications.

use chrono::NaiveDateTime;
use diesel::prelude::*;

diesel::table! {
    /// How a person proves who it is: password and one-time codes.
    user_credential (user_id) {
        /// Whose.
        user_id -> BigInt,
        /// Argon2id, as a PHC string; empty: none.
        password -> Text,
        /// [`codes::PasswordState`](crate::codes::PasswordState).
        state -> Text,
        /// UTC: when the password was last set.
        changed_at -> Timestamp,
        /// UTC, exclusive: the end of a one-time password; null for a chosen one.
        expires_at -> Nullable<Timestamp>,
        /// [`codes::TotpState`](crate::codes::TotpState).
        totp_state -> Text,
        /// The shared secret, sealed with a key that is not in the database; empty: none.
        totp_secret -> Text,
        /// The last step of time whose code was taken: none of those up to it is taken again.
        totp_step -> BigInt,
    }
}

/// A row of [`user_credential`].
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = user_credential)]
#[diesel(treat_none_as_default_value = false)]
#[diesel(treat_none_as_null = true)]
#[diesel(primary_key(user_id))]
pub struct UserCredentialRow {
    pub user_id: i64,
    pub password: String,
    pub state: String,
    pub changed_at: NaiveDateTime,
    pub expires_at: Option<NaiveDateTime>,
    pub totp_state: String,
    pub totp_secret: String,
    pub totp_step: i64,
}

diesel::table! {
    /// A code that stands in for the one-time code, once.
    recovery_code (user_id, hash) {
        /// Whose.
        user_id -> BigInt,
        /// SHA-256, hex (a code carries 80 bits of chance: no slow hash is needed).
        hash -> Text,
        /// UTC; null while it can be used.
        used_at -> Nullable<Timestamp>,
    }
}

/// A row of [`recovery_code`].
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = recovery_code)]
#[diesel(treat_none_as_default_value = false)]
#[diesel(treat_none_as_null = true)]
#[diesel(primary_key(user_id, hash))]
pub struct RecoveryCodeRow {
    pub user_id: i64,
    pub hash: String,
    pub used_at: Option<NaiveDateTime>,
}

diesel::table! {
    /// A person at work, or on the way in. The token itself is never stored.
    session (id) {
        /// The id; by chance, it tells nothing of how many there are.
        id -> BigInt,
        /// Whose.
        user_id -> BigInt,
        /// SHA-256 of the token, hex.
        hash -> Text,
        /// [`codes::SessionStage`](crate::codes::SessionStage).
        stage -> Text,
        /// UTC.
        created_at -> Timestamp,
        /// UTC: last use, to the minute.
        seen_at -> Timestamp,
        /// UTC, exclusive: its end, however much it is used.
        expires_at -> Timestamp,
        /// Network address from which it was opened.
        network -> Text,
        /// SHA-256 of the client certificate with which it was opened, hex; empty: none.
        workstation -> Text,
        /// Wrong codes given in it.
        failures -> BigInt,
        /// UTC; null while it lasts.
        ended_at -> Nullable<Timestamp>,
        /// User who ended it; 0: the hub itself, or the command line.
        ended_by -> BigInt,
        /// Purpose and case of the work in it, sealed with a key that only the token gives; empty: none.
        working_case -> Text,
    }
}

/// A row of [`session`].
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = session)]
#[diesel(treat_none_as_default_value = false)]
#[diesel(treat_none_as_null = true)]
#[diesel(primary_key(id))]
pub struct SessionRow {
    pub id: i64,
    pub user_id: i64,
    pub hash: String,
    pub stage: String,
    pub created_at: NaiveDateTime,
    pub seen_at: NaiveDateTime,
    pub expires_at: NaiveDateTime,
    pub network: String,
    pub workstation: String,
    pub failures: i64,
    pub ended_at: Option<NaiveDateTime>,
    pub ended_by: i64,
    pub working_case: String,
}

diesel::table! {
    /// Failed sign-ins, counted so that guessing is slow.
    sign_in_throttle (subject) {
        /// Keyed hash of what is counted: user and network, device, network. What was typed as a user name is not stored.
        subject -> Text,
        /// How many, of late.
        failures -> BigInt,
        /// UTC: the last one.
        last_at -> Timestamp,
    }
}

/// A row of [`sign_in_throttle`].
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = sign_in_throttle)]
#[diesel(treat_none_as_default_value = false)]
#[diesel(treat_none_as_null = true)]
#[diesel(primary_key(subject))]
pub struct SignInThrottleRow {
    pub subject: String,
    pub failures: i64,
    pub last_at: NaiveDateTime,
}

diesel::table! {
    /// A public key with which an application signs its assertions. Several may be in force at once.
    oauth_key (id) {
        /// The id.
        id -> BigInt,
        /// The application.
        user_id -> BigInt,
        /// What it is called in the header of an assertion.
        kid -> Text,
        /// The public key (RFC 7517), JSON.
        jwk -> Text,
        /// UTC.
        valid_from -> Timestamp,
        /// UTC, exclusive.
        valid_to -> Timestamp,
        /// UTC.
        created_at -> Timestamp,
        /// User who registered it; 0: the command line.
        created_by -> BigInt,
        /// UTC; null while in force.
        revoked_at -> Nullable<Timestamp>,
    }
}

/// A row of [`oauth_key`].
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = oauth_key)]
#[diesel(treat_none_as_default_value = false)]
#[diesel(treat_none_as_null = true)]
#[diesel(primary_key(id))]
pub struct OauthKeyRow {
    pub id: i64,
    pub user_id: i64,
    pub kid: String,
    pub jwk: String,
    pub valid_from: NaiveDateTime,
    pub valid_to: NaiveDateTime,
    pub created_at: NaiveDateTime,
    pub created_by: i64,
    pub revoked_at: Option<NaiveDateTime>,
}

diesel::table! {
    /// An assertion that was used: it is not taken again.
    oauth_jti (user_id, jti) {
        /// The application.
        user_id -> BigInt,
        /// SHA-256 of its `jti`, hex.
        jti -> Text,
        /// UTC: from then on it is refused as expired, and forgotten here.
        expires_at -> Timestamp,
    }
}

/// A row of [`oauth_jti`].
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = oauth_jti)]
#[diesel(treat_none_as_default_value = false)]
#[diesel(treat_none_as_null = true)]
#[diesel(primary_key(user_id, jti))]
pub struct OauthJtiRow {
    pub user_id: i64,
    pub jti: String,
    pub expires_at: NaiveDateTime,
}
