//! The connection: one type over SQLite and PostgreSQL, chosen by the address at run time.

mod insert;
mod migrate;
mod pool;
mod transaction;
mod wal;

use diesel::prelude::*;

pub(crate) use insert::{ROWS_TOGETHER, insert_on_sqlite};
pub use migrate::{
    MigrateError, Store, migrate, names as migration_names, pending as pending_migrations, revert,
};
pub use pool::{Manager, Pool, PoolError, open_pool};
pub use transaction::{TxError, read_tx, write_tx};
pub use wal::{Folded, fold_wal, fold_wal_from, keep_pages};

/// A connection to either database. Common SQL is written once against this type;
/// what the two must say differently goes through [`on_backend!`](crate::on_backend).
#[derive(diesel::MultiConnection)]
pub enum Db {
    /// PostgreSQL: several nodes, large provinces.
    Postgresql(PgConnection),
    /// SQLite: the embedded default.
    Sqlite(SqliteConnection),
}

impl Db {
    /// True on SQLite.
    pub fn is_sqlite(&self) -> bool {
        matches!(self, Self::Sqlite(_))
    }
}

/// Expands one expression once for each database, for the statements (batch insert, upsert)
/// that the common connection type cannot carry.
#[macro_export]
macro_rules! on_backend {
    ($conn:expr, |$c:ident| $body:expr) => {
        match $conn {
            $crate::db::Db::Postgresql($c) => $body,
            $crate::db::Db::Sqlite($c) => $body,
        }
    };
}
