//! The one way in which anything is written.

use diesel::connection::{AnsiTransactionManager, TransactionManager};
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};

use super::Db;

/// How often a transaction that PostgreSQL asks to repeat is repeated before the error is passed on.
const ATTEMPTS: u32 = 8;

/// What a transaction may end with: the database's own error, or the caller's.
pub trait TxError: From<Error> {
    /// The database error inside, if this is one: it decides whether the transaction is tried again.
    fn database(&self) -> Option<&Error>;
}

impl TxError for Error {
    fn database(&self) -> Option<&Error> {
        Some(self)
    }
}

/// Runs `work` in one writing transaction and commits it; on any error nothing of it remains.
///
/// SQLite begins it with `BEGIN IMMEDIATE`, because a transaction that reads first and writes later
/// cannot wait for another writer. PostgreSQL may ask for a repetition (serialization failure, deadlock):
/// `work` must therefore be repeatable and keep its effects inside the database.
/// Inside another transaction it fails with `AlreadyInTransaction`; a part of `work` that may fail alone
/// goes into `conn.transaction(…)`.
pub fn write_tx<T, E: TxError>(
    conn: &mut Db,
    mut work: impl FnMut(&mut Db) -> Result<T, E>,
) -> Result<T, E> {
    let mut attempt = 1;
    loop {
        match once(conn, &mut work) {
            Err(error) if attempt < ATTEMPTS && repeatable(&error) => attempt += 1,
            outcome => return outcome,
        }
    }
}

/// Runs `work` against one unchanging view of the database.
pub fn read_tx<T, E: TxError>(
    conn: &mut Db,
    work: impl FnOnce(&mut Db) -> Result<T, E>,
) -> Result<T, E> {
    match conn {
        Db::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN")?,
        Db::Postgresql(c) => AnsiTransactionManager::begin_transaction_sql(
            c,
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        )?,
    }
    finish(conn, work)
}

fn once<T, E: TxError>(
    conn: &mut Db,
    work: &mut impl FnMut(&mut Db) -> Result<T, E>,
) -> Result<T, E> {
    match conn {
        Db::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN IMMEDIATE")?,
        // Not `begin_transaction`: inside another transaction that would quietly be a savepoint.
        Db::Postgresql(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN")?,
    }
    finish(conn, work)
}

fn finish<T, E: TxError>(
    conn: &mut Db,
    work: impl FnOnce(&mut Db) -> Result<T, E>,
) -> Result<T, E> {
    type Manager = <Db as Connection>::TransactionManager;
    match work(conn) {
        Ok(value) => {
            Manager::commit_transaction(conn)?;
            Ok(value)
        }
        Err(error) => {
            // The work's own error is the one to report; a failed rollback breaks the connection,
            // which the pool then throws away.
            let _ = Manager::rollback_transaction(conn);
            Err(error)
        }
    }
}

fn repeatable<E: TxError>(error: &E) -> bool {
    match error.database() {
        Some(Error::DatabaseError(DatabaseErrorKind::SerializationFailure, _)) => true,
        Some(Error::DatabaseError(DatabaseErrorKind::Unknown, info)) => {
            // Diesel passes on no SQLSTATE (40P01), only the message, in the language of the server;
            // the word is the same in English, Italian, German, French, Spanish.
            info.message().to_lowercase().contains("deadlock")
        }
        _ => false,
    }
}
