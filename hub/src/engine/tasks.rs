//! What waits for a worker.

use schema::date::Day;
use tokio::sync::oneshot;

use super::refusal::Refusal;
use crate::access::{Access, Plan};
use crate::check::{CheckAnswer, CheckRequest};
use crate::massive::{ChunkAnswer, Row};

pub(super) struct Single {
    pub access: Access,
    pub request: CheckRequest,
    pub plan: Plan,
    pub today: Day,
    /// Whether a refusal is recorded here, or by whoever waits for the answer.
    pub records_refusal: bool,
    pub tell: oneshot::Sender<Result<CheckAnswer, Refusal>>,
}

pub(super) struct Chunk {
    pub access: Access,
    pub rows: Vec<Row>,
    pub known_at: Option<i64>,
    pub today: Day,
    pub tell: oneshot::Sender<Result<ChunkAnswer, Refusal>>,
}

pub(super) enum Task {
    Single(Box<Single>),
    Chunk(Box<Chunk>),
    Stop,
}
