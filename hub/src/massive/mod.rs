//! Streams of checks: rows in, an outcome for every row out, in their order; bad rows included.

mod row;
mod run;

pub use row::{ChunkAnswer, Row, RowAnswer, RowProblem};
pub use run::{CHUNK, MAX_ROWS, MassiveRun};
