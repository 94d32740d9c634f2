//! The trace: who asked what, about whom, why, and what was answered.
//!
//! **Invariant: no answer without a trace.** An answer is handed on only from the completion of a
//! [`Recorder`], which calls it after the record is on disk.

mod recorder;
pub mod seal;
mod writable;

pub use recorder::{AuditError, Recorder, RecorderOptions};
pub use writable::is_writable;
