//! One change of the directory, committed only with its records in the trace ([`Recorder::act`]).
//!
//! Raising the directory's version first also lets one administrative change wait for the other on PostgreSQL, so that
//! ids and unique names can be settled by reading.
//!
//! [`Recorder::act`]: crate::audit::Recorder::act

use chrono::NaiveDateTime;
use schema::codes::ActKind;
use schema::db::{Db, read_tx};
use schema::tables::AuditRow;

use super::areas::done;
use super::{Actor, AdminError, Administration, Area};
use crate::access::directory::raise_version;
use crate::access::policy::{Permit, Right};
use crate::audit::Entry;

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
    /// The actor's right to look at that part of the directory. That it has none is on record; that something does not
    /// exist for it is not: whoever follows an old address does no wrong.
    pub(super) fn admitted(&self, actor: &Actor, area: Area) -> Result<Right, AdminError> {
        let right = actor.administers();
        if let Err(AdminError::Refused { code, .. }) = &right {
            let at = self.clock.now().naive_utc();
            self.record_refusal(actor, area, at, "", code)?;
        }
        right
    }

    /// Reads from one unchanging view of the directory, for whoever runs some part of it.
    pub(super) fn read<T>(
        &self,
        _: Right,
        work: impl FnOnce(&mut Db) -> Result<T, AdminError>,
    ) -> Result<T, AdminError> {
        let mut conn = self.register.get()?;
        read_tx(&mut conn, work)
    }

    /// Changes the directory. `subject` is what a refusal is recorded under; `work` notes what it did, and may be
    /// run again. Nothing is committed unless it proves, from what this very transaction read, that the actor may; and
    /// the actor must still be who it was when the request came.
    pub(super) fn change<T>(
        &self,
        actor: &Actor,
        area: Area,
        subject: &str,
        mut work: impl FnMut(&mut Db, &mut Vec<Note>) -> Result<(Permit, T), AdminError>,
    ) -> Result<T, AdminError> {
        let mut conn = self.register.get()?;
        let (at, day) = (self.clock.now().naive_utc(), self.clock.today());
        let outcome = self.recorder.act(&mut conn, |conn| {
            raise_version(conn)?;
            actor.stands(conn, day)?;
            let mut notes = Vec::new();
            let (_permit, value) = work(conn, &mut notes)?;
            let rows = notes
                .iter()
                .map(|note| record(actor, area, ActKind::Administration, at, note))
                .collect();
            Ok((value, rows))
        });
        drop(conn);
        let refused = match &outcome {
            Err(AdminError::NotFound) => done::NOT_FOUND,
            Err(AdminError::Refused { code, .. }) => code,
            _ => return outcome,
        };
        self.record_refusal(actor, area, at, subject, refused)?;
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
        let row = record(actor, area, ActKind::Refusal, at, &note);
        Ok(self.recorder.record_blocking(vec![row])?)
    }
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
