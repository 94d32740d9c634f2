//! The thread that does what time decides: silence that assents, terms that end, data that are to be removed; and that
//! answers what a stopped node had left.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use hub::validation::{Swept, Validations};

/// It looks so often.
const LOOK: Duration = Duration::from_secs(20);

/// Stops the thread.
#[derive(Debug)]
pub struct Validator {
    open: Option<SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Validator {
    /// Starts the thread; it first goes on with whatever an earlier run left undone.
    pub fn start(validations: Arc<Validations>) -> std::io::Result<Self> {
        let (open, calls) = sync_channel(1);
        let thread = std::thread::Builder::new()
            .name("validator".to_owned())
            .spawn(move || work(&validations, &calls))?;
        Ok(Self {
            open: Some(open),
            thread: Some(thread),
        })
    }

    /// Ends the thread after the round under way.
    pub fn stop(&mut self) {
        self.open = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the validating thread failed");
        }
    }
}

fn work(validations: &Validations, calls: &Receiver<()>) {
    loop {
        match validations.sweep() {
            Ok(swept) if swept == Swept::default() => {}
            Ok(Swept {
                elapsed,
                settled,
                removed,
            }) => tracing::info!(elapsed, settled, removed, "requests under validation"),
            Err(error) => {
                tracing::error!(%error, "requests under validation; trying again later");
            }
        }
        match calls.recv_timeout(LOOK) {
            Ok(()) | Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}
