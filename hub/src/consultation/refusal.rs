//! Why a consultation has no answer.

use thiserror::Error;

use crate::access::Denied;
use crate::audit::AuditError;
use crate::check::Invalid;

/// Why there is no answer. The texts are in Italian, for the caller.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ConsultationRefusal {
    /// The request has no answer as it stands.
    #[error("{}", .0.text)]
    Invalid(#[from] Invalid),
    /// A right is missing.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// More people live at the address than may be shown.
    #[error("All'indirizzo risultano troppe persone: indicare anche la scala o l'interno.")]
    TooMany,
    /// Nothing of that number that this caller may see again.
    #[error("Non c'è una consultazione con questo numero che si possa rivedere: ripeterla.")]
    NotFound,
    /// Too much waits for the trace.
    #[error("Il servizio è momentaneamente sovraccarico: riprovare tra poco.")]
    Busy,
    /// The register or the trace cannot be used now.
    #[error("Il servizio non è al momento disponibile.")]
    Unavailable,
}

impl ConsultationRefusal {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Invalid(_) => "RICHIESTA_NON_VALIDA",
            Self::Denied(denied) => denied.code(),
            Self::TooMany => "TROPPE_PERSONE",
            Self::NotFound => "CONSULTAZIONE_INESISTENTE",
            Self::Busy => "SERVIZIO_SOVRACCARICO",
            Self::Unavailable => "SERVIZIO_NON_DISPONIBILE",
        }
    }

    /// The store failed: the cause goes to the log.
    pub(super) fn away(error: &dyn std::fmt::Display) -> Self {
        tracing::error!(%error, "a consultation cannot be answered");
        Self::Unavailable
    }
}

impl From<AuditError> for ConsultationRefusal {
    fn from(error: AuditError) -> Self {
        match error {
            AuditError::Busy => Self::Busy,
            AuditError::Unavailable | AuditError::Unsealed | AuditError::Closed => {
                Self::Unavailable
            }
        }
    }
}
