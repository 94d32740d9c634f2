//! The seal on what public security asks. Records of users of role `STANDARDPS` stand in the trace like any other,
//! in number, order and tree, but who asked what about whom is encrypted to two public keys, one inside the other
//! (HPKE, RFC 9180): only both private keys together, which two people keep outside the hub, open it.
//!
//! **Invariant: nothing of such a record is ever in the clear.** [`Sealer::apply`] stands before the recorder; without
//! configured keys it refuses, so that a user of public security cannot work at all.

mod envelope;
mod keys;
mod row;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use chrono::NaiveDateTime;
use schema::clock::{Entropy, SystemEntropy};
use schema::codes::{ActKind, Role};
use schema::tables::AuditRow;
use thiserror::Error;

pub use keys::{PrivateKey, PublicKey, SealKeys, keygen};
pub use row::{open_row, seal_row};

/// Why something could not be sealed or opened.
#[derive(Debug, Error)]
pub enum SealError {
    /// No keys are configured: public security cannot work on this hub.
    #[error("the keys of the seal are not configured")]
    NoKeys,
    /// A text that is not a key of that sort.
    #[error("not a key of the seal: {0}")]
    BadKey(&'static str),
    /// Twice the same key would be one key.
    #[error("the two keys of the seal are the same")]
    SameKey,
    /// No randomness to be had.
    #[error("no randomness: {0}")]
    Entropy(#[from] std::io::Error),
    /// The record cannot be sealed.
    #[error("the record cannot be sealed")]
    Seal,
    /// Other keys, or a record that was altered.
    #[error("the record does not open with these keys")]
    Open,
}

/// The record of a refusal to somebody of public security whose records could not be sealed: that there was one, and
/// when. Who, from where and in which request would have to stand in the clear, and does not stand at all.
pub fn unsealable(at: NaiveDateTime) -> AuditRow {
    AuditRow {
        at,
        act: ActKind::Refusal.code().to_owned(),
        service: "SIGILLI".to_owned(),
        role: Role::StandardPs.code().to_owned(),
        outcome: "ERRORE:SENZA_CHIAVI".to_owned(),
        ..AuditRow::default()
    }
}

/// Seals what must be sealed, before it is recorded.
#[derive(Clone)]
pub struct Sealer {
    keys: Option<SealKeys>,
    entropy: Arc<dyn Entropy>,
}

impl Sealer {
    /// With the configured keys, if there are any.
    pub fn new(keys: Option<SealKeys>, entropy: Arc<dyn Entropy>) -> Self {
        Self { keys, entropy }
    }

    /// Refuses whatever must be sealed.
    pub fn without_keys() -> Self {
        Self::new(None, Arc::new(SystemEntropy))
    }

    /// Whether users of public security can work here.
    pub fn is_ready(&self) -> bool {
        self.keys.is_some()
    }

    /// The row as it may be stored: sealed if its role is `STANDARDPS` and it is not yet. Without keys only that such
    /// a user was refused ([`unsealable`]) is.
    ///
    /// # Errors
    /// [`SealError::NoKeys`] and the others: then there must be no answer.
    pub fn apply(&self, row: AuditRow) -> Result<AuditRow, SealError> {
        if row.role != Role::StandardPs.code() || !row.sealed.is_empty() {
            return Ok(row);
        }
        match &self.keys {
            Some(keys) => seal_row(row, keys, &*self.entropy),
            None if row == unsealable(row.at) => Ok(row),
            None => Err(SealError::NoKeys),
        }
    }

    /// The same for many rows.
    ///
    /// # Errors
    /// As [`Self::apply`], of any of them.
    pub fn apply_all(&self, rows: Vec<AuditRow>) -> Result<Vec<AuditRow>, SealError> {
        rows.into_iter().map(|row| self.apply(row)).collect()
    }
}

impl std::fmt::Debug for Sealer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sealer")
            .field("keys", &self.keys)
            .finish_non_exhaustive()
    }
}
