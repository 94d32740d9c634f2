//! Publishing and withdrawing: administrative acts, which the trace holds.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use schema::codes::ActKind;
use schema::db::Db;
use schema::on_backend;
use schema::tables::{AuditRow, NewNoticeRow, NoticeRow, notice};

use super::{Audience, Draft, Member, NoticeError, Notices, Origin, SERVICE};
use crate::access::Denied;
use crate::access::policy::Permit;
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
        // Who may not is told so before it is told what is wrong with the text.
        let _permit = draft.audience.check(conn, author)?;
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
        self.recorder.act(conn, |conn| {
            let author = self.standing(conn, author)?;
            let permit = draft.audience.check(conn, &author)?;
            let id = insert(conn, permit, &row)?;
            let record = self.act_on(&author, origin, &row.comune, "PUBBLICATO", id);
            Ok((id, vec![record]))
        })
    }

    /// Takes a notice down; who has read it stays known. Twice is as once.
    ///
    /// # Errors
    /// [`NoticeError::NotFound`] for one that the caller could not have published.
    pub fn withdraw(&self, who: &Member, origin: &Origin, id: i64) -> Result<(), NoticeError> {
        let conn = &mut *self.register.get()?;
        let now = self.clock.now().naive_utc();
        self.recorder.act(conn, |conn| {
            let who = self.standing(conn, who)?;
            let (row, permit) = managed(conn, &who, id)?;
            if !take_down(conn, permit, id, now)? {
                // Somebody else was first, and is on record.
                return Ok(((), Vec::new()));
            }
            let record = self.act_on(&who, origin, &row.comune, "RITIRATO", id);
            Ok(((), vec![record]))
        })
    }

    /// Puts on record that somebody was refused something.
    ///
    /// # Errors
    /// The trace could not be written.
    pub fn note_refusal(
        &self,
        who: &Member,
        origin: &Origin,
        denied: &Denied,
    ) -> Result<(), AuditError> {
        let outcome = format!("ERRORE:{}", denied.code());
        let row = self.entry(ActKind::Refusal, who, origin).outcome(outcome);
        self.recorder.record_blocking(vec![row.into_row()])
    }

    /// A notice that the member may take down.
    ///
    /// # Errors
    /// [`NoticeError::NotFound`] for one that it could not have published.
    pub fn managed(&self, who: &Member, id: i64) -> Result<NoticeRow, NoticeError> {
        managed(&mut *self.register.get()?, who, id).map(|(row, _permit)| row)
    }

    /// What the trace says of an act.
    pub(super) fn act_on(
        &self,
        who: &Member,
        origin: &Origin,
        comune: &str,
        outcome: &str,
        id: i64,
    ) -> AuditRow {
        self.entry(ActKind::Administration, who, origin)
            .comune(comune)
            .outcome(format!("{outcome}:{id}"))
            .into_row()
    }

    fn entry(&self, act: ActKind, who: &Member, origin: &Origin) -> Entry {
        Entry::new(act, SERVICE, self.clock.now().naive_utc())
            .request(&origin.request_id)
            .entity(who.entity_id)
            .user(who.user_id, who.office_id, who.role)
            .workstation(&origin.workstation)
    }
}

/// A notice that the member could have published, and the right to take it down.
pub(super) fn managed(
    conn: &mut Db,
    who: &Member,
    id: i64,
) -> Result<(NoticeRow, Permit), NoticeError> {
    let row: NoticeRow = notice::table
        .find(id)
        .select(NoticeRow::as_select())
        .first(conn)
        .optional()?
        .ok_or(NoticeError::NotFound)?;
    match Audience::of(&row).check(conn, who) {
        // Of others' notices nothing is told, not even that they are.
        Err(NoticeError::Denied(_)) => Err(NoticeError::NotFound),
        checked => checked.map(|permit| (row, permit)),
    }
}

/// False if it is down already.
fn take_down(conn: &mut Db, _: Permit, id: i64, now: NaiveDateTime) -> QueryResult<bool> {
    let standing = notice::table
        .find(id)
        .filter(notice::withdrawn_at.is_null());
    let changed = diesel::update(standing)
        .set(notice::withdrawn_at.eq(now))
        .execute(conn)?;
    Ok(changed == 1)
}

fn insert(conn: &mut Db, _: Permit, row: &NewNoticeRow) -> QueryResult<i64> {
    on_backend!(conn, |conn| diesel::insert_into(notice::table)
        .values(row)
        .returning(notice::id)
        .get_result(conn))
}
