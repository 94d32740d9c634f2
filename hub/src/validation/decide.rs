//! A Comune decides, about one part or many.

use std::collections::HashSet;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use schema::codes::PartStatus;
use schema::db::{Db, write_tx};
use schema::journal;
use schema::tables::{ValidationPartRow, validation_part};

use super::Validations;
use super::elapse::{elapse, is_over, next};
use super::model::{Decided, MAX_DECIDED, MAX_REASON, Officer, ValidationError, Verdict};
use super::state::Event;

/// What is said about each part.
struct Saying<'a> {
    officer: &'a Officer,
    verdict: Verdict,
    reason: &'a str,
    now: NaiveDateTime,
    known_at: i64,
    floor: i64,
}

impl Validations {
    /// Decides parts, each by itself: one that was decided before, or that is not there for this officer, hinders no
    /// other. What was approved is answered before this returns, or soon after if that fails. Blocks.
    pub fn decide(
        &self,
        officer: &Officer,
        parts: &[i64],
        verdict: Verdict,
        reason: &str,
    ) -> Result<Vec<(i64, Decided)>, ValidationError> {
        let reason = reason.trim();
        check(parts, verdict, reason)?;
        let mut seen = HashSet::new();
        let parts: Vec<i64> = parts
            .iter()
            .copied()
            .filter(|id| seen.insert(*id))
            .collect();
        let floor = self.trace_floor()?;
        let mut conn = self.conn()?;
        let outcomes = write_tx::<_, diesel::result::Error>(&mut conn, |conn| {
            let saying = Saying {
                officer,
                verdict,
                reason,
                now: self.clock.now().naive_utc(),
                known_at: journal::head(conn)?,
                floor,
            };
            let mut outcomes = Vec::with_capacity(parts.len());
            for id in &parts {
                outcomes.push((*id, decide_one(conn, *id, &saying)?));
            }
            Ok(outcomes)
        })?;
        drop(conn);
        for (id, outcome) in &outcomes {
            if *outcome == Decided::NotFound {
                continue;
            }
            if let Err(error) = self.settle(*id) {
                // It is decided; the background work answers it.
                tracing::warn!(%error, part = id, "a decision is not settled yet");
            }
        }
        Ok(outcomes)
    }
}

fn check(parts: &[i64], verdict: Verdict, reason: &str) -> Result<(), ValidationError> {
    let invalid = |field, text| Err(ValidationError::Invalid { field, text });
    if parts.is_empty() {
        return invalid("richieste", "Indicare almeno una richiesta.");
    }
    if parts.len() > MAX_DECIDED {
        return invalid("richieste", "Indicare al massimo 200 richieste per volta.");
    }
    if verdict == Verdict::Discard && reason.is_empty() {
        return invalid("motivo", "Per scartare serve un motivo.");
    }
    if reason.chars().count() > MAX_REASON {
        return invalid("motivo", "Il motivo può avere al massimo 500 caratteri.");
    }
    if reason
        .chars()
        .any(|c| c.is_control() && c != '\n' && c != '\r')
    {
        return invalid("motivo", "Il motivo contiene caratteri di controllo.");
    }
    Ok(())
}

fn decide_one(conn: &mut Db, id: i64, saying: &Saying<'_>) -> QueryResult<Decided> {
    let Some(mut row) = part_of(conn, id, saying.officer)? else {
        return Ok(Decided::NotFound);
    };
    if row.status == PartStatus::Waiting.code() && is_over(&row, saying.now) {
        // Too late: silence, or the end of the term, was first.
        elapse(conn, &[id], saying.now, saying.floor)?;
    } else {
        let event = match saying.verdict {
            Verdict::Approve => Event::Approve,
            Verdict::Discard => Event::Discard,
        };
        if let Some(next) = next(&row, event) {
            let changed = diesel::update(validation_part::table.find(id))
                .filter(validation_part::status.eq(PartStatus::Waiting.code()))
                .set((
                    validation_part::status.eq(next.status.code()),
                    validation_part::decided_at.eq(Some(saying.now)),
                    validation_part::decided_by.eq(saying.officer.user_id),
                    validation_part::decided_from.eq(&saying.officer.workstation),
                    validation_part::reason.eq(saying.reason),
                    validation_part::known_at.eq(saying.known_at),
                    validation_part::trace_floor.eq(saying.floor),
                ))
                .execute(conn)?;
            if changed == 1 {
                return Ok(Decided::Done);
            }
        }
    }
    // Somebody else was first.
    if let Some(again) = part_of(conn, id, saying.officer)? {
        row = again;
    }
    Ok(PartStatus::from_code(&row.status).map_or(Decided::NotFound, Decided::Already))
}

/// The part, if it is for one of the officer's Comuni.
fn part_of(conn: &mut Db, id: i64, officer: &Officer) -> QueryResult<Option<ValidationPartRow>> {
    validation_part::table
        .find(id)
        .filter(validation_part::comune.eq_any(&officer.comuni))
        .filter(validation_part::comune.ne(""))
        .select(ValidationPartRow::as_select())
        .first(conn)
        .optional()
}
