//! What can be asked for.

use std::path::PathBuf;

use clap::{Parser, ValueEnum};

/// Measures the hub: load, checks, memory, with the baselines beside them.
#[derive(Debug, Clone, Parser)]
#[command(name = "bench")]
pub struct Options {
    /// Residents of the sample province.
    #[arg(long, default_value_t = 702_521)]
    pub residents: u32,
    /// Seconds of each measurement of checks.
    #[arg(long, default_value_t = 20)]
    pub seconds: u64,
    /// Times that each figure is taken; the median is told.
    #[arg(long, default_value_t = 3)]
    pub repeat: usize,
    /// What to measure.
    #[arg(long, value_enum, value_delimiter = ',', default_values_t = Row::ALL)]
    pub rows: Vec<Row>,
    /// On which databases.
    #[arg(long, value_enum, value_delimiter = ',', default_values_t = [Database::Sqlite, Database::Postgres])]
    pub database: Vec<Database>,
    /// Directory in which the sample province and the loaded stores are kept for the next run.
    #[arg(long)]
    pub dir: Option<PathBuf>,
    /// Single checks a second on SQLite.
    #[arg(long, default_value_t = 10_000.0)]
    pub rate: f64,
    /// Single checks a second on PostgreSQL.
    #[arg(long, default_value_t = 4_000.0)]
    pub rate_postgres: f64,
    /// Single checks a second while a supply loads.
    #[arg(long, default_value_t = 1_000.0)]
    pub rate_loading: f64,
    /// Connections of the load generator.
    #[arg(long, default_value_t = 64)]
    pub connections: usize,
    /// Passed by cargo.
    #[arg(long, hide = true)]
    bench: bool,
}

/// A part of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Row {
    /// The generator of the sample province.
    Sample,
    /// Loading, and the bare insertion of the same rows.
    Load,
    /// Single checks, and the bare path.
    Checks,
    /// Single checks with people signing in beside them (SQLite).
    SignIn,
    /// Single checks while a supply loads (SQLite).
    Loading,
    /// A stream of checks (SQLite).
    Massive,
    /// Memory and start of the server (SQLite).
    Memory,
    /// The trace's log: appending and proofs (SQLite).
    Log,
    /// The search index: building, size, quality, speed (SQLite).
    Search,
    /// The family sheet with its history as of a date, and the bare look-ups (SQLite).
    Family,
}

impl Row {
    const ALL: [Self; 10] = [
        Self::Sample,
        Self::Load,
        Self::Checks,
        Self::SignIn,
        Self::Loading,
        Self::Massive,
        Self::Memory,
        Self::Log,
        Self::Search,
        Self::Family,
    ];
}

/// Where the register is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Database {
    /// Two files.
    Sqlite,
    /// A throw-away cluster that commits durably.
    Postgres,
}

impl Options {
    /// True if that part is wanted.
    pub fn wants(&self, row: Row) -> bool {
        self.rows.contains(&row)
    }

    /// True if that part is wanted on that database.
    pub fn wants_on(&self, row: Row, database: Database) -> bool {
        self.wants(row) && self.database.contains(&database)
    }
}
