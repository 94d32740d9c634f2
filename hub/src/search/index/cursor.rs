//! How far the index has read the journal, and whether it is this journal.

use diesel::prelude::*;
use schema::db::Db;
use schema::journal;
use schema::tables::{JournalRow, journal as journal_table};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::search::fields::VERSION;

/// What a commit carries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Cursor {
    pub version: u32,
    /// The last journal number that is in the index.
    pub number: i64,
    /// Of that number's row: another database, or one restored to a time before, has another there, or none.
    row: String,
}

impl Cursor {
    /// The cursor at a number that can be read.
    pub fn at(conn: &mut Db, number: i64) -> QueryResult<Self> {
        Ok(Self {
            version: VERSION,
            number,
            row: fingerprint(conn, number)?,
        })
    }

    /// True if this journal has the same row there.
    pub fn is_of(&self, conn: &mut Db) -> QueryResult<bool> {
        Ok(self.version == VERSION
            && self.number <= journal::head(conn)?
            && self.row == fingerprint(conn, self.number)?)
    }
}

fn fingerprint(conn: &mut Db, number: i64) -> QueryResult<String> {
    let row: Option<JournalRow> = journal_table::table
        .find(number)
        .select(JournalRow::as_select())
        .first(conn)
        .optional()?;
    Ok(row.map_or_else(String::new, |row| {
        let text = format!(
            "{}|{}|{}|{}|{}|{}|{}",
            row.number,
            row.person_id,
            row.supply_id,
            row.comune,
            row.line,
            row.cause,
            row.recorded_at.and_utc().timestamp_micros()
        );
        hex::encode(&Sha256::digest(text)[..16])
    }))
}
