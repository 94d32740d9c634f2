//! Mails that wait, or have been sent, and the days of which the daily mail has been composed.

use chrono::NaiveDateTime;
use diesel::prelude::*;

diesel::table! {
    /// A mail, from the transaction that wants it sent until some time after its delivery.
    mail (id) {
        /// The id.
        id -> BigInt,
        /// What the mail is about, in a form of its own for each occasion: a second one is not queued.
        dedup -> Text,
        /// Address.
        recipient -> Text,
        /// One line.
        subject -> Text,
        /// Plain text; emptied on delivery.
        body -> Text,
        /// UTC.
        created_at -> Timestamp,
        /// UTC; far in the future when there is nothing left to do.
        next_try_at -> Timestamp,
        /// Attempts begun.
        tries -> Integer,
        /// UTC: until then it is in the hands of `lease_by`.
        lease_until -> Timestamp,
        /// Process that has, or last had it; empty: none yet.
        lease_by -> Text,
        /// UTC; null until the mail server accepted it.
        sent_at -> Nullable<Timestamp>,
        /// UTC; null unless it was given up.
        failed_at -> Nullable<Timestamp>,
        /// Why the last attempt failed; empty if none has.
        last_error -> Text,
    }
}

/// A row of [`mail`].
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = mail)]
pub struct MailRow {
    pub id: i64,
    pub dedup: String,
    pub recipient: String,
    pub subject: String,
    pub body: String,
    pub created_at: NaiveDateTime,
    pub next_try_at: NaiveDateTime,
    pub tries: i32,
    pub lease_until: NaiveDateTime,
    pub lease_by: String,
    pub sent_at: Option<NaiveDateTime>,
    pub failed_at: Option<NaiveDateTime>,
    pub last_error: String,
}

/// A new row of [`mail`]; the database gives the id.
#[derive(Debug, Clone, PartialEq, Eq, Insertable)]
#[diesel(table_name = mail)]
pub struct NewMailRow {
    pub dedup: String,
    pub recipient: String,
    pub subject: String,
    pub body: String,
    pub created_at: NaiveDateTime,
    pub next_try_at: NaiveDateTime,
    pub tries: i32,
    pub lease_until: NaiveDateTime,
    pub lease_by: String,
    pub last_error: String,
}

diesel::table! {
    /// A day whose daily mails are in the queue.
    digest_day (day) {
        /// `yyyymmdd`, as Italian clocks count days.
        day -> BigInt,
        /// UTC.
        composed_at -> Timestamp,
    }
}
