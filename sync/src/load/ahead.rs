//! Reads a spool ahead of the thread that writes what it holds, one batch in hand and one under way.

use std::io;
use std::path::{Path, PathBuf};

use crossbeam_channel::{Receiver, bounded};

use super::spool::{Entry, SpoolReader};

/// The records of a spool in batches, decoded by a thread of its own.
pub(super) struct Ahead {
    path: PathBuf,
    batch: usize,
    /// Records handed out, and those passed over before.
    position: i64,
    batches: Receiver<io::Result<Vec<Entry>>>,
}

impl Ahead {
    /// Opens a spool behind its first `skip` records.
    pub fn open(path: &Path, skip: i64, batch: usize) -> io::Result<Self> {
        Ok(Self {
            path: path.to_owned(),
            batch,
            position: skip,
            batches: start(SpoolReader::open(path, skip)?, batch),
        })
    }

    /// The next records, fewer than a batch only where the spool ends or they are large; none at its end.
    pub fn next(&mut self) -> io::Result<Vec<Entry>> {
        let entries = self.batches.recv().unwrap_or_else(|_| Ok(Vec::new()))?;
        self.position += entries.len() as i64;
        Ok(entries)
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
fn start(mut spool: SpoolReader, batch: usize) -> Receiver<io::Result<Vec<Entry>>> {
    let (send, receive) = bounded(1);
    std::thread::spawn(move || {
        loop {
            let entries = spool.take(batch);
            let is_last = entries.as_ref().map_or(true, Vec::is_empty);
            if send.send(entries).is_err() || is_last {
                return;
            }
        }
    });
    receive
}
