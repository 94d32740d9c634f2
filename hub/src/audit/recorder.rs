//! Group commit: one thread takes all the records that wait, writes them in one transaction, and only
//! then tells those who wait for them. One sync serves hundreds of answers.

use std::sync::{Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use diesel::prelude::*;
use diesel::r2d2::PooledConnection;
use schema::db::{Db, Pool, write_tx};
use schema::tables::{AuditRow, audit_head, insert_audit};
use thiserror::Error;

/// Why a record was not written. Whoever waits for it must not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum AuditError {
    /// Too many records wait.
    #[error("too many records wait for the trace")]
    Busy,
    /// The trace could not be written.
    #[error("the trace cannot be written")]
    Unavailable,
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

type Done = Box<dyn FnOnce(Result<i64, AuditError>) + Send>;

enum Job {
    Write(Vec<AuditRow>, Done),
    Stop,
}

/// Writes the trace.
pub struct Recorder {
    jobs: Sender<Job>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Recorder {
    /// Starts the thread over the trace's store.
    pub fn start(trace: Pool, options: RecorderOptions) -> std::io::Result<Self> {
        let (jobs, waiting) = bounded(options.queue.max(1));
        let thread = std::thread::Builder::new()
            .name("trace".to_owned())
            .spawn(move || Writer::new(trace, options).run(&waiting))?;
        Ok(Self {
            jobs,
            thread: Mutex::new(Some(thread)),
        })
    }

    /// Hands over records (their numbers are given here) without waiting. `done` is called on the
    /// recorder's thread, after the commit, with the first record's number; so it must not block.
    pub fn submit(
        &self,
        rows: Vec<AuditRow>,
        done: impl FnOnce(Result<i64, AuditError>) + Send + 'static,
    ) -> Result<(), AuditError> {
        self.jobs
            .try_send(Job::Write(rows, Box::new(done)))
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
        self.jobs
            .send(Job::Write(rows, Box::new(done)))
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
    conn: Option<PooledConnection<schema::db::Manager>>,
}

impl Writer {
    fn new(trace: Pool, options: RecorderOptions) -> Self {
        Self {
            trace,
            options,
            conn: None,
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
                        waiters.push((rows.len(), done));
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
            let written = self.write(&mut rows);
            for (offset, done) in waiters {
                done(written.map(|first| first + offset as i64));
            }
        }
    }

    /// Numbers and writes the records in one transaction; the first number.
    fn write(&mut self, rows: &mut [AuditRow]) -> Result<i64, AuditError> {
        let mut conn = match self.conn.take() {
            Some(conn) => conn,
            None => self
                .trace
                .get_timeout(self.options.patience)
                .map_err(|error| {
                    tracing::error!(%error, "no connection to the trace");
                    AuditError::Unavailable
                })?,
        };
        match append(&mut conn, rows) {
            Ok(first) => {
                self.conn = Some(conn);
                Ok(first)
            }
            Err(error) => {
                // The connection goes back to the pool, which throws it away if it is broken.
                tracing::error!(%error, "the trace cannot be written");
                Err(AuditError::Unavailable)
            }
        }
    }
}

/// Taking numbers locks the head's row until commit, so that several nodes write one sequence.
fn append(conn: &mut Db, rows: &mut [AuditRow]) -> QueryResult<i64> {
    write_tx(conn, |conn| {
        diesel::update(audit_head::table.find(1))
            .set(audit_head::last.eq(audit_head::last + rows.len() as i64))
            .execute(conn)?;
        let last: i64 = audit_head::table
            .find(1)
            .select(audit_head::last)
            .first(conn)?;
        let first = last - rows.len() as i64 + 1;
        for (row, seq) in rows.iter_mut().zip(first..) {
            row.seq = seq;
        }
        insert_audit(conn, rows)?;
        Ok(first)
    })
}
