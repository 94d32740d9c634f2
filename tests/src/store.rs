//! A fresh store for one test.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::r2d2::PooledConnection;
use schema::clock::{FixedClock, ManualClock, SeededEntropy};
use schema::date::Day;
use schema::db::{Db, Manager, Pool, Store, migrate, open_pool};
use tempfile::TempDir;

use crate::{guard, pg};

/// Connections that each pool opens at most.
pub const POOL_SIZE: u32 = 8;

/// Where the clock of every test starts: noon of this day.
pub const TODAY: Day = Day(2026_11_21);

/// Databases, inbox, clock and chance of one test; all of it is gone when it is dropped.
pub struct TestStore {
    /// Facts, journal, supplies, entities.
    pub register: Pool,
    /// The trace; on PostgreSQL the same database as the register.
    pub trace: Pool,
    /// Where the files of supplies are kept.
    pub inbox: PathBuf,
    /// Stands at noon of [`TODAY`] until the test moves it.
    pub clock: Arc<ManualClock>,
    /// Seeded, the same for every test.
    pub entropy: Arc<SeededEntropy>,
    /// Address of the register, to open it again as another node or after a restart would.
    pub register_url: String,
    /// Address of the trace.
    pub trace_url: String,
    // Dropped last: what the pools above are open on.
    database: Option<pg::Database>,
    directory: TempDir,
}

impl TestStore {
    /// Two new SQLite files.
    pub fn sqlite() -> Self {
        let directory = TempDir::new().expect("make a temporary directory");
        let [register, trace] =
            [("register.db", Store::Register), ("trace.db", Store::Trace)].map(|(name, store)| {
                let path = directory.path().join(name).display().to_string();
                let mut conn = SqliteConnection::establish(&path).expect("create a database");
                // Nothing to lose yet: without waiting for the disk this takes milliseconds.
                conn.batch_execute("PRAGMA synchronous = OFF")
                    .expect("set up the connection");
                migrate(&mut Db::Sqlite(conn), store).expect("migrate");
                format!("sqlite:{path}")
            });
        Self::open(register, trace, None, directory)
    }

    /// A new PostgreSQL database; `None` where no server is installed, which in CI is a failure.
    pub fn postgres() -> Option<Self> {
        let database = pg::cluster()?.create(&database_name());
        let url = database.url();
        let directory = TempDir::new().expect("make a temporary directory");
        Some(Self::open(url.clone(), url, Some(database), directory))
    }

    fn open(
        register_url: String,
        trace_url: String,
        database: Option<pg::Database>,
        directory: TempDir,
    ) -> Self {
        let inbox = directory.path().join("inbox");
        std::fs::create_dir(&inbox).expect("make the inbox");
        let start = FixedClock::on(TODAY).expect("a calendar day").0;
        Self {
            register: open_pool(&register_url, POOL_SIZE).expect("open the register"),
            trace: open_pool(&trace_url, POOL_SIZE).expect("open the trace"),
            inbox,
            clock: Arc::new(ManualClock::new(start)),
            entropy: Arc::new(SeededEntropy::new(0)),
            register_url,
            trace_url,
            database,
            directory,
        }
    }

    /// True on SQLite.
    pub fn is_sqlite(&self) -> bool {
        self.database.is_none()
    }

    /// A directory for whatever else the test writes.
    pub fn directory(&self) -> &std::path::Path {
        self.directory.path()
    }

    /// A connection to the register.
    pub fn conn(&self) -> PooledConnection<Manager> {
        self.register.get().expect("connect to the register")
    }

    /// A connection to the trace.
    pub fn trace_conn(&self) -> PooledConnection<Manager> {
        self.trace.get().expect("connect to the trace")
    }

    /// From now on the databases themselves refuse whatever overwrites or deletes what is known ([`guard`]).
    pub fn guarded(&self) -> &Self {
        guard::install_on_register(&mut self.conn());
        guard::install_on_trace(&mut self.trace_conn());
        self
    }
}

/// A name that no other test of the run takes.
pub fn database_name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!(
        "test_{}_{}",
        std::process::id(),
        NEXT.fetch_add(1, Ordering::Relaxed)
    )
}
