//! Why a supply could not be taken or loaded.

use std::io;

use schema::db::TxError;
use thiserror::Error;

use crate::record::Anomaly;

/// Why the loader could not do what it was asked.
#[derive(Debug, Error)]
pub enum LoadError {
    /// The supply is not taken; the anomaly's code (`F…`) says why.
    #[error("supply refused: {} {} {}", .0.code, .0.field, .0.value)]
    Refused(Anomaly),
    /// The database failed.
    #[error("database: {0}")]
    Database(#[from] diesel::result::Error),
    /// No connection.
    #[error("no database connection: {0}")]
    Pool(#[from] diesel::r2d2::PoolError),
    /// The inbox, or the body that is being received, failed.
    #[error("inbox: {0}")]
    Io(#[from] io::Error),
    /// There is no such supply.
    #[error("there is no supply {0}")]
    NoSuchSupply(i64),
    /// The file of the supply is not in this node's inbox.
    #[error("the file of supply {0} is not in the inbox")]
    FileMissing(i64),
    /// The supply left no absences unsure, or another one of its Comune has been applied since.
    #[error("supply {0} has no absences to confirm")]
    NothingToConfirm(i64),
    /// Another node went on with this supply.
    #[error("supply {0} is being loaded elsewhere")]
    Elsewhere(i64),
    /// The loader was asked to stop; it goes on from there when asked again.
    #[error("stopped")]
    Stopped,
}

impl TxError for LoadError {
    fn database(&self) -> Option<&diesel::result::Error> {
        match self {
            Self::Database(error) => Some(error),
            _ => None,
        }
    }
}
