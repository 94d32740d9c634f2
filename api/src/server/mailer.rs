//! The thread that composes the daily mails and sends whatever is queued.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender as Channel, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use hub::digest::Digests;
use hub::mail::Sender;

/// How often it looks: any node, and any command, may have queued something.
const LOOK: Duration = Duration::from_secs(20);

/// Stops the thread.
#[derive(Debug)]
pub struct Mailer {
    stopping: Arc<AtomicBool>,
    // Its end wakes the thread.
    alive: Option<Channel<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Mailer {
    /// Starts the thread; it first sends whatever an earlier run left.
    pub fn start(sender: Sender, digests: Digests) -> std::io::Result<Self> {
        let (alive, end) = channel();
        let stopping = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&stopping);
        let thread = std::thread::Builder::new()
            .name("mailer".to_owned())
            .spawn(move || work(&sender, &digests, &stop, &end))?;
        Ok(Self {
            stopping,
            alive: Some(alive),
            thread: Some(thread),
        })
    }

    /// Ends the thread after the mail that it has in hand; the next start goes on from there.
    pub fn stop(&mut self) {
        self.stopping.store(true, Ordering::SeqCst);
        self.alive = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the mail thread failed");
        }
    }
}

fn work(sender: &Sender, digests: &Digests, stop: &AtomicBool, end: &Receiver<()>) {
    loop {
        match digests.run_due() {
            Ok(0) => {}
            Ok(mails) => {
                tracing::info!(mails, "daily mails queued");
                // As often as there are new ones.
                if let Err(error) = sender.clear() {
                    tracing::warn!(%error, "old mails not cleared away");
                }
            }
            Err(error) => tracing::error!(%error, "daily mails not composed; trying again later"),
        }
        if let Err(error) = sender.round(stop) {
            tracing::error!(%error, "mails cannot be sent; trying again later");
        }
        match end.recv_timeout(LOOK) {
            Ok(()) | Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}
