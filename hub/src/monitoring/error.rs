//! Why the trace is not shown.

use thiserror::Error;

use crate::audit::AuditError;

/// Why the trace is not shown.
#[derive(Debug, Error)]
pub enum MonitoringError {
    /// The role does not see this.
    #[error("Il ruolo non è abilitato a questa consultazione.")]
    Denied,
    /// A period that is no period, or longer than what is counted at once.
    #[error("Il periodo non è valido: {0}")]
    Period(&'static str),
    /// No connection.
    #[error("no database connection: {0}")]
    Pool(#[from] diesel::r2d2::PoolError),
    /// The database failed.
    #[error("database: {0}")]
    Database(#[from] diesel::result::Error),
    /// The look could not be recorded, so nothing is shown.
    #[error(transparent)]
    Audit(#[from] AuditError),
    /// CSV could not be written.
    #[error("csv: {0}")]
    Csv(#[from] ::csv::Error),
}
