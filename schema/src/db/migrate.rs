//! Migrations: the same names on both databases.

use diesel::migration::MigrationSource;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use thiserror::Error;

use super::Db;

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

/// Why the schema could not be brought up to date.
#[derive(Debug, Error)]
pub enum MigrateError {
    /// A migration failed.
    #[error("migration failed: {0}")]
    Failed(String),
    /// The database carries migrations that this program does not know.
    #[error("the database is newer than this program: it has migration {0}")]
    Newer(String),
}

/// Applies what is missing; refuses a database newer than the program. Returns the names applied.
pub fn migrate(conn: &mut Db, store: Store) -> Result<Vec<String>, MigrateError> {
    refuse_newer(conn)?;
    let failed =
        |error: Box<dyn std::error::Error + Send + Sync>| MigrateError::Failed(error.to_string());
    let names = match (conn, store) {
        (Db::Sqlite(c), Store::Register) => {
            c.run_pending_migrations(REGISTER_SQLITE).map_err(failed)?
        }
        (Db::Sqlite(c), Store::Trace) => c.run_pending_migrations(TRACE_SQLITE).map_err(failed)?,
        (Db::Postgresql(c), Store::Register) => c
            .run_pending_migrations(REGISTER_POSTGRES)
            .map_err(failed)?,
        (Db::Postgresql(c), Store::Trace) => {
            c.run_pending_migrations(TRACE_POSTGRES).map_err(failed)?
        }
    }
    .iter()
    .map(ToString::to_string)
    .collect();
    Ok(names)
}

/// Names of the migrations of one store, oldest first, as the program carries them for SQLite
/// and for PostgreSQL.
pub fn names(store: Store) -> Result<(Vec<String>, Vec<String>), MigrateError> {
    let failed =
        |error: Box<dyn std::error::Error + Send + Sync>| MigrateError::Failed(error.to_string());
    let (sqlite, postgres) = match store {
        Store::Register => (REGISTER_SQLITE, REGISTER_POSTGRES),
        Store::Trace => (TRACE_SQLITE, TRACE_POSTGRES),
    };
    let sqlite: Vec<Box<dyn diesel::migration::Migration<diesel::sqlite::Sqlite>>> =
        sqlite.migrations().map_err(failed)?;
    let postgres: Vec<Box<dyn diesel::migration::Migration<diesel::pg::Pg>>> =
        postgres.migrations().map_err(failed)?;
    Ok((
        sqlite
            .iter()
            .map(|migration| migration.name().to_string())
            .collect(),
        postgres
            .iter()
            .map(|migration| migration.name().to_string())
            .collect(),
    ))
}

/// Names of the migrations of one store that the database does not have yet.
pub fn pending(conn: &mut Db, store: Store) -> Result<Vec<String>, MigrateError> {
    let failed =
        |error: Box<dyn std::error::Error + Send + Sync>| MigrateError::Failed(error.to_string());
    Ok(match (conn, store) {
        (Db::Sqlite(c), Store::Register) => names_of(c.pending_migrations(REGISTER_SQLITE)),
        (Db::Sqlite(c), Store::Trace) => names_of(c.pending_migrations(TRACE_SQLITE)),
        (Db::Postgresql(c), Store::Register) => names_of(c.pending_migrations(REGISTER_POSTGRES)),
        (Db::Postgresql(c), Store::Trace) => names_of(c.pending_migrations(TRACE_POSTGRES)),
    }
    .map_err(failed)?)
}

fn names_of<DB: diesel::backend::Backend, E>(
    migrations: Result<Vec<Box<dyn diesel::migration::Migration<DB>>>, E>,
) -> Result<Vec<String>, E> {
    Ok(migrations?
        .iter()
        .map(|migration| migration.name().to_string())
        .collect())
}

fn refuse_newer(conn: &mut Db) -> Result<(), MigrateError> {
    let failed =
        |error: Box<dyn std::error::Error + Send + Sync>| MigrateError::Failed(error.to_string());
    let applied: Vec<String> = match conn {
        Db::Sqlite(c) => c
            .applied_migrations()
            .map_err(failed)?
            .iter()
            .map(ToString::to_string)
            .collect(),
        Db::Postgresql(c) => c
            .applied_migrations()
            .map_err(failed)?
            .iter()
            .map(ToString::to_string)
            .collect(),
    };
    let (register, _) = names(Store::Register)?;
    let (trace, _) = names(Store::Trace)?;
    for version in applied {
        let known = |name: &String| name.replace('-', "").starts_with(&version);
        if !register.iter().any(known) && !trace.iter().any(known) {
            return Err(MigrateError::Newer(version));
        }
    }
    Ok(())
}
