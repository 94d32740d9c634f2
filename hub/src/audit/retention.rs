//! Records whose time is over: they are removed, their commitments stay, and the act that removed them says which they
//! were, so that a lawful expiry and a deletion can be told apart.

use chrono::{Duration, NaiveDateTime};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::result::Error as DbError;
use schema::clock::{Clock, Entropy};
use schema::codes::ActKind;
use schema::db::{Db, Pool, TxError, write_tx};
use schema::tables::{AuditExpiredRow, audit, audit_head, insert_audit_expired};
use thiserror::Error;

use super::append::{append, prepare};
use super::entry::Entry;
use super::verify::{expiry_digest, expiry_outcome};

/// Records removed by one act, and in one transaction.
const TOGETHER: usize = 2_000;
/// Records looked at for it.
const LOOKED_AT: i64 = 20_000;

/// How many days records are kept; 0: for ever.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// For each act. Acts of retention themselves hold nothing personal, and are kept.
    pub acts: Vec<(ActKind, u32)>,
    /// For the answers and refusals of a service, instead.
    pub services: Vec<(String, u32)>,
}

/// What was removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Expired {
    /// Records.
    pub records: u64,
    /// Acts that say so.
    pub acts: u64,
}

/// Why records could not be removed.
#[derive(Debug, Error)]
pub enum RetentionError {
    /// No connection.
    #[error("no connection to the trace: {0}")]
    Pool(#[from] diesel::r2d2::PoolError),
    /// The store failed.
    #[error("the store failed: {0}")]
    Store(#[from] DbError),
    /// No randomness to be had.
    #[error("no randomness: {0}")]
    Entropy(#[from] std::io::Error),
}

impl TxError for RetentionError {
    fn database(&self) -> Option<&DbError> {
        match self {
            Self::Store(error) => Some(error),
            _ => None,
        }
    }
}

impl Terms {
    /// Days for which such a record is kept.
    fn days(&self, act: ActKind, service: &str) -> u32 {
        let own = matches!(act, ActKind::Answer | ActKind::Refusal)
            .then(|| self.services.iter().find(|(known, _)| known == service))
            .flatten();
        match own {
            Some((_, days)) => *days,
            None => self
                .acts
                .iter()
                .find(|(known, _)| *known == act)
                .map_or(0, |(_, days)| *days),
        }
    }

    /// The acts of which some record can expire at all, each with the shortest of its terms.
    fn shortest(&self) -> Vec<(ActKind, u32)> {
        ActKind::ALL
            .iter()
            .filter(|act| **act != ActKind::Retention)
            .filter_map(|act| {
                let general = self.days(*act, "");
                let own = self
                    .services
                    .iter()
                    .filter(|_| matches!(act, ActKind::Answer | ActKind::Refusal))
                    .map(|(_, days)| *days);
                let days = own.chain([general]).filter(|days| *days > 0).min()?;
                Some((*act, days))
            })
            .collect()
    }
}

/// Removes every record whose time is over. Several nodes may call it at once; what one removes the other does not find.
pub fn run_due(
    trace: &Pool,
    clock: &dyn Clock,
    entropy: &dyn Entropy,
    terms: &Terms,
) -> Result<Expired, RetentionError> {
    let mut expired = Expired::default();
    let now = clock.now().naive_utc();
    let acts = terms.shortest();
    if acts.is_empty() {
        return Ok(expired);
    }
    let mut conn = trace.get()?;
    if conn.is_sqlite() {
        // What is removed must not stay readable in the file's free pages.
        conn.batch_execute("PRAGMA secure_delete = ON")?;
    }
    for (act, days) in acts {
        let last = last_before(&mut conn, now - Duration::days(i64::from(days)))?;
        let mut after = 0;
        while after < last {
            let (next, removed) = piece(&mut conn, entropy, terms, act, (after, last), now)?;
            after = next;
            expired.records += removed;
            expired.acts += u64::from(removed > 0);
        }
    }
    if conn.is_sqlite() && expired.records > 0 {
        // Nor in the write-ahead log. While somebody reads it is done at the next checkpoint.
        let _ = conn.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }
    Ok(expired)
}

/// Looks at some records of an act behind `after`, and removes those whose time is over: where it stopped, and how many.
fn piece(
    conn: &mut Db,
    entropy: &dyn Entropy,
    terms: &Terms,
    act: ActKind,
    (after, last): (i64, i64),
    now: NaiveDateTime,
) -> Result<(i64, u64), RetentionError> {
    let end = (after + LOOKED_AT).min(last);
    let mut rows = vec![Entry::new(ActKind::Retention, "TRACCIA", now).into_row()];
    prepare(&mut rows, entropy)?;
    write_tx::<_, RetentionError>(conn, |conn| {
        // The head's lock: another node that does the same waits here, and then finds less.
        diesel::update(audit_head::table.find(1))
            .set(audit_head::last.eq(audit_head::last))
            .execute(conn)?;
        let found: Vec<(i64, String, NaiveDateTime)> = audit::table
            .filter(audit::seq.gt(after))
            .filter(audit::seq.le(end))
            .filter(audit::act.eq(act.code()))
            .order(audit::seq)
            .select((audit::seq, audit::service, audit::at))
            .load(conn)?;
        let due = |service: &str, at: NaiveDateTime| match terms.days(act, service) {
            0 => false,
            days => at < now - Duration::days(i64::from(days)),
        };
        let over: Vec<i64> = found
            .iter()
            .filter(|(_, service, at)| due(service, *at))
            .map(|(seq, _, _)| *seq)
            .take(TOGETHER)
            .collect();
        let Some(&highest) = over.last() else {
            return Ok((end, 0));
        };
        let mut rows = rows.clone();
        for row in &mut rows {
            act.code().clone_into(&mut row.fields);
            row.outcome = expiry_outcome(over.len() as u64);
            row.declared = expiry_digest(over.iter().copied());
        }
        let appended = append(conn, &mut rows, None)?;
        let tombstones: Vec<AuditExpiredRow> = over
            .iter()
            .map(|seq| AuditExpiredRow {
                seq: *seq,
                act_seq: appended.first,
            })
            .collect();
        insert_audit_expired(conn, &tombstones)?;
        for seq in &over {
            diesel::delete(audit::table.find(seq)).execute(conn)?;
        }
        let reached = if over.len() == TOGETHER { highest } else { end };
        Ok((reached, over.len() as u64))
    })
}

/// The last record of before that time. Times follow the numbers but for the moments by which clocks of nodes differ:
/// a record may be kept that much too long, never too short.
fn last_before(conn: &mut Db, time: NaiveDateTime) -> QueryResult<i64> {
    let mut high: i64 = audit_head::table
        .find(1)
        .select(audit_head::last)
        .first(conn)?;
    let mut low = 0;
    while low < high {
        let middle = low + (high - low + 1) / 2;
        // Where records have expired already, the next one below stands for them.
        let at: Option<NaiveDateTime> = audit::table
            .filter(audit::seq.le(middle))
            .filter(audit::seq.gt(low))
            .order(audit::seq.desc())
            .select(audit::at)
            .first(conn)
            .optional()?;
        if at.is_none_or(|at| at < time) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    Ok(low)
}
