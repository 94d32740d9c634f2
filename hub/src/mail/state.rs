//! What an operator is told of the queue.

use chrono::{Duration, NaiveDateTime};
use diesel::dsl::min;
use diesel::prelude::*;
use schema::db::{Db, write_tx};
use schema::tables::mail;

use super::lease::never;

/// How long a mail is remembered when there is nothing left to do: so long an occasion cannot queue it again.
const REMEMBERED: Duration = Duration::days(90);

/// The queue at a glance.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MailState {
    /// Mails to be sent.
    pub waiting: i64,
    /// When the oldest of them was queued.
    pub oldest: Option<NaiveDateTime>,
    /// What the mail server said to the last attempt that failed among them.
    pub last_error: Option<String>,
    /// Given up, and still remembered.
    pub failed: i64,
}

/// Reads the state of the queue.
pub fn state(conn: &mut Db) -> QueryResult<MailState> {
    let waiting = mail::table.filter(mail::next_try_at.lt(never()));
    Ok(MailState {
        waiting: waiting.count().get_result(conn)?,
        oldest: waiting.select(min(mail::created_at)).first(conn)?,
        last_error: waiting
            .filter(mail::last_error.ne(""))
            .order(mail::next_try_at.desc())
            .select(mail::last_error)
            .first(conn)
            .optional()?,
        failed: mail::table
            .filter(mail::failed_at.is_not_null())
            .count()
            .get_result(conn)?,
    })
}

/// Deletes what has long been done with.
pub(super) fn clear(conn: &mut Db, now: NaiveDateTime) -> QueryResult<usize> {
    write_tx(conn, |conn| {
        let done = mail::table
            .filter(mail::next_try_at.ge(never()))
            .filter(mail::created_at.lt(now - REMEMBERED));
        diesel::delete(done).execute(conn)
    })
}
