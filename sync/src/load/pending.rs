//! What is pending, in its order: while one supply is applied, the next is parsed.

use std::collections::HashSet;
use std::sync::atomic::Ordering;

use diesel::prelude::*;
use schema::codes::{SupplyKind, SupplyStatus};
use schema::db::Db;
use schema::tables::{SupplyRow, supply};

use super::error::LoadError;
use super::stage::Staged;
use super::{Loader, Progress, lock, plan};

/// Supplies parsed ahead of the one that is applied.
const AHEAD: usize = 1;

impl Loader {
    /// Loads everything that is pending, and goes on with what a stop interrupted. Returns when nothing is left
    /// that can be done; what waits for a missing supply waits. Only one call works at a time, the others wait.
    ///
    /// # Errors
    /// The database or the inbox failed, or [`stop`](Self::stop) was called; what was committed stays, and the
    /// next call goes on from there.
    pub fn process_pending(&self, progress: &(dyn Fn(Progress) + Sync)) -> Result<(), LoadError> {
        let _alone = lock(&self.running);
        self.clear_inbox()?;
        let (send, receive) = crossbeam_channel::bounded::<String>(AHEAD);
        std::thread::scope(|scope| {
            let stager = scope.spawn(move || self.stage_all(&send, progress));
            let applied = self.apply_all_ready(&receive, progress);
            // If applying failed, the stager must not wait for a reader.
            drop(receive);
            let staged = stager
                .join()
                .unwrap_or_else(|_| Err(std::io::Error::other("the parsing thread failed").into()));
            applied.and(staged)
        })
    }

    /// Loads one supply, and whatever of the same Comune it makes ready.
    ///
    /// # Errors
    /// As [`process_pending`](Self::process_pending), and [`LoadError::NoSuchSupply`].
    pub fn process(
        &self,
        supply_id: i64,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<(), LoadError> {
        let _alone = lock(&self.running);
        let row = self
            .row(supply_id)?
            .ok_or(LoadError::NoSuchSupply(supply_id))?;
        if row.status == SupplyStatus::Received.code() {
            self.stage(&row, false, progress)?;
        }
        self.apply_ready(&row.comune, progress)
    }

    /// Clears away, once, what dead processes left in the inbox.
    fn clear_inbox(&self) -> Result<(), LoadError> {
        if self.cleared.load(Ordering::SeqCst) {
            return Ok(());
        }
        let mut conn = self.pool.get()?;
        let known: HashSet<String> = supply::table
            .select(supply::file)
            .load(&mut conn)?
            .into_iter()
            .collect();
        super::inbox::clear(&self.inbox, |name| -> Result<bool, LoadError> {
            if known.contains(name) {
                return Ok(true);
            }
            let rows: i64 = supply::table
                .filter(supply::file.eq(name))
                .count()
                .get_result(&mut conn)?;
            Ok(rows > 0)
        })?;
        self.cleared.store(true, Ordering::SeqCst);
        Ok(())
    }

    /// Asks the loader to stop at the next piece.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::SeqCst);
    }

    pub(super) fn check_stop(&self) -> Result<(), LoadError> {
        if self.stopping.load(Ordering::SeqCst) {
            return Err(LoadError::Stopped);
        }
        Ok(())
    }

    fn stage_all(
        &self,
        ready: &crossbeam_channel::Sender<String>,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<(), LoadError> {
        let mut after = 0;
        loop {
            self.check_stop()?;
            let next = {
                let mut conn = self.pool.get()?;
                next_received(&mut conn, after)?
            };
            let Some(row) = next else {
                return Ok(());
            };
            after = row.id;
            match self.stage(&row, false, progress) {
                Ok(Staged::Ready) => {
                    if ready.send(row.comune).is_err() {
                        return Ok(());
                    }
                }
                // A file that is missing here was received by another node, which will load it.
                Ok(Staged::Held) | Err(LoadError::FileMissing(_)) => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn apply_all_ready(
        &self,
        ready: &crossbeam_channel::Receiver<String>,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<(), LoadError> {
        let interrupted: Vec<String> = {
            let mut conn = self.pool.get()?;
            supply::table
                .filter(supply::status.eq_any(staged_codes()))
                .order(supply::comune)
                .select(supply::comune)
                .distinct()
                .load(&mut conn)?
        };
        for comune in interrupted {
            self.apply_ready(&comune, progress)?;
        }
        while let Ok(comune) = ready.recv() {
            self.apply_ready(&comune, progress)?;
        }
        Ok(())
    }

    /// Applies the staged supplies of a Comune whose turn has come; the others are marked as waiting.
    fn apply_ready(
        &self,
        comune: &str,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<(), LoadError> {
        loop {
            let next = {
                let mut conn = self.pool.get()?;
                next_to_apply(&mut conn, comune)?
            };
            let Some(row) = next else {
                break;
            };
            match self.apply(&row, progress) {
                Ok(()) => {}
                Err(LoadError::FileMissing(_) | LoadError::Elsewhere(_)) => return Ok(()),
                Err(error) => return Err(error),
            }
        }
        self.write(|conn| {
            diesel::update(
                supply::table
                    .filter(supply::comune.eq(comune))
                    .filter(supply::status.eq(SupplyStatus::Loading.code()))
                    .filter(supply::applied.eq(0)),
            )
            .set(supply::status.eq(SupplyStatus::Waiting.code()))
            .execute(conn)?;
            Ok(())
        })
    }

    pub(super) fn row(&self, supply_id: i64) -> Result<Option<SupplyRow>, LoadError> {
        let mut conn = self.pool.get()?;
        Ok(supply::table
            .find(supply_id)
            .select(SupplyRow::as_select())
            .first(&mut conn)
            .optional()?)
    }
}

fn staged_codes() -> [&'static str; 2] {
    [SupplyStatus::Loading.code(), SupplyStatus::Waiting.code()]
}

fn next_received(conn: &mut Db, after: i64) -> QueryResult<Option<SupplyRow>> {
    supply::table
        .filter(supply::status.eq(SupplyStatus::Received.code()))
        .filter(supply::id.gt(after))
        .order(supply::id)
        .select(SupplyRow::as_select())
        .first(conn)
        .optional()
}

/// The staged supply whose turn it is. The first of a Comune must be full, and begins its numbers; after it
/// each number follows the one before.
fn next_to_apply(conn: &mut Db, comune: &str) -> QueryResult<Option<SupplyRow>> {
    let last = plan(conn, comune)?.map_or(0, |plan| plan.last_number);
    let staged: Vec<SupplyRow> = supply::table
        .filter(supply::comune.eq(comune))
        .filter(supply::status.eq_any(staged_codes()))
        .order(supply::number)
        .select(SupplyRow::as_select())
        .load(conn)?;
    Ok(staged.into_iter().find(|row| {
        if last == 0 {
            row.kind == SupplyKind::Full.code()
        } else {
            row.number == last + 1
        }
    }))
}
