//! Migrations: the same names on both databases.

use diesel::backend::Backend;
use diesel::migration::{Migration, MigrationSource};
use diesel::result::Error;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use thiserror::Error;

use super::{Db, TxError, write_tx};

const REGISTER_SQLITE: EmbeddedMigrations = embed_migrations!("migrations/register/sqlite");
const REGISTER_POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/register/postgres");
const TRACE_SQLITE: EmbeddedMigrations = embed_migrations!("migrations/trace/sqlite");
const TRACE_POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/trace/postgres");

/// Which of the two stores: on SQLite they are two files, on PostgreSQL one database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Store {
    /// Facts, journal, supplies, entities.
    Register,
    /// The trace.
    Trace,
}

impl Store {
    fn sqlite(self) -> EmbeddedMigrations {
        match self {
            Self::Register => REGISTER_SQLITE,
            Self::Trace => TRACE_SQLITE,
        }
    }

    fn postgres(self) -> EmbeddedMigrations {
        match self {
            Self::Register => REGISTER_POSTGRES,
            Self::Trace => TRACE_POSTGRES,
        }
    }
}

/// Why the schema could not be brought up to date.
#[derive(Debug, Error)]
pub enum MigrateError {
    /// A migration failed; nothing of it, nor of those before it in the same call, remains.
    #[error("migration failed: {0}")]
    Failed(String),
    /// The database carries migrations that this program does not know.
    #[error("the database is newer than this program: it has migration {0}")]
    Newer(String),
    /// The transaction around the migrations failed.
    #[error("migration failed: {0}")]
    Transaction(#[from] Error),
}

impl TxError for MigrateError {
    fn database(&self) -> Option<&Error> {
        match self {
            Self::Transaction(error) => Some(error),
            _ => None,
        }
    }
}

/// Applies what is missing, all of it or nothing; refuses a database newer than the program.
/// Returns the versions applied. Several nodes may call it at once on the same database.
pub fn migrate(conn: &mut Db, store: Store) -> Result<Vec<String>, MigrateError> {
    let mut attempt = || {
        write_tx(conn, |conn| {
            refuse_newer(conn)?;
            match conn {
                Db::Sqlite(c) => apply(c, store.sqlite()),
                Db::Postgresql(c) => apply(c, store.postgres()),
            }
        })
    };
    match attempt() {
        // On PostgreSQL a node that began a moment later fails on the tables of the first, and
        // finds nothing left to do when it looks again: no lock that some engines lack is needed.
        Err(MigrateError::Failed(_) | MigrateError::Transaction(_)) => attempt(),
        outcome => outcome,
    }
}

/// Takes back every migration of the store that is applied, and with them all its data.
/// Returns the versions taken back, newest first.
pub fn revert(conn: &mut Db, store: Store) -> Result<Vec<String>, MigrateError> {
    write_tx(conn, |conn| match conn {
        Db::Sqlite(c) => take_back(c, &store.sqlite()),
        Db::Postgresql(c) => take_back(c, &store.postgres()),
    })
}

/// Names of the migrations of one store that the database does not have yet.
pub fn pending(conn: &mut Db, store: Store) -> Result<Vec<String>, MigrateError> {
    match conn {
        Db::Sqlite(c) => missing(c, store.sqlite()),
        Db::Postgresql(c) => missing(c, store.postgres()),
    }
}

/// Names of the migrations of one store, oldest first, as the program carries them for SQLite
/// and for PostgreSQL.
pub fn names(store: Store) -> Result<(Vec<String>, Vec<String>), MigrateError> {
    Ok((
        names_in::<diesel::sqlite::Sqlite>(&store.sqlite())?,
        names_in::<diesel::pg::Pg>(&store.postgres())?,
    ))
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "handed to map_err, which gives the value away"
)]
fn failed(error: Box<dyn std::error::Error + Send + Sync>) -> MigrateError {
    MigrateError::Failed(error.to_string())
}

fn names_in<B: Backend>(source: &EmbeddedMigrations) -> Result<Vec<String>, MigrateError> {
    let migrations: Vec<Box<dyn Migration<B>>> = source.migrations().map_err(failed)?;
    Ok(migrations
        .iter()
        .map(|migration| migration.name().to_string())
        .collect())
}

fn apply<B: Backend>(
    conn: &mut impl MigrationHarness<B>,
    source: EmbeddedMigrations,
) -> Result<Vec<String>, MigrateError> {
    let applied = conn.run_pending_migrations(source).map_err(failed)?;
    Ok(applied.iter().map(ToString::to_string).collect())
}

fn missing<B: Backend>(
    conn: &mut impl MigrationHarness<B>,
    source: EmbeddedMigrations,
) -> Result<Vec<String>, MigrateError> {
    let missing = conn.pending_migrations(source).map_err(failed)?;
    Ok(missing
        .iter()
        .map(|migration| migration.name().to_string())
        .collect())
}

fn take_back<B: Backend>(
    conn: &mut impl MigrationHarness<B>,
    source: &EmbeddedMigrations,
) -> Result<Vec<String>, MigrateError> {
    let applied = applied(conn)?;
    let mut migrations: Vec<Box<dyn Migration<B>>> = source.migrations().map_err(failed)?;
    migrations.sort_by_key(|migration| std::cmp::Reverse(migration.name().version().as_owned()));
    let mut taken_back = Vec::new();
    for migration in migrations {
        let version = migration.name().version().to_string();
        if applied.contains(&version) {
            conn.revert_migration(&migration).map_err(failed)?;
            taken_back.push(version);
        }
    }
    Ok(taken_back)
}

/// Versions applied to the database; on PostgreSQL those of both stores.
fn applied<B: Backend>(conn: &mut impl MigrationHarness<B>) -> Result<Vec<String>, MigrateError> {
    let applied = conn.applied_migrations().map_err(failed)?;
    Ok(applied.iter().map(ToString::to_string).collect())
}

fn refuse_newer(conn: &mut Db) -> Result<(), MigrateError> {
    let applied = match conn {
        Db::Sqlite(c) => applied(c)?,
        Db::Postgresql(c) => applied(c)?,
    };
    let (register, _) = names(Store::Register)?;
    let (trace, _) = names(Store::Trace)?;
    for version in applied {
        if !register
            .iter()
            .chain(&trace)
            .any(|name| version_of(name) == version)
        {
            return Err(MigrateError::Newer(version));
        }
    }
    Ok(())
}

/// Diesel's version of a migration: its name up to the underscore, without hyphens.
fn version_of(name: &str) -> String {
    name.split('_').next().unwrap_or_default().replace('-', "")
}
