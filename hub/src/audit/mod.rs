//! The trace: who asked what, about whom, why, and what was answered.
//!
//! **Invariant: no answer without a trace.** An answer is handed on only from the completion of a
//! [`Recorder`], which calls it after the record is on disk.
//!
//! **Invariant: nothing of it changes unseen.** Each record is committed to by a leaf of the [`tree`], in the
//! transaction that writes it.

mod act;
mod append;
mod canonical;
mod checkpoint;
mod entry;
pub mod export;
mod folding;
pub mod keys;
mod log;
pub mod note;
pub mod receipt;
mod record;
mod recorder;
pub mod retention;
pub mod seal;
mod thinning;
pub mod tree;
pub mod verify;
pub mod witness;
mod writable;

pub use canonical::canonical;
pub use checkpoint::Checkpoint;
pub use entry::Entry;
pub use log::{Log, LogError, LogKeys, SignedCheckpoint};
pub use record::{Recorded, commitment, record_json};
pub use recorder::{AuditError, Recorder, RecorderOptions};
pub use thinning::{WHOLE_DAYS, thin_checkpoints};
pub use writable::is_writable;
