//! Answers of one stream on their way to its client: they wait in memory while the client does not read, up to so many
//! bytes, and no longer than the client's patience is worth.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use actix_web::web::Bytes;
use tokio::sync::Notify;
use tokio::time::timeout;

/// The client does not read: the stream has been broken off.
#[derive(Debug, PartialEq, Eq)]
pub struct Unread;

/// The writing end.
#[derive(Debug)]
pub struct Answers {
    shared: Arc<Shared>,
    most: usize,
    patience: Duration,
    until: Instant,
}

/// The reading end.
#[derive(Debug)]
pub struct Reading(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    /// The writer waits for it: there is room, or nobody reads any more.
    taken: Notify,
    /// The reader waits for it: there is a piece, or the end.
    given: Notify,
}

#[derive(Debug, Default)]
struct State {
    pieces: VecDeque<Bytes>,
    bytes: usize,
    end: Option<End>,
    is_abandoned: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Whole,
    Broken,
}

/// Both ends: at most so many bytes wait (or one piece that is longer), each wait is at most `patience`, and all of it
/// is over by `until`.
pub fn queue(most: usize, patience: Duration, until: Instant) -> (Answers, Reading) {
    let shared = Arc::new(Shared::default());
    let answers = Answers {
        shared: Arc::clone(&shared),
        most,
        patience,
        until,
    };
    (answers, Reading(shared))
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn end(&self, end: End) {
        let mut state = self.state();
        if end == End::Broken {
            // What nobody reads is not kept until the connection goes.
            state.pieces.clear();
            state.bytes = 0;
        }
        state.end = Some(end);
        drop(state);
        self.given.notify_one();
    }
}

impl Answers {
    /// Gives a piece, once there is room for it. If the client is gone it is dropped.
    pub async fn send(&self, piece: Bytes) -> Result<(), Unread> {
        let fits = |state: &State| state.bytes == 0 || state.bytes + piece.len() <= self.most;
        self.wait(fits).await?;
        let mut state = self.shared.state();
        if !state.is_abandoned {
            state.bytes += piece.len();
            state.pieces.push_back(piece);
        }
        drop(state);
        self.shared.given.notify_one();
        Ok(())
    }

    /// True once nobody reads any more.
    pub fn is_abandoned(&self) -> bool {
        self.shared.state().is_abandoned
    }

    /// Ends the answers, and waits until they are read: as long as they take room, the stream is under way.
    pub async fn finish(self) {
        self.shared.end(End::Whole);
        let _ = self.wait(|state| state.bytes == 0).await;
    }

    async fn wait(&self, enough: impl Fn(&State) -> bool) -> Result<(), Unread> {
        loop {
            {
                let state = self.shared.state();
                if state.is_abandoned || enough(&state) {
                    return Ok(());
                }
            }
            let left = self.until.saturating_duration_since(Instant::now());
            let taken = timeout(self.patience.min(left), self.shared.taken.notified());
            if taken.await.is_err() {
                self.shared.end(End::Broken);
                return Err(Unread);
            }
        }
    }
}

impl Drop for Answers {
    fn drop(&mut self) {
        // A writer that vanished is no end: the client must not take the answers for whole.
        if self.shared.state().end.is_none() {
            self.shared.end(End::Broken);
        }
    }
}

impl Reading {
    /// The next piece; nothing at the end; an error where the answers break off.
    pub async fn next(&mut self) -> Option<io::Result<Bytes>> {
        loop {
            {
                let mut state = self.0.state();
                if let Some(piece) = state.pieces.pop_front() {
                    state.bytes -= piece.len();
                    drop(state);
                    self.0.taken.notify_one();
                    return Some(Ok(piece));
                }
                match state.end {
                    Some(End::Whole) => return None,
                    Some(End::Broken) => return Some(Err(io::ErrorKind::ConnectionAborted.into())),
                    None => {}
                }
            }
            self.0.given.notified().await;
        }
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.is_abandoned = true;
        state.pieces.clear();
        state.bytes = 0;
        drop(state);
        self.0.taken.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Duration = Duration::from_secs(5);

    fn until() -> Instant {
        Instant::now() + Duration::from_hours(1)
    }

    fn run<T>(work: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .unwrap()
            .block_on(work)
    }

    fn piece(length: usize) -> Bytes {
        vec![b'x'; length].into()
    }

    #[test]
    fn no_more_waits_than_allowed_and_all_of_it_arrives() {
        run(async {
            let (answers, mut reading) = queue(100, PATIENCE, until());
            let shared = Arc::clone(&answers.shared);
            let write = async move {
                for length in [60, 40, 1, 250, 30, 70] {
                    answers.send(piece(length)).await.unwrap();
                    // One piece may be longer than all that may wait; never anything beside it.
                    let state = shared.state();
                    assert!(state.bytes <= 100 || state.pieces.len() == 1, "{state:?}");
                }
                answers.finish().await;
            };
            let read = async {
                let mut lengths = Vec::new();
                while let Some(piece) = reading.next().await {
                    lengths.push(piece.unwrap().len());
                }
                lengths
            };
            let ((), lengths) = tokio::join!(write, read);
            assert_eq!(lengths, [60, 40, 1, 250, 30, 70]);
        });
    }

    #[test]
    fn what_nobody_reads_is_thrown_away_and_told_to_be_broken() {
        run(async {
            let (answers, mut reading) = queue(100, Duration::from_millis(20), until());
            answers.send(piece(80)).await.unwrap();
            assert_eq!(answers.send(piece(30)).await, Err(Unread));
            assert_eq!(answers.shared.state().bytes, 0);
            assert!(reading.next().await.unwrap().is_err());
            // The same if its time is over before the patience is.
            let (answers, mut reading) = queue(100, PATIENCE, Instant::now());
            answers.send(piece(80)).await.unwrap();
            answers.finish().await;
            assert!(reading.next().await.unwrap().is_err());
        });
    }

    #[test]
    fn a_writer_that_vanishes_is_no_end_and_a_reader_that_does_stops_nothing() {
        run(async {
            let (answers, mut reading) = queue(100, PATIENCE, until());
            answers.send(piece(1)).await.unwrap();
            drop(answers);
            assert!(reading.next().await.unwrap().is_err());
            let (answers, reading) = queue(100, PATIENCE, until());
            answers.send(piece(80)).await.unwrap();
            drop(reading);
            answers.send(piece(80)).await.unwrap();
            assert_eq!(answers.shared.state().bytes, 0);
            answers.finish().await;
        });
    }
}
