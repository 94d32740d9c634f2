//! Whether the trace can be written, found out by writing.

use diesel::prelude::*;
use schema::db::{Db, write_tx};
use schema::tables::audit_head;

/// Writes to the trace without changing it, and waits until that is on disk: a full disk or a read-only mount shows
/// here, not at the first answer. False if the trace's own counter is missing.
pub fn is_writable(conn: &mut Db) -> QueryResult<bool> {
    write_tx(conn, |conn| {
        // There and back in one transaction: SQLite writes nothing at all for a row that is as it was.
        let there = diesel::update(audit_head::table.find(1))
            .set(audit_head::last.eq(audit_head::last + 1))
            .execute(conn)?;
        let back = diesel::update(audit_head::table.find(1))
            .set(audit_head::last.eq(audit_head::last - 1))
            .execute(conn)?;
        Ok(there == 1 && back == 1)
    })
}
