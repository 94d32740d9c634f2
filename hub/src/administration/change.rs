//! One change: a transaction, and its records in the trace.
//!
//! Register and trace are two files on SQLite, so no transaction spans both. The order is: begin; raise the
//! directory's version; judge and change; write the records and wait until they are on disk; commit. Therefore
//!
//! - a change that stands has its record, whatever is killed when: without the record there is no commit;
//! - a record whose change did not come about (the commit failed) is followed by another with outcome `ANNULLATO`;
//!   only a hub that dies between the two leaves it without, and then the trace says too much, never too little.
//!
//! Raising the version first also lets one administrative change wait for the other on PostgreSQL, so that ids and
//! unique names can be settled by reading.

use std::sync::mpsc;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use schema::codes::ActKind;
use schema::db::{Db, read_tx, write_tx};
use schema::tables::{AuditRow, directory_version};

use super::areas::done;
use super::{Actor, AdminError, Administration, Area};
use crate::audit::{AuditError, Entry};

/// What a change did, for the trace.
#[derive(Clone, Debug, Default)]
pub(super) struct Note {
    /// What it was done to: `utente:12`.
    pub subject: String,
    /// What was done: one of [`done`].
    pub outcome: &'static str,
    /// The Comune concerned.
    pub comune: String,
    /// The agreement concerned; 0 if none.
    pub agreement_id: i64,
    /// Names of the fields that changed. Never their values.
    pub fields: Vec<&'static str>,
}

impl Administration {
    /// Reads from one unchanging view of the directory.
    pub(super) fn read<T>(
        &self,
        work: impl FnOnce(&mut Db) -> Result<T, AdminError>,
    ) -> Result<T, AdminError> {
        let mut conn = self.register.get()?;
        read_tx(&mut conn, work)
    }

    /// Changes the directory. `subject` is what a refusal is recorded under; `work` notes what it did, and may be
    /// run again.
    pub(super) fn change<T>(
        &self,
        actor: &Actor,
        area: Area,
        subject: &str,
        mut work: impl FnMut(&mut Db, &mut Vec<Note>) -> Result<T, AdminError>,
    ) -> Result<T, AdminError> {
        let mut conn = self.register.get()?;
        let at = self.clock.now().naive_utc();
        let mut written: Vec<AuditRow> = Vec::new();
        let outcome = write_tx(&mut conn, |conn| {
            raise_version(conn)?;
            let mut notes = Vec::new();
            let value = work(conn, &mut notes)?;
            let rows: Vec<_> = notes
                .iter()
                .map(|note| record(actor, area, ActKind::Administration, at, note))
                .collect();
            // A repetition that comes out the same is already recorded.
            if written != rows {
                let mut all = annulled(&written);
                all.extend(rows.iter().cloned());
                self.record(all)?;
                written = rows;
            }
            Ok(value)
        });
        drop(conn);
        match &outcome {
            Err(AdminError::NotFound) => {
                self.record_refusal(actor, area, at, subject, done::NOT_FOUND)?;
            }
            Err(AdminError::Refused { code, .. }) => {
                self.record_refusal(actor, area, at, subject, code)?;
            }
            Err(_) if !written.is_empty() => {
                if let Err(error) = self.record(annulled(&written)) {
                    tracing::error!(%error, request = %actor.request_id,
                        "the trace holds an act that did not come about");
                }
            }
            _ => {}
        }
        outcome
    }

    pub(super) fn record_refusal(
        &self,
        actor: &Actor,
        area: Area,
        at: NaiveDateTime,
        subject: &str,
        outcome: &'static str,
    ) -> Result<(), AdminError> {
        let note = Note {
            subject: subject.to_owned(),
            outcome,
            ..Note::default()
        };
        Ok(self.record(vec![record(actor, area, ActKind::Refusal, at, &note)])?)
    }

    /// Waits until the records are on disk.
    fn record(&self, rows: Vec<AuditRow>) -> Result<(), AuditError> {
        if rows.is_empty() {
            return Ok(());
        }
        let (tell, told) = mpsc::sync_channel(1);
        self.recorder.submit_waiting(rows, move |written| {
            // Room for one: this never blocks the recorder.
            let _ = tell.send(written);
        })?;
        told.recv().map_err(|_| AuditError::Closed)??;
        Ok(())
    }
}

/// Every node reads the directory again once it sees another version.
fn raise_version(conn: &mut Db) -> QueryResult<()> {
    diesel::update(directory_version::table.find(1))
        .set(directory_version::version.eq(directory_version::version + 1))
        .execute(conn)?;
    Ok(())
}

fn record(actor: &Actor, area: Area, act: ActKind, at: NaiveDateTime, note: &Note) -> AuditRow {
    Entry::new(act, area.code(), at)
        .request(&actor.request_id)
        .entity(actor.entity_id)
        .user(actor.user_id, actor.office_id, actor.role)
        .agreement(note.agreement_id)
        .comune(&note.comune)
        .about(note.subject.as_str(), 0)
        .fields(note.fields.join(","))
        .workstation(&actor.workstation)
        .outcome(note.outcome)
        .into_row()
}

fn annulled(rows: &[AuditRow]) -> Vec<AuditRow> {
    rows.iter()
        .map(|row| AuditRow {
            outcome: done::ANNULLED.to_owned(),
            ..row.clone()
        })
        .collect()
}
