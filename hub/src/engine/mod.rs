//! Answering checks at speed: worker threads take what waits, answer it from one view of the register,
//! and hand the records to the trace, which hands the answers on.

mod refusal;
mod tasks;
mod worker;

use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use crossbeam_channel::{Sender, TrySendError, bounded};
use schema::clock::Clock;
use schema::db::Pool;
use tokio::sync::oneshot;

use crate::access::{Access, Denied, Plan, Quotas};
use crate::audit::{AuditError, Recorder};
use crate::check::{Caches, CheckAnswer, CheckRequest};
use crate::massive::{ChunkAnswer, Row};

pub(crate) use refusal::KNOWN_AT_AHEAD;
pub use refusal::Refusal;
use tasks::{Chunk, Single, Task};
use worker::Worker;

/// Bounds of the engine.
#[derive(Clone, Copy, Debug)]
pub struct EngineOptions {
    /// Threads for single checks.
    pub workers: usize,
    /// Threads for streams of checks.
    pub bulk_workers: usize,
    /// Single checks that may wait; beyond it they are refused at once.
    pub queue: usize,
    /// Single checks answered from one view of the register, at most.
    pub batch: usize,
}

impl Default for EngineOptions {
    fn default() -> Self {
        Self {
            workers: 2,
            bulk_workers: 1,
            queue: 2048,
            batch: 64,
        }
    }
}

/// Answers checks.
pub struct CheckEngine {
    singles: Sender<Task>,
    chunks: Sender<Task>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    recorder: Arc<Recorder>,
    quotas: Arc<Quotas>,
    options: EngineOptions,
    clock: Arc<dyn Clock>,
}

/// Why a check was not handed to a worker.
enum Unhandled {
    Plain(Refusal),
    /// A right is missing; the record of it is under way.
    Denied(Denied, oneshot::Receiver<Result<i64, AuditError>>),
}

impl From<Refusal> for Unhandled {
    fn from(refusal: Refusal) -> Self {
        Self::Plain(refusal)
    }
}

/// Who answers now. What all Comuni want to validate has no answer here: [`check_service`](crate::check_service) takes it
/// to wait.
fn immediate(access: &Access, request: &CheckRequest) -> Result<Plan, Denied> {
    let plan = access.plan(request)?;
    if plan.only_waits() {
        return Err(Denied::ValidationRequired);
    }
    Ok(plan)
}

impl CheckEngine {
    /// Starts the workers. The recorder must outlive the engine: shut the engine down first.
    pub fn start(
        register: &Pool,
        recorder: &Arc<Recorder>,
        clock: Arc<dyn Clock>,
        options: EngineOptions,
    ) -> std::io::Result<Self> {
        let (singles, single_queue) = bounded(options.queue.max(1));
        // A chunk holds hundreds of rows: few may wait, and the stream waits with them.
        let (chunks, chunk_queue) = bounded(8);
        let caches = Arc::new(Caches::default());
        let quotas = Arc::new(Quotas::new(register.clone()));
        let mut threads = Vec::new();
        for (name, count, queue) in [
            ("check", options.workers.max(1), single_queue),
            ("check-bulk", options.bulk_workers.max(1), chunk_queue),
        ] {
            for number in 0..count {
                let worker = Worker::new(
                    register.clone(),
                    Arc::clone(recorder),
                    Arc::clone(&caches),
                    Arc::clone(&quotas),
                    Arc::clone(&clock),
                    options.batch.max(1),
                );
                let queue = queue.clone();
                threads.push(
                    std::thread::Builder::new()
                        .name(format!("{name}-{number}"))
                        .spawn(move || worker.run(&queue))?,
                );
            }
        }
        Ok(Self {
            singles,
            chunks,
            threads: Mutex::new(threads),
            recorder: Arc::clone(recorder),
            quotas,
            options,
            clock,
        })
    }

