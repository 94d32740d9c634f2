//! The index as a projection of the journal: one thread for each node keeps it, and builds it anew when there is no sound
//! one.

mod build;
mod cursor;
mod directory;
mod follow;
mod inspect;
mod keeper;
mod snapshot;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use schema::db::Pool;
use thiserror::Error;

pub use directory::request_rebuild;
pub use inspect::{Inspected, inspect};
pub use snapshot::Snapshot;

use directory::Directory;
use keeper::Keeper;

/// Why the index cannot be kept.
#[derive(Debug, Error)]
pub enum IndexError {
    /// Another process keeps it.
    #[error("another process keeps the search index in {0}")]
    Locked(PathBuf),
    /// Files cannot be read or written.
    #[error("the search index cannot be read or written: {0}")]
    Io(#[from] std::io::Error),
    /// The index itself.
    #[error("the search index: {0}")]
    Tantivy(#[from] tantivy::TantivyError),
    /// The register.
    #[error("the register cannot be read: {0}")]
    Register(String),
    /// A card cannot be written or read.
    #[error("a card of the search index: {0}")]
    Card(#[from] postcard::Error),
    /// It was told to end.
    #[error("stopped")]
    Stopped,
}

impl From<diesel::result::Error> for IndexError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Register(error.to_string())
    }
}

impl From<diesel::r2d2::PoolError> for IndexError {
    fn from(error: diesel::r2d2::PoolError) -> Self {
        Self::Register(error.to_string())
    }
}

impl IndexError {
    /// True if the index is to blame, not the register or the circumstances: then it is built anew.
    pub(in crate::search) const fn is_damage(&self) -> bool {
        matches!(self, Self::Tantivy(_) | Self::Card(_))
    }
}

/// How the index is kept.
#[derive(Clone, Debug)]
pub struct IndexOptions {
    /// How often the journal's head is looked at, and so how often is committed at most.
    pub every: Duration,
    /// Journal rows that go into one commit, at most.
    pub rows: i64,
    /// People whose facts are read together.
    pub people: usize,
    /// Connections that read the register when the index is built.
    pub readers: usize,
    /// Bytes that terms may take in memory when the index is built.
    pub build_memory: usize,
    /// Bytes that they may take when it is followed.
    pub follow_memory: usize,
}

impl Default for IndexOptions {
    fn default() -> Self {
        Self {
            every: Duration::from_millis(300),
            rows: 20_000,
            people: 500,
            readers: 2,
            build_memory: 96 << 20,
            follow_memory: 32 << 20,
        }
    }
}

/// What the thread and those who search share.
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    snapshot: Option<Arc<Snapshot>>,
    stop: bool,
    /// A search met damage.
    damaged: bool,
    rebuilt: u64,
}

impl Shared {
    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn stopped(&self) -> bool {
        self.lock().stop
    }

    /// Waits for that time, or until something changes; true if the thread is to end.
    fn waited(&self, time: Duration) -> bool {
        let state = self.lock();
        if state.stop {
            return true;
        }
        let waited = self.changed.wait_timeout(state, time);
        waited.unwrap_or_else(PoisonError::into_inner).0.stop
    }

    fn publish(&self, snapshot: Option<Snapshot>) {
        self.lock().snapshot = snapshot.map(Arc::new);
        self.changed.notify_all();
    }
}

/// The search index of a node.
pub struct SearchIndex {
    shared: Arc<Shared>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl SearchIndex {
    /// Starts the thread, which takes the directory (made if it does not exist) and opens the index, or builds it. While
    /// another process has the directory it waits, and nobody can search here.
    ///
    /// # Errors
    /// The thread cannot be started.
    pub fn start(
        register: Pool,
        directory: &Path,
        options: IndexOptions,
    ) -> Result<Arc<Self>, IndexError> {
        let directory = directory.to_owned();
        let shared = Arc::new(Shared {
            state: Mutex::default(),
            changed: Condvar::new(),
        });
        let of_thread = Arc::clone(&shared);
        let thread = std::thread::Builder::new()
            .name("search-index".to_owned())
            .spawn(move || {
                if let Some(directory) = take_when_free(&directory, &of_thread) {
                    Keeper::new(register, directory, options, of_thread).run();
                }
            })?;
        Ok(Arc::new(Self {
            shared,
            thread: Mutex::new(Some(thread)),
        }))
    }

    /// Builds the index anew and ends: what the command line does where no server runs.
    ///
    /// # Errors
    /// Another process has the directory, or it cannot be built.
    pub fn rebuild(
        register: Pool,
        directory: &Path,
        options: IndexOptions,
    ) -> Result<Built, IndexError> {
        let directory = Directory::take(directory)?;
        let shared = Arc::new(Shared {
            state: Mutex::default(),
            changed: Condvar::new(),
        });
        Keeper::new(register, directory, options, shared).rebuild_once()
    }

    /// The index as it was last committed; `None` while there is none.
    pub fn snapshot(&self) -> Option<Arc<Snapshot>> {
        self.shared.lock().snapshot.clone()
    }

    /// Waits until everything up to that journal number can be found; false if that takes longer.
    pub fn wait_for(&self, number: i64, patience: Duration) -> bool {
        let until = Instant::now() + patience;
        let mut state = self.shared.lock();
        loop {
            let there = state.snapshot.as_ref();
            if there.is_some_and(|one| one.cursor() >= number) {
                return true;
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() || state.stop {
                return false;
            }
            let waited = self.shared.changed.wait_timeout(state, left);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// How often the index was built anew since the start.
    pub fn rebuilt(&self) -> u64 {
        self.shared.lock().rebuilt
    }

    /// A search met damage: the index is built anew, and until then nobody searches in it.
    pub(in crate::search) fn report_damage(&self) {
        let mut state = self.shared.lock();
        state.snapshot = None;
        state.damaged = true;
        drop(state);
        self.shared.changed.notify_all();
    }

    /// Ends the thread; what it has not committed it does again at the next start.
    pub fn stop(&self) {
        self.shared.lock().stop = true;
        self.shared.changed.notify_all();
        let thread = self
            .thread
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(thread) = thread
            && thread.join().is_err()
        {
            tracing::error!("the thread of the search index failed");
        }
    }
}

/// How long somebody waits who cannot go on.
const AFTER_FAILURE: Duration = Duration::from_secs(2);

/// The directory, as soon as no other process has it; `None` if the thread is to end before.
fn take_when_free(path: &Path, shared: &Shared) -> Option<Directory> {
    loop {
        match Directory::take(path) {
            Ok(directory) => return Some(directory),
            Err(error) => tracing::error!(%error, "no searches: the index cannot be kept"),
        }
        if shared.waited(AFTER_FAILURE) {
            return None;
        }
    }
}

impl Drop for SearchIndex {
    fn drop(&mut self) {
        self.stop();
    }
}

/// An index just built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Built {
    /// People in it.
    pub people: u64,
    /// The journal number at which it was read.
    pub cursor: i64,
    /// Bytes on disk.
    pub bytes: u64,
}
