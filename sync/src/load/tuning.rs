//! Settings of a SQLite connection while it loads: a large cache of its own, which bounds memory (mapped pages
//! would count with the process), and checkpoints less often, so that a page that changes in many pieces is
//! written back once.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use schema::db::Db;

/// Settings in force until [`end`](Self::end).
#[must_use]
pub(super) struct Tuned(());

/// Turns them on for good, for the baseline of loading.
pub fn tune(conn: &mut Db) -> QueryResult<()> {
    if conn.is_sqlite() {
        conn.batch_execute(
            "PRAGMA cache_size = -131072; PRAGMA mmap_size = 0; PRAGMA wal_autocheckpoint = 65536;",
        )?;
    }
    Ok(())
}

impl Tuned {
    /// Turns them on.
    pub fn begin(conn: &mut Db) -> QueryResult<Self> {
        tune(conn)?;
        Ok(Self(()))
    }

    /// Turns them off, before the connection goes back to the pool.
    pub fn end(Self(()): Self, conn: &mut Db) -> QueryResult<()> {
        if conn.is_sqlite() {
            conn.batch_execute(
                "PRAGMA cache_size = -32000; PRAGMA mmap_size = 100663296; PRAGMA wal_autocheckpoint = 1000;",
            )?;
        }
        Ok(())
    }
}
