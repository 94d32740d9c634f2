//! Verifying the whole log: every record against its commitment, the commitments against the tree, the tree against
//! every checkpoint that was ever signed. docs/trace.md says what is found how.

mod blocks;
mod database;
mod directory;
mod expiry;
mod findings;
mod signed;

use diesel::result::Error as DbError;
use thiserror::Error;

pub use database::DatabaseSource;
pub use directory::DirectorySource;
pub(super) use expiry::{digest as expiry_digest, outcome as expiry_outcome};
pub use findings::{Finding, Report};
pub use signed::Keys;

use self::blocks::Walk;
use super::tree::TILE_WIDTH;

/// Records read at once.
const PAGE: i64 = 16 * TILE_WIDTH as i64;

/// Why the log could not be verified at all.
#[derive(Debug, Error)]
pub enum VerifyError {
    /// The store failed.
    #[error("the store failed: {0}")]
    Store(#[from] DbError),
    /// A file of an exported log cannot be read.
    #[error("{0}: {1}")]
    File(std::path::PathBuf, std::io::Error),
    /// A file of an exported log holds something else.
    #[error("{0}: riga {1} non leggibile")]
    Line(std::path::PathBuf, usize),
}

impl schema::db::TxError for VerifyError {
    fn database(&self) -> Option<&DbError> {
        match self {
            Self::Store(error) => Some(error),
            _ => None,
        }
    }
}

/// A record as it was found: its canonical JSON and its salt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRecord {
    /// Canonical JSON.
    pub json: String,
    /// Salt, hex.
    pub salt: String,
}

/// What stands under a number.
#[derive(Clone, Debug, Default)]
pub struct Place {
    /// The record; `Err` where something stands there that cannot be read.
    pub record: Option<Result<StoredRecord, ()>>,
    /// The data of the leaf.
    pub leaf: Option<Vec<u8>>,
    /// The act that says that it expired.
    pub expired_by: Option<i64>,
}

/// A signed checkpoint as it was found.
#[derive(Clone, Debug)]
pub struct StoredCheckpoint {
    /// Under which size it is kept.
    pub size: i64,
    /// The note.
    pub note: String,
    /// What witnesses signed: name and line.
    pub lines: Vec<(String, String)>,
}

/// Where a log is read from.
pub trait Source {
    /// The last number that was given, as the log says.
    fn head(&mut self) -> Result<i64, VerifyError>;
    /// What stands under the numbers from `from` to `to`, exclusive: a place for each.
    fn places(&mut self, from: i64, to: i64) -> Result<Vec<Place>, VerifyError>;
    /// Numbers under which something stands although they were never given: below 1, or above the head.
    fn strangers(&mut self, head: i64) -> Result<Vec<i64>, VerifyError>;
    /// Roots of complete tiles, from `from` to `to`, exclusive, with their index; those that are there.
    fn nodes(&mut self, level: u8, from: i64, to: i64) -> Result<Vec<(i64, Vec<u8>)>, VerifyError>;
    /// Roots of tiles that a tree of that size does not have: level and index.
    fn stray_nodes(&mut self, size: i64) -> Result<Vec<(i32, i64)>, VerifyError>;
    /// The signed checkpoints in order of size, those above `above`, so many at most.
    fn checkpoints(&mut self, above: i64, most: i64) -> Result<Vec<StoredCheckpoint>, VerifyError>;
}

/// Verifies a log. `progress` is told how many records of how many have been seen.
pub fn verify_log(
    source: &mut dyn Source,
    keys: &Keys,
    progress: &dyn Fn(u64, u64),
) -> Result<Report, VerifyError> {
    let head = source.head()?;
    let mut walk = Walk::new(source, keys, head);
    let mut from = 0;
    while from <= head {
        let to = (from + PAGE).min(head + 1);
        walk.page(from, to)?;
        from = to;
        progress(from as u64 - 1, head as u64);
    }
    walk.finish()
}
