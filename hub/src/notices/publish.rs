//! Publishing and withdrawing: administrative acts, which the trace holds.

use diesel::prelude::*;
use schema::codes::ActKind;
use schema::db::{Db, write_tx};
use schema::on_backend;
use schema::tables::{AuditRow, NewNoticeRow, NoticeRow, notice};

use super::{Audience, Draft, Member, NoticeError, Notices, Origin, SERVICE};
use crate::audit::{AuditError, Entry};

impl Notices {
    /// Publishes a notice; its id.
    ///
    /// # Errors
    /// The author may not, the draft is not fit, or a store failed: then nothing is published.
    pub fn publish(
        &self,
        author: &Member,
        origin: &Origin,
        draft: &Draft,
    ) -> Result<i64, NoticeError> {
        let conn = &mut *self.register.get()?;
        draft.audience.check(conn, author)?;
        let now = self.clock.now();
        let fit = draft.fit(now).map_err(NoticeError::Invalid)?;
        let row = NewNoticeRow {
            comune: draft.audience.comune.clone(),
            office_id: draft.audience.office_id,
            role: draft
                .audience
                .role
                .map_or_else(String::new, |role| role.code().to_owned()),
            title: fit.title,
            body: fit.body,
            created_by: author.user_id,
            created_at: now.naive_utc(),
            valid_from: fit.valid_from,
            valid_to: fit.valid_to,
        };
        let id = write_tx(conn, |conn| insert(conn, &row))?;
        let traced = self.trace(author, origin, &row.comune, "PUBBLICATO", id);
        if let Err(error) = traced {
            // What nobody can be held to must not be read.
            write_tx(conn, |conn| {
                diesel::delete(notice::table.find(id)).execute(conn)
            })?;
            return Err(error.into());
        }
        Ok(id)
    }

    /// Takes a notice down; who has read it stays known. Twice is as once.
    ///
    /// # Errors
    /// [`NoticeError::NotFound`] for one that the caller could not have published.
    pub fn withdraw(&self, who: &Member, origin: &Origin, id: i64) -> Result<(), NoticeError> {
        let conn = &mut *self.register.get()?;
        let row = managed(conn, who, id)?;
        if row.withdrawn_at.is_some() {
            return Ok(());
        }
        self.trace(who, origin, &row.comune, "RITIRATO", id)?;
        let now = self.clock.now().naive_utc();
        write_tx(conn, |conn| {
            diesel::update(
                notice::table
                    .find(id)
                    .filter(notice::withdrawn_at.is_null()),
            )
            .set(notice::withdrawn_at.eq(now))
            .execute(conn)
        })?;
        Ok(())
    }

    /// A notice that the member may take down.
    ///
    /// # Errors
    /// [`NoticeError::NotFound`] for one that it could not have published.
    pub fn managed(&self, who: &Member, id: i64) -> Result<NoticeRow, NoticeError> {
        managed(&mut *self.register.get()?, who, id)
    }

    /// Writes an act down and waits until it is on disk.
    fn trace(
        &self,
        who: &Member,
        origin: &Origin,
        comune: &str,
        outcome: &str,
        id: i64,
    ) -> Result<(), AuditError> {
        let entry = Entry::new(
            ActKind::Administration,
            SERVICE,
            self.clock.now().naive_utc(),
        )
        .request(&origin.request_id)
        .entity(who.entity_id)
        .user(who.user_id, who.office_id, who.role)
        .comune(comune)
        .workstation(&origin.workstation)
        .outcome(format!("{outcome}:{id}"));
        let row: AuditRow = entry.into_row();
        let (tell, told) = std::sync::mpsc::channel();
        self.recorder.submit_waiting(vec![row], move |written| {
            let _ = tell.send(written);
        })?;
        told.recv().unwrap_or(Err(AuditError::Closed)).map(drop)
    }
}

/// A notice that the member could have published.
pub(super) fn managed(conn: &mut Db, who: &Member, id: i64) -> Result<NoticeRow, NoticeError> {
    let row: NoticeRow = notice::table
        .find(id)
        .select(NoticeRow::as_select())
        .first(conn)
        .optional()?
        .ok_or(NoticeError::NotFound)?;
    match Audience::of(&row).check(conn, who) {
        // Of others' notices nothing is told, not even that they are.
        Err(NoticeError::Denied(_)) => Err(NoticeError::NotFound),
        checked => checked.map(|()| row),
    }
}

fn insert(conn: &mut Db, row: &NewNoticeRow) -> QueryResult<i64> {
    on_backend!(conn, |conn| diesel::insert_into(notice::table)
        .values(row)
        .returning(notice::id)
        .get_result(conn))
}
