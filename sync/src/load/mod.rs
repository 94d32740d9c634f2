//! The loader: a supply's file becomes facts.
//!
//! A supply is *received* (on disk and registered, exactly once), *staged* (parsed once into a spool; refused
//! records and anomalies reported; control totals compared, which decides whether any of it counts), and
//! *applied* when its turn comes (in pieces, each one transaction that also records how far it has come). A kill
//! at any moment leaves a state from which [`Loader::process_pending`] goes on.

mod ahead;
mod apply;
mod compare;
mod crosscheck;
mod decide;
mod error;
mod inbox;
mod pending;
mod places;
mod plan;
mod receive;
mod reconcile;
mod refused;
mod report;
mod resolve;
mod settle;
mod source;
mod spool;
mod stage;
mod status;
mod subjects;
mod tuning;
mod writer;

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use parking_lot::FairMutex;
use schema::clock::{Clock, Entropy};
use schema::codes;
use schema::db::Pool;

pub use error::LoadError;
pub use plan::{DEFAULT_EVERY_DAYS, SupplyPlan, plan, plans, set_plan};
pub use receive::{Accepted, Received};
pub use settle::{asserted_form, competent, settle};
pub use source::Open;
pub use status::{SupplyReport, anomalies, rejected, status, supplies};
pub use tuning::tune;

use crate::record::{Format, SupplyKind};

/// Records applied in one transaction beside a server: few enough that nobody who waits to write, or to have
/// something put on disk, waits for long.
pub const PIECE: usize = 4_000;

/// Records applied in one transaction where nothing is served meanwhile: so many that they fill the pages of the
/// indexes they touch, which are then written once for all of them.
pub const BULK_PIECE: usize = 64_000;

/// Takes supplies in and loads them.
pub struct Loader {
    pool: Pool,
    inbox: PathBuf,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    opener: Arc<dyn Open>,
    piece: usize,
    /// Held by the one call that processes.
    running: Mutex<()>,
    /// Held by the thread of this process that writes. Fair: what is applied in one long transaction after another
    /// lets the thread that parses say, between two of them, what it has made ready.
    writing: FairMutex<()>,
    stopping: AtomicBool,
    /// The inbox has been cleared of what dead processes left.
    cleared: AtomicBool,
}

impl Loader {
    /// A loader over a register and an inbox directory (made when needed).
    pub fn new(
        pool: Pool,
        inbox: impl Into<PathBuf>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Self {
        Self::with_source(pool, inbox, clock, entropy, Arc::new(source::Layouts))
    }

    /// As [`new`](Self::new), but records come from another source than the layouts.
    pub fn with_source(
        pool: Pool,
        inbox: impl Into<PathBuf>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        opener: Arc<dyn Open>,
    ) -> Self {
        Self {
            pool,
            inbox: inbox.into(),
            clock,
            entropy,
            opener,
            piece: PIECE,
            running: Mutex::new(()),
            writing: FairMutex::new(()),
            stopping: AtomicBool::new(false),
            cleared: AtomicBool::new(false),
        }
    }

    /// Records applied in one transaction, instead of [`PIECE`].
    #[must_use]
    pub fn with_piece(mut self, records: usize) -> Self {
        self.piece = records.max(1);
        self
    }
}

/// What is being done with a supply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// It is parsed; counted in bytes.
    Stage,
    /// It is applied; counted in records.
    Apply,
    /// Residents whom a full supply does not mention are looked for; counted in residents.
    Reconcile,
    /// It is loaded.
    Done,
}

/// How far a supply has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The supply.
    pub supply_id: i64,
    /// What is being done.
    pub phase: Phase,
    /// So much is done.
    pub done: u64,
    /// Of so much.
    pub total: u64,
}

/// Locks; a thread that failed left nothing half done behind, for the database undoes it.
fn lock(mutex: &Mutex<()>) -> MutexGuard<'_, ()> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

const fn format_code(format: Format) -> codes::SupplyFormat {
    match format {
        Format::Xml => codes::SupplyFormat::Xml,
        Format::Lac => codes::SupplyFormat::Lac,
    }
}

const fn kind_code(kind: SupplyKind) -> codes::SupplyKind {
    match kind {
        SupplyKind::Full => codes::SupplyKind::Full,
        SupplyKind::Delta => codes::SupplyKind::Delta,
    }
}