    /// Asks. The future resolves when the answer's record is on disk; it need not be polled for the
    /// work to go on. A full queue is refused at once.
    pub fn submit(
        &self,
        access: Access,
        request: CheckRequest,
    ) -> impl Future<Output = Result<CheckAnswer, Refusal>> + Send + 'static {
        let (tell, told) = oneshot::channel();
        let handed = self.enqueue(access, request, tell);
        async move {
            match handed {
                Ok(()) => told.await.unwrap_or(Err(Refusal::Unavailable)),
                Err(Unhandled::Plain(refusal)) => Err(refusal),
                Err(Unhandled::Denied(denied, recorded)) => {
                    recorded.await.map_err(|_| Refusal::Unavailable)??;
                    Err(denied.into())
                }
            }
        }
    }

    fn enqueue(
        &self,
        access: Access,
        request: CheckRequest,
        tell: oneshot::Sender<Result<CheckAnswer, Refusal>>,
    ) -> Result<(), Unhandled> {
        let today = self.clock.today();
        request.validate(today).map_err(Refusal::from)?;
        let plan = match immediate(&access, &request) {
            Ok(plan) => plan,
            Err(denied) => return Err(self.denied(&access, &request, denied)),
        };
        Ok(self.hand_over(access, plan, request, true, tell)?)
    }

    /// Asks what was planned before; as [`submit`](Self::submit) otherwise.
    pub(crate) fn submit_planned(
        &self,
        access: Access,
        plan: Plan,
        request: CheckRequest,
    ) -> impl Future<Output = Result<CheckAnswer, Refusal>> + Send + 'static {
        let (tell, told) = oneshot::channel();
        let handed = self.hand_over(access, plan, request, true, tell);
        async move {
            handed?;
            told.await.unwrap_or(Err(Refusal::Unavailable))
        }
    }

    /// The same for a thread that may block, outside the asynchronous runtime or in its blocking part. A refusal is not
    /// recorded here: the workflow of validation does so, with the part and its Comune.
    pub(crate) fn answer_blocking(
        &self,
        access: Access,
        plan: Plan,
        request: CheckRequest,
    ) -> Result<CheckAnswer, Refusal> {
        let (tell, told) = oneshot::channel();
        self.hand_over(access, plan, request, false, tell)?;
        told.blocking_recv().unwrap_or(Err(Refusal::Unavailable))
    }

    fn hand_over(
        &self,
        access: Access,
        plan: Plan,
        request: CheckRequest,
        records_refusal: bool,
        tell: oneshot::Sender<Result<CheckAnswer, Refusal>>,
    ) -> Result<(), Refusal> {
        let today = self.clock.today();
        request.validate(today)?;
        let task = Task::Single(Box::new(Single {
            access,
            request,
            plan,
            today,
            records_refusal,
            tell,
        }));
        self.singles.try_send(task).map_err(|error| match error {
            TrySendError::Full(_) => Refusal::Busy,
            TrySendError::Disconnected(_) => Refusal::Stopping,
        })
    }

    /// The refusal of a right, once its record is on disk.
    pub(crate) fn refuse(
        &self,
        access: &Access,
        request: &CheckRequest,
        denied: Denied,
    ) -> impl Future<Output = Refusal> + Send + 'static {
        let handed = self.denied(access, request, denied);
        async move {
            match handed {
                Unhandled::Plain(refusal) => refusal,
                Unhandled::Denied(denied, recorded) => match recorded.await {
                    Ok(Ok(_)) => denied.into(),
                    Ok(Err(error)) => error.into(),
                    Err(_) => Refusal::Unavailable,
                },
            }
        }
    }

    /// A refusal leaves when its record is on disk, as an answer does.
    fn denied(&self, access: &Access, request: &CheckRequest, denied: Denied) -> Unhandled {
        let row = access
            .refusal(self.clock.now().naive_utc(), Some(request), denied.code())
            .into_row();
        let (tell, told) = oneshot::channel();
        let handed = self.recorder.submit(vec![row], move |written| {
            let _ = tell.send(written);
        });
        match handed {
            Ok(()) => Unhandled::Denied(denied, told),
            Err(error) => Unhandled::Plain(error.into()),
        }
    }

    /// Asks about a chunk of a stream, all rows as known at one number. Resolves when all its records
    /// are on disk. Blocks while too many chunks wait.
    pub(crate) fn submit_chunk(
        &self,
        access: Access,
        rows: Vec<Row>,
        known_at: Option<i64>,
    ) -> Result<oneshot::Receiver<Result<ChunkAnswer, Refusal>>, Refusal> {
        let (tell, told) = oneshot::channel();
        let task = Task::Chunk(Box::new(Chunk {
            access,
            rows,
            known_at,
            today: self.clock.today(),
            tell,
        }));
        self.chunks.send(task).map_err(|_| Refusal::Stopping)?;
        Ok(told)
    }

    /// The quotas from which it answers.
    pub fn quotas(&self) -> &Arc<Quotas> {
        &self.quotas
    }

    /// Single checks that wait.
    pub fn waiting(&self) -> usize {
        self.singles.len()
    }

    /// Answers what waits, then ends.
    pub fn shutdown(&self) {
        let threads =
            std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        if threads.is_empty() {
            return;
        }
        for _ in 0..self.options.workers.max(1) {
            let _ = self.singles.send(Task::Stop);
        }
        for _ in 0..self.options.bulk_workers.max(1) {
            let _ = self.chunks.send(Task::Stop);
        }
        for thread in threads {
            let _ = thread.join();
        }
        self.quotas.close();
    }
}

impl Drop for CheckEngine {
    fn drop(&mut self) {
        self.shutdown();
    }
}
