//! What a user finds on the board.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use schema::tables::{NoticeRow, notice, notice_read};

use super::{Audience, Member, NoticeError, Notices};

/// Notices read at most; a board on which more stand at once is no board.
const MOST: i64 = 500;

/// A notice, as one user finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeView {
    /// The notice.
    pub notice: NoticeRow,
    /// When that user marked it as read; `None`: not yet.
    pub read_at: Option<NaiveDateTime>,
    /// True if it is for that user, and valid now.
    pub is_for_reader: bool,
    /// True if that user may take it down and see who has read it.
    pub manages: bool,
}

impl Notices {
    /// The notices that are valid now and are for that user: what it has not read first, then the newest first. Those
    /// that it may manage are among them, also if they are for others or not valid yet.
    ///
    /// # Errors
    /// Its role reads no notices, or the store failed.
    pub fn list(&self, member: &Member) -> Result<Vec<NoticeView>, NoticeError> {
        member.reads()?;
        let now = self.clock.now().naive_utc();
        let conn = &mut *self.register.get()?;
        let standing: Vec<NoticeRow> = notice::table
            .filter(notice::withdrawn_at.is_null())
            .filter(notice::valid_to.gt(now))
            .order(notice::id.desc())
            .limit(MOST)
            .select(NoticeRow::as_select())
            .load(conn)?;
        let read: BTreeMap<i64, NaiveDateTime> = notice_read::table
            .filter(notice_read::user_id.eq(member.user_id))
            .filter(notice_read::notice_id.eq_any(standing.iter().map(|row| row.id)))
            .select((notice_read::notice_id, notice_read::read_at))
            .load(conn)?
            .into_iter()
            .collect();
        let mut views = Vec::new();
        for row in standing {
            let audience = Audience::of(&row);
            let manages = match audience.check(conn, member) {
                Ok(_permit) => true,
                Err(NoticeError::Denied(_)) => false,
                Err(error) => return Err(error),
            };
            let is_for_reader = row.valid_from <= now && audience.reaches(member);
            if manages || is_for_reader {
                views.push(NoticeView {
                    is_for_reader,
                    read_at: read.get(&row.id).copied(),
                    notice: row,
                    manages,
                });
            }
        }
        views.sort_by_key(|view| (view.read_at.is_some(), std::cmp::Reverse(view.notice.id)));
        Ok(views)
    }
}
