//! Mails: kept in the register from the transaction that wants them sent until the mail server has accepted them.
//!
//! **Invariant: nothing is lost, and nothing personal travels.** A mail is queued in the transaction of what it tells
//! of, and stays until it is delivered or, after a week of attempts, given up where `doctor` shows it. A process that
//! is killed between delivery and its note of it delivers again: the same mail has the same `Message-ID`. Mails travel
//! in the clear, so they say how much was asked and who asked, never about whom.

mod clean;
mod lease;
mod message;
mod queue;
mod sender;
mod smtp;
mod state;

use schema::db::TxError;
use thiserror::Error;

pub use clean::{one_line, plain_text};
pub use queue::{Outgoing, enqueue};
pub use sender::{Round, Sender};
pub use smtp::{MailSettings, Security};
pub use state::{MailState, state};

/// Why mails cannot be sent at all.
#[derive(Debug, Error)]
pub enum MailError {
    /// What was configured cannot work. For an operator, in Italian.
    #[error("{0}")]
    Settings(String),
    /// No connection to the store.
    #[error("no connection to the store: {0}")]
    Pool(#[from] diesel::r2d2::PoolError),
    /// The store failed.
    #[error("the store failed: {0}")]
    Store(#[from] diesel::result::Error),
    /// There was no randomness.
    #[error("no randomness: {0}")]
    Entropy(#[from] std::io::Error),
}

impl TxError for MailError {
    fn database(&self) -> Option<&diesel::result::Error> {
        match self {
            Self::Store(error) => Some(error),
            _ => None,
        }
    }
}
