//! What is pending, in its order: while one supply is applied, the next is parsed.

use std::collections::HashMap;
use std::sync::MutexGuard;
use std::sync::atomic::Ordering;

use diesel::prelude::*;
use schema::codes::{SupplyKind, SupplyStatus};
use schema::db::Db;
use schema::tables::{SupplyRow, supply};

use super::error::LoadError;
use super::inbox::{self, Registered};
use super::report::Report;
use super::stage::Staged;
use super::{Loader, Progress, lock, plan};
use crate::anomaly::AnomalyCode;
use crate::record::Anomaly;

/// Supplies parsed ahead of the one that is applied. No more: a second supply of one Comune, ready too early, would be
/// applied before the first one of another, and people whom both know would be created by the wrong one.
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
        let (_alone, row) = self.alone_with(supply_id)?;
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
        let known: HashMap<String, String> = supply::table
            .select((supply::file, supply::status))
            .load(&mut conn)?
            .into_iter()
            .collect();
        inbox::clear(&self.inbox, |name| -> Result<Registered, LoadError> {
            let status = match known.get(name) {
                Some(status) => Some(status.clone()),
                // It may have been registered since.
                None => supply::table
                    .filter(supply::file.eq(name))
                    .select(supply::status)
                    .first(&mut conn)
                    .optional()?,
            };
            Ok(match status {
                None => Registered::No,
                Some(status) if is_done(&status) => Registered::Done,
                Some(_) => Registered::Pending,
            })
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
        let mut failures = Failures::default();
        loop {
            self.check_stop()?;
            let next = {
                let mut conn = self.pool.get()?;
                next_received(&mut conn, after)?
            };
            let Some(row) = next else {
                return failures.tell();
            };
            after = row.id;
            match self.stage(&row, false, progress) {
                Ok(Staged::Ready) => {
                    if ready.send(row.comune).is_err() {
                        return failures.tell();
                    }
                }
                // A file that is missing here was received by another node, which will load it.
                Ok(Staged::Held) | Err(LoadError::FileMissing(_) | LoadError::Elsewhere(_)) => {}
                Err(error) => failures.note(error)?,
            }
        }
    }

    fn apply_all_ready(
        &self,
        ready: &crossbeam_channel::Receiver<String>,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<(), LoadError> {
        // In the order in which they came, as they would have been applied. A Comune named again has nothing left.
        let interrupted: Vec<String> = {
            let mut conn = self.pool.get()?;
            supply::table
                .filter(supply::status.eq_any(staged_codes()))
                .order(supply::id)
                .select(supply::comune)
                .load(&mut conn)?
        };
        let mut failures = Failures::default();
        let comuni = interrupted.into_iter().chain(ready.iter());
        for comune in comuni {
            if let Err(error) = self.apply_ready(&comune, progress) {
                failures.note(error)?;
            }
        }
        failures.tell()
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
        self.hold_overtaken(comune)?;
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

    /// Staged supplies with a number not after the last one loaded will never have their turn: a first supply with a
    /// higher number was under way when they came.
    fn hold_overtaken(&self, comune: &str) -> Result<(), LoadError> {
        let overtaken: Vec<SupplyRow> = {
            let mut conn = self.pool.get()?;
            let last = plan(&mut conn, comune)?.map_or(0, |plan| plan.last_number);
            supply::table
                .filter(supply::comune.eq(comune))
                .filter(supply::status.eq_any(staged_codes()))
                .filter(supply::number.le(last))
                .select(SupplyRow::as_select())
                .load(&mut conn)?
        };
        for row in overtaken {
            let number = row.number.to_string();
            let past = Anomaly::new(AnomalyCode::NumberPast, 0, "", "numero", &number);
            self.hold(&row, &past)?;
        }
        Ok(())
    }

    /// Holds a staged supply of which nothing has been applied.
    pub(super) fn hold(&self, row: &SupplyRow, reason: &Anomaly) -> Result<(), LoadError> {
        self.write(|conn| {
            let mut report = Report::resume(conn, row.id)?;
            report.add(reason.clone());
            report.write(conn)?;
            let mine = diesel::update(
                supply::table
                    .filter(supply::id.eq(row.id))
                    .filter(supply::applied.eq(0)),
            )
            .set((
                supply::status.eq(SupplyStatus::Held.code()),
                supply::hold_reason.eq(&reason.code),
            ))
            .execute(conn)?;
            if mine == 1 {
                Ok(())
            } else {
                Err(LoadError::Elsewhere(row.id))
            }
        })?;
        // One that stays behind is cleared away by the next start.
        let _ = std::fs::remove_file(inbox::spool_path(&self.inbox, &row.file));
        Ok(())
    }

    /// One supply, and the turn to work on it: nothing else is loaded until the guard is dropped.
    pub(super) fn alone_with(
        &self,
        supply_id: i64,
    ) -> Result<(MutexGuard<'_, ()>, SupplyRow), LoadError> {
        let alone = lock(&self.running);
        let mut conn = self.pool.get()?;
        let row = supply::table
            .find(supply_id)
            .select(SupplyRow::as_select())
            .first(&mut conn)
            .optional()?
            .ok_or(LoadError::NoSuchSupply(supply_id))?;
        Ok((alone, row))
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

fn is_done(status: &str) -> bool {
    status == SupplyStatus::Loaded.code() || status == SupplyStatus::Held.code()
}

/// What went wrong with one supply must not hold up the others: the first failure is told when all had their turn.
#[derive(Default)]
struct Failures(Option<LoadError>);

impl Failures {
    /// Notes a failure; one that concerns them all ends the work.
    fn note(&mut self, error: LoadError) -> Result<(), LoadError> {
        if matches!(error, LoadError::Stopped | LoadError::Pool(_)) {
            return Err(error);
        }
        self.0.get_or_insert(error);
        Ok(())
    }

    fn tell(self) -> Result<(), LoadError> {
        self.0.map_or(Ok(()), Err)
    }
}

/// The staged supply whose turn it is: one that has begun, before all others. The first of a Comune must be full, and begins its numbers; after it
/// each number follows the one before.
fn next_to_apply(conn: &mut Db, comune: &str) -> QueryResult<Option<SupplyRow>> {
    let last = plan(conn, comune)?.map_or(0, |plan| plan.last_number);
    let staged: Vec<SupplyRow> = supply::table
        .filter(supply::comune.eq(comune))
        .filter(supply::status.eq_any(staged_codes()))
        .order(supply::number)
        .select(SupplyRow::as_select())
        .load(conn)?;
    let begun = staged.iter().position(|row| row.applied > 0);
    let next = begun.or_else(|| {
        staged.iter().position(|row| {
            if last == 0 {
                row.kind == SupplyKind::Full.code()
            } else {
                row.number == last + 1
            }
        })
    });
    Ok(next.and_then(|at| staged.into_iter().nth(at)))
}
