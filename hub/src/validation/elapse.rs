//! Time decides: silence assents, or the term ends.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use schema::codes::{PartStatus, ValidationMode};
use schema::db::{Db, write_tx};
use schema::journal;
use schema::tables::{ValidationPartRow, validation_part};

use super::Validations;
use super::model::ValidationError;
use super::state::{Event, PartState};

/// Parts in one transaction: short, so that decisions get through.
const TOGETHER: i64 = 100;

impl Validations {
    /// Every part of which the time is over; how many.
    pub(super) fn elapse_all(&self) -> Result<usize, ValidationError> {
        let mut all = 0;
        loop {
            let now = self.clock.now().naive_utc();
            let floor = self.trace_floor()?;
            let mut conn = self.conn()?;
            let ids: Vec<i64> = validation_part::table
                .filter(validation_part::status.eq(PartStatus::Waiting.code()))
                .filter(validation_part::deadline_at.le(now))
                .order(validation_part::deadline_at)
                .limit(TOGETHER)
                .select(validation_part::id)
                .load(&mut conn as &mut Db)?;
            if ids.is_empty() {
                return Ok(all);
            }
            all += write_tx(&mut conn, |conn| elapse(conn, &ids, now, floor))?;
        }
    }

    /// The parts of one request of which the time is over.
    pub(super) fn elapse_of(&self, validation_id: i64) -> Result<(), ValidationError> {
        let now = self.clock.now().naive_utc();
        let mut conn = self.conn()?;
        let ids: Vec<i64> = validation_part::table
            .filter(validation_part::validation_id.eq(validation_id))
            .filter(validation_part::status.eq(PartStatus::Waiting.code()))
            .filter(validation_part::deadline_at.le(now))
            .select(validation_part::id)
            .load(&mut conn as &mut Db)?;
        if ids.is_empty() {
            return Ok(());
        }
        let floor = self.trace_floor()?;
        write_tx(&mut conn, |conn| elapse(conn, &ids, now, floor))?;
        Ok(())
    }
}

/// Decides those that still wait; another node, or a Comune at the last moment, may have been first.
pub(super) fn elapse(
    conn: &mut Db,
    ids: &[i64],
    now: NaiveDateTime,
    floor: i64,
) -> QueryResult<usize> {
    let known_at = journal::head(conn)?;
    let mut decided = 0;
    for id in ids {
        let row: Option<ValidationPartRow> = validation_part::table
            .find(id)
            .select(ValidationPartRow::as_select())
            .first(conn)
            .optional()?;
        let Some(row) = row.filter(|row| is_over(row, now)) else {
            continue;
        };
        let Some(next) = next(&row, Event::Elapse) else {
            continue;
        };
        decided += diesel::update(validation_part::table.find(id))
            .filter(validation_part::status.eq(PartStatus::Waiting.code()))
            .set((
                validation_part::status.eq(next.status.code()),
                // It was decided when the time was over, whenever that is noticed.
                validation_part::decided_at.eq(row.deadline_at),
                validation_part::known_at.eq(known_at),
                validation_part::trace_floor.eq(floor),
            ))
            .execute(conn)?;
    }
    Ok(decided)
}

/// True if the time within which it could be decided is over.
pub(super) fn is_over(row: &ValidationPartRow, now: NaiveDateTime) -> bool {
    row.deadline_at.is_some_and(|deadline| deadline <= now)
}

/// The state of a stored part; `None` if it bears a code of a later version.
pub(super) fn state_of(row: &ValidationPartRow) -> Option<PartState> {
    Some(PartState {
        status: PartStatus::from_code(&row.status)?,
        settled: row.settled_at.is_some(),
    })
}

/// The state of a stored part after the event, if it is of effect.
pub(super) fn next(row: &ValidationPartRow, event: Event) -> Option<PartState> {
    let mode = ValidationMode::from_code(&row.mode)?;
    state_of(row)?.after(mode, event).ok()
}
