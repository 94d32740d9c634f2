//! Why something was not done.

use diesel::result::Error;
use schema::db::TxError;
use thiserror::Error;

use crate::audit::AuditError;

/// One wrong field, named as the API names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// Path of the field: `concessioni[2].campi`.
    pub field: String,
    /// Stable code.
    pub code: &'static str,
    /// What is wrong, in Italian.
    pub text: String,
}

/// Why something was not done.
#[derive(Debug, Error)]
pub enum AdminError {
    /// It does not exist, or is out of reach: nobody can tell which.
    #[error("no such thing within reach")]
    NotFound,
    /// It can be seen, but this is not for that role, or not for that user.
    #[error("{text}")]
    Refused {
        /// Stable code.
        code: &'static str,
        /// In Italian.
        text: String,
    },
    /// Wrong fields, all of them.
    #[error("some fields are wrong")]
    Invalid(Vec<FieldError>),
    /// Somebody changed it since it was shown.
    #[error("it was changed since it was shown")]
    Stale,
    /// The trace could not be written, so nothing was changed.
    #[error(transparent)]
    Trace(#[from] AuditError),
    /// No connection.
    #[error("no database connection: {0}")]
    Pool(#[from] diesel::r2d2::PoolError),
    /// The database failed.
    #[error("database: {0}")]
    Database(#[from] Error),
    /// The operating system gave no randomness.
    #[error("no randomness: {0}")]
    Entropy(#[from] std::io::Error),
}

impl AdminError {
    /// One wrong field.
    pub(super) fn field(field: &str, code: &'static str, text: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError {
            field: field.to_owned(),
            code,
            text: text.into(),
        }])
    }

    /// Whoever shuts themselves out could not let themselves in again.
    pub(super) fn oneself() -> Self {
        Self::Refused {
            code: "SU_SE_STESSI",
            text: "Nessuno può disabilitare o modificare i propri diritti, il proprio ufficio o il proprio ente."
                .to_owned(),
        }
    }
}

impl TxError for AdminError {
    fn database(&self) -> Option<&Error> {
        match self {
            Self::Database(error) => Some(error),
            _ => None,
        }
    }
}
