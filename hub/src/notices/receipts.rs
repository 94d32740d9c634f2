//! Who has read a notice, and when.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use schema::codes::Role;
use schema::db::Db;
use schema::on_backend;
use schema::tables::{NoticeReadRow, NoticeRow, app_user, notice, notice_read};

use super::publish::managed;
use super::{Audience, Member, NoticeError, Notices, Origin};

/// That somebody has read a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The user.
    pub user_id: i64,
    /// Surname and name.
    pub name: String,
    /// The office in which it stands.
    pub office_id: i64,
    /// UTC, the first time.
    pub read_at: NaiveDateTime,
}

impl Notices {
    /// Notes that the user has read the notice; the moment of its first time, also if this is a later one. The first is
    /// in the trace.
    ///
    /// # Errors
    /// [`NoticeError::NotFound`] for a notice that is not for it, not valid, or withdrawn.
    pub fn mark_read(
        &self,
        member: &Member,
        origin: &Origin,
        id: i64,
    ) -> Result<NaiveDateTime, NoticeError> {
        member.reads()?;
        let now = self.clock.now().naive_utc();
        let conn = &mut *self.register.get()?;
        self.recorder.act(conn, |conn| {
            let member = self.standing(conn, member)?;
            member.reads()?;
            let row: Option<NoticeRow> = notice::table
                .find(id)
                .select(NoticeRow::as_select())
                .first(conn)
                .optional()?;
            let row = row
                .filter(|row| row.withdrawn_at.is_none())
                .filter(|row| (row.valid_from..row.valid_to).contains(&now))
                .filter(|row| Audience::of(row).reaches(&member))
                .ok_or(NoticeError::NotFound)?;
            let first = note(conn, id, member.user_id, now)?;
            let read_at = notice_read::table
                .find((id, member.user_id))
                .select(notice_read::read_at)
                .first(conn)?;
            let record = first.then(|| self.act_on(&member, origin, &row.comune, "LETTO", id));
            Ok((read_at, record.into_iter().collect()))
        })
    }

    /// Who has read it, in the order in which they did; withdrawn ones too. Users of public security are not shown.
    ///
    /// # Errors
    /// [`NoticeError::NotFound`] for one that the caller could not have published.
    pub fn readers(&self, who: &Member, id: i64) -> Result<Vec<Receipt>, NoticeError> {
        let conn = &mut *self.register.get()?;
        let (_, _permit) = managed(conn, who, id)?;
        let rows: Vec<(i64, String, String, i64, NaiveDateTime)> = notice_read::table
            .inner_join(app_user::table.on(app_user::id.eq(notice_read::user_id)))
            .filter(notice_read::notice_id.eq(id))
            .filter(app_user::role.ne(Role::StandardPs.code()))
            .order((notice_read::read_at, notice_read::user_id))
            .select((
                app_user::id,
                app_user::surname,
                app_user::name,
                app_user::office_id,
                notice_read::read_at,
            ))
            .load(conn)?;
        Ok(rows
            .into_iter()
            .map(|(user_id, surname, name, office_id, read_at)| Receipt {
                user_id,
                name: format!("{surname} {name}").trim().to_owned(),
                office_id,
                read_at,
            })
            .collect())
    }
}

/// False if it was noted before.
fn note(conn: &mut Db, notice_id: i64, user_id: i64, now: NaiveDateTime) -> QueryResult<bool> {
    let row = NoticeReadRow {
        notice_id,
        user_id,
        read_at: now,
    };
    let added = on_backend!(conn, |conn| {
        diesel::insert_into(notice_read::table)
            .values(&row)
            .on_conflict_do_nothing()
            .execute(conn)?
    });
    Ok(added == 1)
}
