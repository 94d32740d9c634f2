//! Errors of the token endpoint (RFC 6749, 5.2). Descriptions hold plain ASCII only, as the standard wants.

use thiserror::Error;

use crate::identity::IdentityError;

/// Why there is no token.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum OAuthError {
    /// A parameter is missing, or repeated, or cannot be read.
    #[error("{0}")]
    Request(&'static str),
    /// Not the one grant that there is.
    #[error("Il solo grant_type ammesso e' client_credentials.")]
    GrantType,
    /// The client is not recognised. Unknown client, unknown key and wrong signature are told alike.
    #[error("{0}")]
    Client(&'static str),
    /// No purpose.
    #[error("Manca la finalita (parametro finalita, o scope), al massimo di 500 caratteri.")]
    Scope,
    /// The hub cannot say now.
    #[error(transparent)]
    Identity(#[from] IdentityError),
}

impl OAuthError {
    /// The standard's code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Request(_) => "invalid_request",
            Self::GrantType => "unsupported_grant_type",
            Self::Client(_) => "invalid_client",
            Self::Scope => "invalid_scope",
            Self::Identity(_) => "temporarily_unavailable",
        }
    }
}
