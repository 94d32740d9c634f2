//! What stands behind the server: stores, services, figures.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Context;
use schema::clock::{Clock, Entropy};
use schema::db::{Pool, Store, migrate, open_pool};

use crate::config::Config;
use crate::metrics::Metrics;

/// The hub of one process.
pub struct Hub {
    /// As configured.
    pub config: Config,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Facts, supplies, entities.
    pub register: Pool,
    /// The trace.
    pub trace: Pool,
    /// Figures.
    pub metrics: Metrics,
    request_prefix: String,
    requests: AtomicU64,
}

/// The two stores, with the present schema.
pub struct Stores {
    /// Facts, supplies, entities.
    pub register: Pool,
    /// The trace; on PostgreSQL the same database.
    pub trace: Pool,
    /// Names of the migrations applied on opening.
    pub applied: Vec<String>,
}

/// Opens both stores and brings their schema up to date.
pub fn open_stores(config: &Config) -> anyhow::Result<Stores> {
    let database = &config.database;
    let register = open_pool(&database.url, database.connections)
        .context("non riesco ad aprire la base di dati del registro")?;
    let trace = if is_postgres(&database.url) {
        register.clone()
    } else {
        open_pool(&database.trace_url, 2).context("non riesco ad aprire la traccia")?
    };
    let mut conn = register.get()?;
    let mut applied = migrate(&mut conn, Store::Register)
        .context("non riesco ad aggiornare lo schema del registro")?;
    drop(conn);
    let mut conn = trace.get()?;
    applied.extend(
        migrate(&mut conn, Store::Trace)
            .context("non riesco ad aggiornare lo schema della traccia")?,
    );
    drop(conn);
    Ok(Stores {
        register,
        trace,
        applied,
    })
}

/// True if the address names PostgreSQL.
pub fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres:") || url.starts_with("postgresql:")
}

impl Hub {
    /// Opens the stores and starts the services.
    pub fn open(
        config: Config,
        clock: Arc<dyn Clock>,
        entropy: &Arc<dyn Entropy>,
    ) -> anyhow::Result<Arc<Self>> {
        let stores = open_stores(&config)?;
        let mut prefix = [0; 6];
        entropy.fill(&mut prefix)?;
        Ok(Arc::new(Self {
            config,
            clock,
            register: stores.register,
            trace: stores.trace,
            metrics: Metrics::new()?,
            request_prefix: hex::encode(prefix),
            requests: AtomicU64::new(0),
        }))
    }

    /// An id that no other request of any process has: chance drawn at the start, and a count.
    pub fn request_id(&self) -> String {
        let number = self.requests.fetch_add(1, Ordering::Relaxed);
        format!("{}-{number:x}", self.request_prefix)
    }

    /// Brings up to date the figures that are read, not counted.
    pub fn refresh_metrics(&self) {}

    /// Ends the services: what they acknowledged is on disk when this returns.
    pub fn close(&self) {}
}
