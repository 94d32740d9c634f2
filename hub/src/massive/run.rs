//! Running a stream: rows are gathered into chunks, a few chunks are under way at once, and the answers
//! come out in order.

use std::collections::VecDeque;
use std::sync::Arc;

use tokio::sync::oneshot;

use super::row::{ChunkAnswer, Row, RowAnswer, RowProblem};
use crate::access::Access;
use crate::check::CheckRequest;
use crate::engine::{CheckEngine, Refusal};

/// Rows of one stream at most; whoever feeds the stream stops there and says so.
pub const MAX_ROWS: u64 = 100_000;
/// Rows answered from one view of the register and recorded in one transaction.
pub const CHUNK: usize = 500;
/// Chunks under way at once.
const UNDER_WAY: usize = 3;

type Waiting = oneshot::Receiver<Result<ChunkAnswer, Refusal>>;

/// One stream of checks, all answered as known at one journal number.
pub struct MassiveRun {
    engine: Arc<CheckEngine>,
    access: Access,
    known_at: Option<i64>,
    rows: u64,
    chunk: Vec<Row>,
    under_way: VecDeque<Waiting>,
}

impl MassiveRun {
    /// Begins a stream.
    pub fn new(engine: Arc<CheckEngine>, access: Access) -> Self {
        Self {
            engine,
            access,
            known_at: None,
            rows: 0,
            chunk: Vec::with_capacity(CHUNK),
            under_way: VecDeque::new(),
        }
    }

    /// Takes the next row and gives back the answers that are ready, in order; often none.
    pub async fn push(
        &mut self,
        request: Result<CheckRequest, RowProblem>,
    ) -> Result<Vec<RowAnswer>, Refusal> {
        self.rows += 1;
        self.chunk.push(Row {
            number: self.rows,
            request,
        });
        if self.chunk.len() < CHUNK {
            return Ok(Vec::new());
        }
        self.send().await?;
        // The first chunk settles the journal number of all.
        if self.known_at.is_none() || self.under_way.len() >= UNDER_WAY {
            return self.next_answers().await;
        }
        Ok(Vec::new())
    }

    /// Ends the stream: call it until it gives nothing.
    pub async fn finish(&mut self) -> Result<Option<Vec<RowAnswer>>, Refusal> {
        if !self.chunk.is_empty() {
            self.send().await?;
        }
        if self.under_way.is_empty() {
            return Ok(None);
        }
        self.next_answers().await.map(Some)
    }

    /// Rows taken so far.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    async fn send(&mut self) -> Result<(), Refusal> {
        let rows = std::mem::replace(&mut self.chunk, Vec::with_capacity(CHUNK));
        let engine = Arc::clone(&self.engine);
        let access = self.access.clone();
        let known_at = self.known_at;
        // The chunk may have to wait for a place: not on the asynchronous runtime.
        let waiting =
            tokio::task::spawn_blocking(move || engine.submit_chunk(access, rows, known_at))
                .await
                .map_err(|_| Refusal::Unavailable)??;
        self.under_way.push_back(waiting);
        Ok(())
    }

    async fn next_answers(&mut self) -> Result<Vec<RowAnswer>, Refusal> {
        let Some(waiting) = self.under_way.pop_front() else {
            return Ok(Vec::new());
        };
        let answer = waiting.await.unwrap_or(Err(Refusal::Unavailable))?;
        self.known_at.get_or_insert(answer.known_at);
        Ok(answer.rows)
    }
}
