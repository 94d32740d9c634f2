//! Connections kept open, made according to the scheme of the address.

use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::r2d2::{self, ManageConnection};
use thiserror::Error;

use super::Db;

/// A pool of connections to one database.
pub type Pool = r2d2::Pool<Manager>;

/// Why a pool could not be made.
#[derive(Debug, Error)]
pub enum PoolError {
    /// The address starts with neither `sqlite:` nor `postgres:`/`postgresql:`.
    #[error("the database address must begin with sqlite: or postgres://")]
    UnknownScheme,
    /// The database could not be reached or opened.
    #[error("cannot open the database: {0}")]
    Open(#[from] r2d2::PoolError),
}

/// Makes connections of the kind that the address names; it never falls back from one to the other.
#[derive(Debug, Clone)]
pub struct Manager {
    target: Target,
}

#[derive(Debug, Clone)]
enum Target {
    Sqlite(String),
    Postgresql(String),
}

/// Opens a pool of at most `size` connections on `sqlite:PATH` or `postgres://…`.
pub fn open_pool(url: &str, size: u32) -> Result<Pool, PoolError> {
    let target = if let Some(path) = url.strip_prefix("sqlite:") {
        Target::Sqlite(path.to_owned())
    } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
        Target::Postgresql(url.to_owned())
    } else {
        return Err(PoolError::UnknownScheme);
    };
    Ok(r2d2::Pool::builder()
        .max_size(size)
        .min_idle(Some(1))
        .test_on_check_out(matches!(target, Target::Postgresql(_)))
        .connection_timeout(Duration::from_secs(10))
        .build(Manager { target })?)
}

/// `busy_timeout` first, so that the others wait too. `FULL`: committed means on disk.
const SQLITE_PRAGMAS: &str = "PRAGMA busy_timeout = 30000;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
    PRAGMA cache_size = -32000;
    PRAGMA mmap_size = 100663296;
    PRAGMA temp_store = MEMORY;";

impl ManageConnection for Manager {
    type Connection = Db;
    type Error = r2d2::Error;

    fn connect(&self) -> Result<Db, Self::Error> {
        use diesel::r2d2::Error::{ConnectionError, QueryError};
        match &self.target {
            Target::Sqlite(path) => {
                let mut conn = SqliteConnection::establish(path).map_err(ConnectionError)?;
                conn.batch_execute(SQLITE_PRAGMAS).map_err(QueryError)?;
                Ok(Db::Sqlite(conn))
            }
            Target::Postgresql(url) => {
                let conn = PgConnection::establish(url).map_err(ConnectionError)?;
                Ok(Db::Postgresql(conn))
            }
        }
    }

    fn is_valid(&self, conn: &mut Db) -> Result<(), Self::Error> {
        diesel::sql_query("SELECT 1")
            .execute(conn)
            .map(drop)
            .map_err(r2d2::Error::QueryError)
    }

    fn has_broken(&self, conn: &mut Db) -> bool {
        use diesel::connection::TransactionManager;
        std::thread::panicking()
            || <Db as Connection>::TransactionManager::is_broken_transaction_manager(conn)
    }
}
