//! The thread that loads what has been received.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use sync::load::{LoadError, Loader, Phase, Progress};

use crate::metrics::Metrics;

/// Without a call it looks by itself after this time: another node may have received something.
const LOOK: Duration = Duration::from_secs(30);

/// Wakes and stops the loading thread.
#[derive(Debug)]
pub struct Worker {
    wake: Option<SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Worker {
    /// Starts the thread; it first goes on with whatever an earlier run left undone.
    pub fn start(loader: Arc<Loader>, metrics: Metrics) -> std::io::Result<Self> {
        // One call in waiting is enough: each run takes everything that is there.
        let (wake, calls) = sync_channel(1);
        let thread = std::thread::Builder::new()
            .name("loader".to_owned())
            .spawn(move || work(&loader, &metrics, &calls))?;
        Ok(Self {
            wake: Some(wake),
            thread: Some(thread),
        })
    }

    /// Something has been received.
    pub fn wake(&self) {
        if let Some(wake) = &self.wake
            && let Err(TrySendError::Disconnected(())) = wake.try_send(())
        {
            tracing::error!("the loading thread is gone");
        }
    }

    /// Ends the thread, between two pieces of a supply; the next start goes on from there.
    pub fn stop(&mut self, loader: &Loader) {
        loader.stop();
        self.wake = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the loading thread failed");
        }
    }
}

fn work(loader: &Loader, metrics: &Metrics, calls: &Receiver<()>) {
    let applied = std::sync::atomic::AtomicU64::new(0);
    let watch = |progress: Progress| match progress.phase {
        Phase::Apply => {
            let before = applied.swap(progress.done, std::sync::atomic::Ordering::Relaxed);
            // A smaller figure is the next supply's first.
            let more = progress.done.checked_sub(before).unwrap_or(progress.done);
            metrics.supply_records.inc_by(more);
        }
        Phase::Done => {
            applied.store(0, std::sync::atomic::Ordering::Relaxed);
            tracing::info!(supply = progress.supply_id, "supply loaded");
        }
        Phase::Stage | Phase::Reconcile => {}
    };
    loop {
        match loader.process_pending(&watch) {
            Ok(()) => {}
            Err(LoadError::Stopped) => return,
            Err(error) => tracing::error!(%error, "loading failed; trying again later"),
        }
        match calls.recv_timeout(LOOK) {
            Ok(()) | Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}
