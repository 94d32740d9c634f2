//! Group commit: one thread takes all the records that wait, writes them in one transaction, and only
//! then tells those who wait for them. One sync serves hundreds of answers.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use diesel::r2d2::PooledConnection;
use schema::clock::{Entropy, SystemEntropy};
use schema::db::{Pool, write_tx};
use schema::tables::AuditRow;
use thiserror::Error;

use super::append::{Appended, Tail, append, prepare};
use super::folding::Folding;
use super::record::Recorded;
use super::seal::Sealer;

/// Why a record was not written. Whoever waits for it must not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum AuditError {
    /// Too many records wait.
    #[error("too many records wait for the trace")]
    Busy,
    /// The trace could not be written.
    #[error("the trace cannot be written")]
    Unavailable,
    /// Public security asked, and the keys to which its records are sealed are not configured.
    #[error("the record cannot be sealed")]
    Unsealed,
    /// The recorder was shut down.
    #[error("the trace is closed")]
    Closed,
}

/// Bounds of the recorder.
#[derive(Clone, Copy, Debug)]
pub struct RecorderOptions {
    /// Jobs that may wait.
    pub queue: usize,
    /// Records in one transaction, about.
    pub group: usize,
    /// How long a connection is waited for before those who wait are refused.
    pub patience: Duration,
}

impl Default for RecorderOptions {
    fn default() -> Self {
        Self {
            queue: 4096,
            group: 512,
            patience: Duration::from_secs(2),
        }
    }
}

/// Whom to tell, and what: many need only the number.
enum Done {
    Number(Box<dyn FnOnce(Result<i64, AuditError>) + Send>),
    Records(Box<dyn FnOnce(Result<Vec<Recorded>, AuditError>) + Send>),
}

impl Done {
    fn refuse(self, error: AuditError) {
        match self {
            Self::Number(done) => done(Err(error)),
            Self::Records(done) => done(Err(error)),
        }
    }
}

enum Job {
    Write(Vec<AuditRow>, Done),
    Stop,
}

/// Writes the trace.
pub struct Recorder {
    jobs: Sender<Job>,
    thread: Mutex<Option<JoinHandle<()>>>,
    sealer: Sealer,
}

impl Recorder {
    /// Starts the thread over the trace's store.
    pub fn start(trace: Pool, options: RecorderOptions) -> std::io::Result<Self> {
        Self::start_with(trace, options, Arc::new(SystemEntropy))
    }

    /// The same with the chance from which the salts are drawn.
    pub fn start_with(
        trace: Pool,
        options: RecorderOptions,
        entropy: Arc<dyn Entropy>,
    ) -> std::io::Result<Self> {
        let (jobs, waiting) = bounded(options.queue.max(1));
        let folding = Folding::start(trace.clone())?;
        let thread = std::thread::Builder::new()
            .name("trace".to_owned())
            .spawn(move || Writer::new(trace, options, entropy, folding).run(&waiting))?;
        Ok(Self {
            jobs,
            thread: Mutex::new(Some(thread)),
            sealer: Sealer::without_keys(),
        })
    }

    /// With what seals the records of public security. Until then they are refused.
    #[must_use]
    pub fn sealing(mut self, sealer: Sealer) -> Self {
        self.sealer = sealer;
        self
    }

    /// Whether what public security does can be recorded.
    pub fn can_seal(&self) -> bool {
        self.sealer.is_ready()
    }

    /// Every record comes through here: what is public security's is not written in the clear.
    fn sealed(&self, rows: Vec<AuditRow>) -> Result<Vec<AuditRow>, AuditError> {
        self.sealer.apply_all(rows).map_err(|error| {
            tracing::error!(%error, "a record of public security is refused");
            AuditError::Unsealed
        })
    }

    /// Hands over records (their numbers are given here) without waiting. `done` is called on the
    /// recorder's thread, after the commit, with the first record's number; so it must not block.
    pub fn submit(
        &self,
        rows: Vec<AuditRow>,
        done: impl FnOnce(Result<i64, AuditError>) + Send + 'static,
    ) -> Result<(), AuditError> {
        let rows = self.sealed(rows)?;
        self.jobs
            .try_send(Job::Write(rows, Done::Number(Box::new(done))))
            .map_err(|error| match error {
                TrySendError::Full(_) => AuditError::Busy,
                TrySendError::Disconnected(_) => AuditError::Closed,
            })
    }

    /// The same, waiting for a place in the queue: for threads that may block.
    pub fn submit_waiting(
        &self,
        rows: Vec<AuditRow>,
        done: impl FnOnce(Result<i64, AuditError>) + Send + 'static,
    ) -> Result<(), AuditError> {
        let rows = self.sealed(rows)?;
        self.jobs
            .send(Job::Write(rows, Done::Number(Box::new(done))))
            .map_err(|_| AuditError::Closed)
    }

