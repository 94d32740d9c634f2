//! Who has a mail in hand: one process at a time, and not for ever.

use chrono::{DateTime, Duration, NaiveDateTime};
use diesel::prelude::*;
use schema::db::{Db, write_tx};
use schema::tables::{MailRow, mail};

/// How long a process may have a mail in hand before another takes it for dead. Longer than the longest attempt: some
/// ten answers of the mail server, each as late as the configuration allows.
const LEASE: Duration = Duration::minutes(30);

/// Mails looked at to find one that nobody else takes.
const CANDIDATES: i64 = 16;

/// When a mail is tried again of which nothing is left to do.
pub(super) fn never() -> NaiveDateTime {
    DateTime::from_timestamp(253_370_764_800, 0).map_or(NaiveDateTime::MAX, |at| at.naive_utc())
}

/// Takes the mail that has waited longest, if one is due; the attempt counts from here, so that a mail that kills its
/// process is not tried without end.
pub(super) fn claim(
    conn: &mut Db,
    now: NaiveDateTime,
    holder: &str,
) -> QueryResult<Option<MailRow>> {
    write_tx(conn, |conn| {
        let candidates: Vec<i64> = mail::table
            .filter(mail::next_try_at.le(now))
            .filter(mail::lease_until.le(now))
            .order((mail::next_try_at, mail::id))
            .limit(CANDIDATES)
            .select(mail::id)
            .load(conn)?;
        for id in candidates {
            // Asked again while the row is locked: on PostgreSQL another node may have taken it meanwhile.
            let free = mail::table
                .find(id)
                .filter(mail::next_try_at.le(now))
                .filter(mail::lease_until.le(now));
            let taken = diesel::update(free)
                .set((
                    mail::lease_until.eq(now + LEASE),
                    mail::lease_by.eq(holder),
                    mail::tries.eq(mail::tries + 1),
                ))
                .execute(conn)?;
            if taken == 1 {
                return mail::table
                    .find(id)
                    .select(MailRow::as_select())
                    .first(conn)
                    .map(Some);
            }
        }
        Ok::<_, diesel::result::Error>(None)
    })
}

/// Notes that the mail server has it. Whoever holds the lease by now: delivered is delivered.
pub(super) fn delivered(conn: &mut Db, id: i64, now: NaiveDateTime) -> QueryResult<()> {
    write_tx(conn, |conn| {
        diesel::update(mail::table.find(id))
            .set((
                mail::sent_at.eq(now),
                mail::next_try_at.eq(never()),
                mail::lease_until.eq(now),
                mail::failed_at.eq(None::<NaiveDateTime>),
                mail::last_error.eq(""),
                // It has served.
                mail::body.eq(""),
            ))
            .execute(conn)
            .map(drop)
    })
}

/// Gives it back to be tried at that moment.
pub(super) fn postpone(
    conn: &mut Db,
    holder: &str,
    row: &MailRow,
    now: NaiveDateTime,
    next: NaiveDateTime,
    error: &str,
) -> QueryResult<()> {
    give_back(conn, holder, row, now, next, None, error)
}

/// Gives it up.
pub(super) fn give_up(
    conn: &mut Db,
    holder: &str,
    row: &MailRow,
    now: NaiveDateTime,
    error: &str,
) -> QueryResult<()> {
    give_back(conn, holder, row, now, never(), Some(now), error)
}

fn give_back(
    conn: &mut Db,
    holder: &str,
    row: &MailRow,
    now: NaiveDateTime,
    next: NaiveDateTime,
    failed: Option<NaiveDateTime>,
    error: &str,
) -> QueryResult<()> {
    // One whose lease has run out no longer has a say.
    let mine = mail::table
        .find(row.id)
        .filter(mail::lease_by.eq(holder))
        .filter(mail::tries.eq(row.tries))
        .filter(mail::sent_at.is_null());
    write_tx(conn, |conn| {
        diesel::update(mine)
            .set((
                mail::next_try_at.eq(next),
                mail::lease_until.eq(now),
                mail::failed_at.eq(failed),
                mail::last_error.eq(error),
            ))
            .execute(conn)
            .map(drop)
    })
}
