//! The way into the queue.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use schema::db::Db;
use schema::on_backend;
use schema::tables::{NewMailRow, mail};

use super::{one_line, plain_text};

/// A mail to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// What it is about, and to whom, in a form that the same occasion always gives: it is queued once.
    pub dedup: String,
    /// Address.
    pub recipient: String,
    /// One line; whatever else it holds is taken out.
    pub subject: String,
    /// Plain text.
    pub body: String,
}

/// Queues a mail within the caller's transaction: it is sent if and only if that commits. False if it was queued before.
pub fn enqueue(conn: &mut Db, now: NaiveDateTime, outgoing: &Outgoing) -> QueryResult<bool> {
    let row = NewMailRow {
        dedup: outgoing.dedup.clone(),
        recipient: outgoing.recipient.trim().to_owned(),
        subject: one_line(&outgoing.subject),
        body: plain_text(&outgoing.body),
        created_at: now,
        next_try_at: now,
        tries: 0,
        lease_until: now,
        lease_by: String::new(),
        last_error: String::new(),
    };
    let queued = on_backend!(conn, |conn| {
        diesel::insert_into(mail::table)
            .values(&row)
            .on_conflict(mail::dedup)
            .do_nothing()
            .execute(conn)?
    });
    Ok(queued == 1)
}
