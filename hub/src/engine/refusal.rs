//! Why there is no answer.

use thiserror::Error;

use crate::access::Denied;
use crate::audit::AuditError;
use crate::check::Invalid;

/// Why there is no answer. The texts are in Italian, for the caller.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// Too many requests wait.
    #[error("Il servizio è momentaneamente sovraccarico: riprovare tra poco.")]
    Busy,
    /// The register or the trace cannot be used now.
    #[error("Il servizio non è al momento disponibile.")]
    Unavailable,
    /// The hub is shutting down.
    #[error("Il servizio è in chiusura.")]
    Stopping,
    /// A right is missing.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The request has no answer as it stands.
    #[error("{}", .0.text)]
    Invalid(#[from] Invalid),
}

impl From<AuditError> for Refusal {
    fn from(error: AuditError) -> Self {
        match error {
            AuditError::Busy => Self::Busy,
            AuditError::Unavailable | AuditError::Unsealed => Self::Unavailable,
            AuditError::Closed => Self::Stopping,
        }
    }
}

/// A journal number that has not been given yet has no answer that could be repeated.
pub(crate) const KNOWN_AT_AHEAD: Invalid = Invalid {
    field: "notoAl",
    text: "Il numero di giornale indicato non esiste ancora.",
};
