//! Checkpoints that nobody needs any more: one is stored each minute, and after a week one for each day is enough to find
//! between which two days something was done to the log.

use chrono::{Duration, NaiveDateTime};
use diesel::prelude::*;
use diesel::result::Error as DbError;
use schema::clock::Clock;
use schema::db::{Db, Pool, write_tx};
use schema::tables::{audit_checkpoint, audit_cosignature};

use super::LogError;

/// Days for which every checkpoint is kept.
pub const WHOLE_DAYS: i64 = 7;
/// Checkpoints deleted by one statement.
const TOGETHER: usize = 500;

/// Deletes, of the checkpoints older than [`WHOLE_DAYS`], all but the last of each day (UTC) and those that a witness has
/// signed: what is held against the hub stays with the hub. How many it deleted; several nodes may do it at once.
///
/// # Errors
/// The store failed.
pub fn thin_checkpoints(trace: &Pool, clock: &dyn Clock) -> Result<usize, LogError> {
    let before = clock.now().naive_utc() - Duration::days(WHOLE_DAYS);
    let mut conn = trace.get()?;
    let deleted = write_tx::<_, DbError>(&mut conn, |conn| {
        let over = needless(conn, before)?;
        let mut deleted = 0;
        for sizes in over.chunks(TOGETHER) {
            deleted += diesel::delete(
                audit_checkpoint::table.filter(audit_checkpoint::size.eq_any(sizes)),
            )
            .execute(conn)?;
        }
        Ok(deleted)
    })?;
    Ok(deleted)
}

/// Sizes of the checkpoints of whole days before that moment that nobody needs.
fn needless(conn: &mut Db, before: NaiveDateTime) -> QueryResult<Vec<i64>> {
    let old: Vec<(i64, NaiveDateTime)> = audit_checkpoint::table
        .filter(audit_checkpoint::at.lt(before))
        .order(audit_checkpoint::size)
        .select((audit_checkpoint::size, audit_checkpoint::at))
        .load(conn)?;
    let signed: std::collections::BTreeSet<i64> = audit_cosignature::table
        .select(audit_cosignature::size)
        .distinct()
        .load::<i64>(conn)?
        .into_iter()
        .collect();
    Ok(old
        .windows(2)
        .filter_map(|pair| match pair {
            // Followed by another of the same day, it is not the last of it.
            [(size, at), (_, next)] if at.date() == next.date() => Some(*size),
            _ => None,
        })
        .filter(|size| !signed.contains(size))
        .collect())
}
