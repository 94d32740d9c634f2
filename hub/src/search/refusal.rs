//! Why a search has no answer.

use thiserror::Error;

use super::query::Invalid;
use crate::access::Denied;
use crate::audit::AuditError;

/// Why there is no answer. The texts are in Italian, for the caller.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SearchRefusal {
    /// The search has no answer as it stands: everything that is wrong with it.
    #[error("La ricerca non è valida: {}", listed(.0))]
    Invalid(Vec<Invalid>),
    /// A right is missing.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// More people fit than may be shown.
    #[error(
        "La ricerca trova più di {0} persone: aggiungere altri elementi, per esempio la data di nascita, il Comune o la via."
    )]
    TooMany(u32),
    /// The index is being built.
    #[error("L'indice di ricerca è in preparazione: riprovare tra qualche minuto.")]
    Preparing,
    /// Too much waits for the trace.
    #[error("Il servizio è momentaneamente sovraccarico: riprovare tra poco.")]
    Busy,
    /// The register, the index or the trace cannot be used now.
    #[error("Il servizio non è al momento disponibile.")]
    Unavailable,
}

fn listed(invalid: &[Invalid]) -> String {
    let all: Vec<String> = invalid.iter().map(ToString::to_string).collect();
    all.join("; ")
}

impl SearchRefusal {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Invalid(_) => "RICERCA_NON_VALIDA",
            Self::Denied(denied) => denied.code(),
            Self::TooMany(_) => "TROPPI_RISULTATI",
            Self::Preparing => "INDICE_IN_PREPARAZIONE",
            Self::Busy => "SERVIZIO_SOVRACCARICO",
            Self::Unavailable => "SERVIZIO_NON_DISPONIBILE",
        }
    }
}

impl From<AuditError> for SearchRefusal {
    fn from(error: AuditError) -> Self {
        match error {
            AuditError::Busy => Self::Busy,
            AuditError::Unavailable | AuditError::Unsealed | AuditError::Closed => {
                Self::Unavailable
            }
        }
    }
}