    /// As [`submit_waiting`](Self::submit_waiting); `done` gets the records as they stand in the trace, with their
    /// numbers, salts and commitments: what a receipt is made from. Of a
    /// record under seal that is what is stored: it says nothing, and there is no receipt.
    pub fn submit_for_receipts(
        &self,
        rows: Vec<AuditRow>,
        done: impl FnOnce(Result<Vec<Recorded>, AuditError>) + Send + 'static,
    ) -> Result<(), AuditError> {
        let rows = self.sealed(rows)?;
        self.jobs
            .send(Job::Write(rows, Done::Records(Box::new(done))))
            .map_err(|_| AuditError::Closed)
    }

    /// Records one act and resolves when it is on disk, with its number.
    pub fn record(
        &self,
        row: AuditRow,
    ) -> impl Future<Output = Result<i64, AuditError>> + Send + 'static {
        let (tell, told) = tokio::sync::oneshot::channel();
        let handed = self.submit(vec![row], move |outcome| {
            // Whoever asked may have gone; the record stands all the same.
            let _ = tell.send(outcome);
        });
        async move {
            handed?;
            told.await.unwrap_or(Err(AuditError::Closed))
        }
    }

    /// Writes what waits, then ends. Later records are refused.
    pub fn shutdown(&self) {
        let thread = self
            .thread
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(thread) = thread {
            let _ = self.jobs.send(Job::Stop);
            let _ = thread.join();
        }
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.shutdown();
    }
}

struct Writer {
    trace: Pool,
    options: RecorderOptions,
    entropy: Arc<dyn Entropy>,
    conn: Option<PooledConnection<schema::db::Manager>>,
    tail: Option<Tail>,
    folding: Folding,
}

impl Writer {
    fn new(
        trace: Pool,
        options: RecorderOptions,
        entropy: Arc<dyn Entropy>,
        folding: Folding,
    ) -> Self {
        Self {
            trace,
            options,
            entropy,
            conn: None,
            tail: None,
            folding,
        }
    }

    fn run(mut self, waiting: &Receiver<Job>) {
        let mut open = true;
        while open {
            let Ok(first) = waiting.recv() else { return };
            let mut rows: Vec<AuditRow> = Vec::new();
            let mut waiters: Vec<(usize, Done)> = Vec::new();
            let mut next = Some(first);
            while let Some(job) = next {
                match job {
                    Job::Write(mut more, done) => {
                        waiters.push((more.len(), done));
                        rows.append(&mut more);
                    }
                    Job::Stop => {
                        open = false;
                    }
                }
                next = if rows.len() < self.options.group || !open {
                    waiting.try_recv().ok()
                } else {
                    None
                };
            }
            if waiters.is_empty() {
                continue;
            }
            match self.write(&mut rows) {
                Ok(appended) => {
                    let records = rows.len();
                    tell(waiters, rows, appended);
                    self.fold(records);
                }
                Err(error) => waiters.into_iter().for_each(|(_, done)| done.refuse(error)),
            }
        }
    }

    fn connect(&self) -> Result<PooledConnection<schema::db::Manager>, AuditError> {
        let mut conn = self
            .trace
            .get_timeout(self.options.patience)
            .map_err(|error| {
                tracing::error!(%error, "no connection to the trace");
                AuditError::Unavailable
            })?;
        Folding::prepare(&mut conn);
        Ok(conn)
    }

    /// After those who waited were told: they need not wait for this.
    fn fold(&mut self, records: usize) {
        if let Some(conn) = &mut self.conn {
            self.folding.committed(conn, records);
        }
    }

    /// Numbers and writes the records in one transaction.
    fn write(&mut self, rows: &mut [AuditRow]) -> Result<Appended, AuditError> {
        prepare(rows, self.entropy.as_ref()).map_err(|error| {
            tracing::error!(%error, "no randomness for the trace");
            AuditError::Unavailable
        })?;
        let mut conn = match self.conn.take() {
            Some(conn) => conn,
            None => self.connect()?,
        };
        // What is known of the tree's edge is known again only once this transaction has committed.
        let tail = self.tail.take();
        match write_tx(&mut conn, |conn| append(conn, rows, tail.as_ref())) {
            Ok(mut appended) => {
                self.conn = Some(conn);
                self.tail = appended.tail.take();
                Ok(appended)
            }
            Err(error) => {
                // The connection goes back to the pool, which throws it away if it is broken.
                tracing::error!(%error, "the trace cannot be written");
                Err(AuditError::Unavailable)
            }
        }
    }
}

/// Gives each what it waits for.
fn tell(waiters: Vec<(usize, Done)>, rows: Vec<AuditRow>, appended: Appended) {
    let mut first = appended.first;
    let mut records = rows
        .into_iter()
        .zip(appended.commitments)
        .map(|(row, commitment)| Recorded { row, commitment });
    for (count, done) in waiters {
        let own = records.by_ref().take(count);
        match done {
            Done::Number(done) => {
                own.for_each(drop);
                done(Ok(first));
            }
            Done::Records(done) => done(Ok(own.collect())),
        }
        first += count as i64;
    }
}
