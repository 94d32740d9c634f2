//! A day of the trace, without reading the others.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use schema::db::Db;
use schema::tables::audit;

use super::tally::{Seen, Tally};
use crate::monitoring::span;

/// Records read at once.
const PIECE: i64 = 5_000;

/// Counts the records from one moment to another.
pub(super) fn count(conn: &mut Db, from: NaiveDateTime, to: NaiveDateTime) -> QueryResult<Tally> {
    let mut tally = Tally::default();
    let mut asked = span(conn, Some(from), Some(to))?;
    loop {
        let rows: Vec<Seen> = audit::table
            .filter(audit::seq.between(asked.first, asked.last))
            .order(audit::seq)
            .limit(PIECE)
            .select(Seen::as_select())
            .load(conn)?;
        for row in &rows {
            // The span is a little wider than the day.
            if (from..to).contains(&row.at) {
                tally.see(row);
            }
        }
        match rows.last() {
            Some(last) if rows.len() as i64 == PIECE => asked.first = last.seq + 1,
            _ => return Ok(tally),
        }
    }
}
