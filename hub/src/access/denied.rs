//! Why a caller is refused. A refusal names the right that was missing, never whether a person exists.

use schema::codes::CheckKind;
use thiserror::Error;

use super::proof::Service;

/// Why a caller is refused. The texts are in Italian, for the caller.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Denied {
    /// No key, or one that is not of the form `ah_…_…`.
    #[error("Chiave di accesso mancante o non leggibile.")]
    NoKey,
    /// No such key: wrong, or never issued.
    #[error("Chiave di accesso non valida.")]
    UnknownKey,
    /// Its time is over.
    #[error("La chiave di accesso è scaduta.")]
    Expired,
    /// It was withdrawn.
    #[error("La chiave di accesso è stata revocata.")]
    Revoked,
    /// The entity may do nothing.
    #[error("L'ente non è abilitato.")]
    EntityDisabled,
    /// The key does not open this service.
    #[error("La chiave non è abilitata al servizio {}.", .0.label())]
    Service(Service),
    /// The key may not check this kind of declaration.
    #[error("La chiave non è abilitata alle verifiche di tipo «{}».", .0.label())]
    Kind(CheckKind),
    /// The key does not hold this Comune.
    #[error("La chiave non è abilitata per il Comune {0}.")]
    Comune(String),
    /// The keys cannot be read now.
    #[error("Il controllo degli accessi non è al momento disponibile.")]
    Unavailable,
}

impl Denied {
    /// A stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoKey => "CHIAVE_MANCANTE",
            Self::UnknownKey => "CHIAVE_NON_VALIDA",
            Self::Expired => "CHIAVE_SCADUTA",
            Self::Revoked => "CHIAVE_REVOCATA",
            Self::EntityDisabled => "ENTE_NON_ABILITATO",
            Self::Service(_) => "SERVIZIO_NON_CONCESSO",
            Self::Kind(_) => "TIPO_NON_CONCESSO",
            Self::Comune(_) => "COMUNE_NON_CONCESSO",
            Self::Unavailable => "ACCESSI_NON_DISPONIBILI",
        }
    }

    /// True if the caller was not recognised at all (HTTP 401); false if recognised but not allowed (403).
    pub const fn is_unauthenticated(&self) -> bool {
        matches!(
            self,
            Self::NoKey | Self::UnknownKey | Self::Expired | Self::Revoked
        )
    }
}
