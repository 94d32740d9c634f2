//! Loaded stores: made once, kept if a directory for it is named, with the key of an agency and of the Comuni.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use chrono::Duration;
use hub::access::EntityKind;
use hub::administration::ApplicationSpec;
use hub::search::{IndexOptions, SearchIndex};
use schema::clock::{Clock, SystemClock, SystemEntropy};
use schema::codes::CheckKind;
use schema::db::{Pool, Store, migrate, open_pool};
use tests::directory::{Registrar, entity};
use tests::pg::{Cluster, Database};

/// A register and a trace, and a key that may ask everything and send supplies.
pub struct Prepared {
    /// Address of the register.
    pub register: String,
    /// Address of the trace; the same on PostgreSQL.
    pub trace: String,
    /// Address of the trace of the bare path, whose records are in no tree.
    pub bare_trace: String,
    /// A key in force.
    pub key: String,
}

/// Two files in a directory.
pub fn sqlite_urls(directory: &Path) -> (String, String) {
    let url = |name: &str| format!("sqlite:{}", directory.join(name).display());
    (url("register.db"), url("trace.db"))
}

/// An empty register.
pub fn empty(url: &str) -> Result<()> {
    let pool = open_pool(url, 1)?;
    migrate(&mut *pool.get()?, Store::Register)?;
    Ok(())
}

/// Issues a key on a loaded register; the trace gets its tables.
pub fn prepare(register: String, trace: String, bare_trace: String) -> Result<Prepared> {
    let pool = open_pool(&register, 1)?;
    let key = issue(&pool)?;
    migrate(&mut *open_pool(&trace, 1)?.get()?, Store::Trace)?;
    Ok(Prepared {
        register,
        trace,
        bare_trace,
        key,
    })
}

fn issue(pool: &Pool) -> Result<String> {
    let spec = ApplicationSpec {
        entity_id: entity(&mut *pool.get()?, "Misura", EntityKind::Agency, ""),
        kinds: CheckKind::ALL.to_vec(),
        services: Vec::new(),
        may_supply: true,
        comuni: None,
        expires_at: (SystemClock.now() + Duration::days(1)).naive_utc(),
    };
    let registrar = Registrar::over(pool.clone(), Arc::new(SystemClock), Arc::new(SystemEntropy));
    Ok(registrar.key(&spec)?.text)
}

/// Copies a register file into another directory, with a fresh trace and a fresh key.
pub fn copy_of(kept: &Path, directory: &Path) -> Result<Prepared> {
    let (register, trace) = sqlite_urls(directory);
    std::fs::copy(kept.join("register.db"), directory.join("register.db"))
        .with_context(|| kept.display().to_string())?;
    let bare_trace = format!("sqlite:{}", directory.join("bare-trace.db").display());
    index(&register, directory)?;
    prepare(register, trace, bare_trace)
}

/// Builds the search index where a server in that directory looks for it: one that has none builds it beside what it
/// answers, once in its life, and that is not what checks are measured by.
pub fn index(register: &str, directory: &Path) -> Result<()> {
    let pool = open_pool(register, 6)?;
    SearchIndex::rebuild(
        pool,
        &directory.join("search-index"),
        IndexOptions::default(),
    )?;
    Ok(())
}

/// The PostgreSQL server of this run.
pub struct Postgres {
    cluster: &'static Cluster,
}

/// As a small server of its own would be set; everything else is PostgreSQL's default.
pub const POSTGRES_SETTINGS: &str = "durable\nshared_buffers = 1GB\nmax_wal_size = 8GB\ncheckpoint_timeout = 15min\nwal_compression = on";

impl Postgres {
    /// Starts it; `None` where none is installed.
    pub fn start() -> Option<Self> {
        let cluster = Box::leak(Box::new(Cluster::start(POSTGRES_SETTINGS)?));
        Some(Self { cluster })
    }

    /// A new database without tables.
    pub fn database(&self, name: &str) -> Database {
        self.cluster.create_empty(name)
    }
}

/// True if a store was made whole in that directory.
pub fn is_kept(directory: &Path) -> bool {
    directory.join("whole").exists()
}

/// Remembers that a store was made whole.
pub fn keep(directory: &Path) -> Result<PathBuf> {
    std::fs::write(directory.join("whole"), "")?;
    Ok(directory.to_owned())
}
