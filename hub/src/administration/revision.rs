//! What something was when it was shown, so that two who edit it at once do not undo each other's work.

use std::fmt::Debug;

use sha2::{Digest, Sha256};

use super::AdminError;

/// Something together with its revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Versioned<T> {
    /// What it is.
    pub value: T,
    /// To be given back with an edit.
    pub revision: String,
}

impl<T: Debug> Versioned<T> {
    /// The revision follows from the content: no column has to be kept in step with it, and it also changes with
    /// what belongs to the thing but stands in other tables. Another version of the program may write it
    /// differently; then an edit under way is refused once and shown again.
    pub(super) fn of(value: T) -> Self {
        let digest = Sha256::digest(format!("{value:?}").as_bytes());
        let revision = hex::encode(&digest[..12]);
        Self { value, revision }
    }

    /// Refuses an edit of something that is no longer as it was shown.
    pub(super) fn expect(self, revision: &str) -> Result<T, AdminError> {
        if self.revision == revision {
            Ok(self.value)
        } else {
            Err(AdminError::Stale)
        }
    }
}
