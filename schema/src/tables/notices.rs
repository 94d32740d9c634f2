//! The notice board (bacheca).

use chrono::NaiveDateTime;
use diesel::prelude::*;

diesel::table! {
    /// A notice. Comune, office and role together say to whom: whoever satisfies all three.
    notice (id) {
        /// The id.
        id -> BigInt,
        /// ISTAT code: users of that Comune and of the offices it registered; empty: of all.
        comune -> Text,
        /// Users of that office; 0: of all.
        office_id -> BigInt,
        /// [`codes::Role`](crate::codes::Role); empty: all.
        role -> Text,
        /// One line.
        title -> Text,
        /// Plain text.
        body -> Text,
        /// User who published it; 0: the command line.
        created_by -> BigInt,
        /// UTC.
        created_at -> Timestamp,
        /// UTC.
        valid_from -> Timestamp,
        /// UTC, exclusive.
        valid_to -> Timestamp,
        /// UTC; null while it stands.
        withdrawn_at -> Nullable<Timestamp>,
    }
}

/// A row of [`notice`].
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = notice)]
pub struct NoticeRow {
    pub id: i64,
    pub comune: String,
    pub office_id: i64,
    pub role: String,
    pub title: String,
    pub body: String,
    pub created_by: i64,
    pub created_at: NaiveDateTime,
    pub valid_from: NaiveDateTime,
    pub valid_to: NaiveDateTime,
    pub withdrawn_at: Option<NaiveDateTime>,
}

/// A new row of [`notice`]; the database gives the id.
#[derive(Debug, Clone, PartialEq, Eq, Insertable)]
#[diesel(table_name = notice)]
pub struct NewNoticeRow {
    pub comune: String,
    pub office_id: i64,
    pub role: String,
    pub title: String,
    pub body: String,
    pub created_by: i64,
    pub created_at: NaiveDateTime,
    pub valid_from: NaiveDateTime,
    pub valid_to: NaiveDateTime,
}

diesel::table! {
    /// A receipt: that user has read that notice.
    notice_read (notice_id, user_id) {
        /// The notice.
        notice_id -> BigInt,
        /// The user.
        user_id -> BigInt,
        /// UTC, the first time.
        read_at -> Timestamp,
    }
}

/// A row of [`notice_read`].
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = notice_read)]
#[diesel(treat_none_as_default_value = false)]
pub struct NoticeReadRow {
    pub notice_id: i64,
    pub user_id: i64,
    pub read_at: NaiveDateTime,
}
