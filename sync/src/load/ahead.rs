//! Reads a spool ahead of the thread that writes what it holds, one batch in hand and one under way.

use std::io;
use std::path::{Path, PathBuf};

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};

use super::spool::{Entry, SpoolReader};

/// The records of a spool in batches, decoded by a thread of its own.
pub(super) struct Ahead {
    path: PathBuf,
    batch: usize,
    /// Records handed out, and those passed over before.
    position: i64,
    batches: Receiver<io::Result<Vec<Entry>>>,
    spent: Sender<Spent>,
}

/// Whatever the records became, once it is written.
pub(super) type Spent = Box<dyn std::any::Any + Send>;

impl Ahead {
    /// Opens a spool behind its first `skip` records.
    pub fn open(path: &Path, skip: i64, batch: usize) -> io::Result<Self> {
        let (batches, spent) = start(SpoolReader::open(path, skip)?, batch);
        Ok(Self {
            path: path.to_owned(),
            batch,
            position: skip,
            batches,
            spent,
        })
    }

    /// The next records, fewer than a batch only where the spool ends or they are large; none at its end.
    pub fn next(&mut self) -> io::Result<Vec<Entry>> {
        let entries = self.batches.recv().unwrap_or_else(|_| Ok(Vec::new()))?;
        self.position += entries.len() as i64;
        Ok(entries)
    }

    /// Has something freed by the thread that made it, which has the time.
    pub fn give_back(&self, spent: Spent) {
        // Where that thread has ended, it is freed here.
        let _ = self.spent.send(spent);
    }

    /// Goes to a record; nothing is done when it is the next one.
    pub fn seek(&mut self, to: i64) -> io::Result<()> {
        if self.position != to {
            *self = Self::open(&self.path, to, self.batch)?;
        }
        Ok(())
    }
}

/// Starts the thread; it ends with the spool, or when nobody wants the next batch.
fn start(
    mut spool: SpoolReader,
    batch: usize,
) -> (Receiver<io::Result<Vec<Entry>>>, Sender<Spent>) {
    // Handed over from hand to hand: one batch is ready, none is stored.
    let (send, receive) = bounded(0);
    let (spent, to_free) = unbounded();
    std::thread::spawn(move || {
        loop {
            to_free.try_iter().for_each(drop);
            let entries = spool.take(batch);
            let is_last = entries.as_ref().map_or(true, Vec::is_empty);
            if send.send(entries).is_err() || is_last {
                return;
            }
        }
    });
    (receive, spent)
}
