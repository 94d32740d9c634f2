//! The thread that looks after the trace: now and then a checkpoint, so that what was recorded is signed also where
//! nobody asks, and how often somebody knocked in vain; once a day the records whose time is over, and the checkpoints
//! that nobody needs any more.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use hub::access::Knocks;
use hub::audit::retention::{Terms, run_due};
use hub::audit::{Log, Recorder, thin_checkpoints};
use schema::clock::{Clock, Entropy};
use schema::date::Day;
use schema::db::Pool;

/// How often it looks.
const EVERY: Duration = Duration::from_mins(1);

/// Ends the thread when it is dropped.
#[derive(Debug)]
pub struct Upkeep {
    stop: Option<SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// What it looks after.
pub struct Kept {
    /// The log.
    pub log: Arc<Log>,
    /// The trace's store.
    pub trace: Pool,
    /// Writes it.
    pub recorder: Arc<Recorder>,
    /// Refusals at the door that were counted, not recorded one by one.
    pub knocks: Arc<Knocks>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// For the salts of acts of retention.
    pub entropy: Arc<dyn Entropy>,
    /// How long records are kept.
    pub terms: Terms,
}

impl Upkeep {
    /// Starts the thread; it looks for the first time after a minute.
    pub fn start(kept: Kept) -> std::io::Result<Self> {
        let (stop, stopped) = sync_channel(0);
        let thread = std::thread::Builder::new()
            .name("upkeep".to_owned())
            .spawn(move || kept.run(&stopped))?;
        Ok(Self {
            stop: Some(stop),
            thread: Some(thread),
        })
    }
}

impl Drop for Upkeep {
    fn drop(&mut self) {
        self.stop = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the upkeep of the trace failed");
        }
    }
}

impl Kept {
    fn run(&self, stopped: &Receiver<()>) {
        self.look_until(stopped);
        self.note_knocks(true);
    }

    fn look_until(&self, stopped: &Receiver<()>) {
        let mut done: Option<Day> = None;
        while stopped.recv_timeout(EVERY) == Err(RecvTimeoutError::Timeout) {
            if let Err(error) = self.log.checkpoint() {
                tracing::error!(%error, "no checkpoint could be made");
            }
            self.note_knocks(false);
            let today = self.clock.today();
            if done != Some(today) {
                match run_due(
                    &self.trace,
                    self.clock.as_ref(),
                    self.entropy.as_ref(),
                    &self.terms,
                ) {
                    Ok(expired) => {
                        done = Some(today);
                        if expired.records > 0 {
                            tracing::info!(records = expired.records, "records have expired");
                        }
                    }
                    // Tried again after a minute.
                    Err(error) => tracing::error!(%error, "records that are due cannot be removed"),
                }
                if let Err(error) = thin_checkpoints(&self.trace, self.clock.as_ref()) {
                    tracing::error!(%error, "old checkpoints cannot be removed");
                }
            }
        }
    }

    fn note_knocks(&self, all: bool) {
        let rows = self.knocks.due(self.clock.now(), all);
        if let Err(error) = self.recorder.record_blocking(rows) {
            tracing::error!(%error, "refusals at the door cannot be recorded");
        }
    }
}
