//! SQLite's write-ahead log: when it is folded back into the file.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Integer;

use super::Db;

/// How far a folding came. In pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, QueryableByName)]
pub struct Folded {
    /// In the log.
    #[diesel(sql_type = Integer)]
    pub log: i32,
    /// Of these, those that are in the file too.
    #[diesel(sql_type = Integer)]
    pub checkpointed: i32,
}

impl Folded {
    /// Pages that are in the log alone.
    pub fn left(self) -> i32 {
        self.log - self.checkpointed
    }
}

/// Folds what can be folded without making anybody wait; nothing on PostgreSQL. Once all of it is folded, the next
/// commit begins the log anew.
pub fn fold_wal(conn: &mut Db) -> QueryResult<Option<Folded>> {
    match conn {
        Db::Sqlite(c) => diesel::sql_query("PRAGMA wal_checkpoint(PASSIVE)")
            .get_result(c)
            .map(Some),
        Db::Postgresql(_) => Ok(None),
    }
}

/// From how many pages on a commit of this connection folds the log itself, and its caller waits; nothing on
/// PostgreSQL.
pub fn fold_wal_from(conn: &mut Db, pages: u32) -> QueryResult<()> {
    match conn {
        Db::Sqlite(c) => c.batch_execute(&format!("PRAGMA wal_autocheckpoint = {pages}")),
        Db::Postgresql(_) => Ok(()),
    }
}

/// How many kibibytes of pages this connection keeps in its own memory at most; nothing on PostgreSQL.
pub fn keep_pages(conn: &mut Db, kibibytes: u32) -> QueryResult<()> {
    match conn {
        Db::Sqlite(c) => c.batch_execute(&format!("PRAGMA cache_size = -{kibibytes}")),
        Db::Postgresql(_) => Ok(()),
    }
}
