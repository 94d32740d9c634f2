//! Work on the store, away from the threads that serve, and never more of it at once than there is room for.

use std::sync::Arc;
use std::time::Duration;

use schema::db::{Db, Pool, TxError};
use tokio::sync::Semaphore;

use super::error::IdentityError;
use crate::audit::AuditError;

/// Works at once: sign-ins leave connections to the administration.
const AT_ONCE: usize = 2;
/// Works that may wait.
const WAITING: usize = 64;
/// How long a connection is waited for.
const CONNECT_WITHIN: Duration = Duration::from_secs(2);

/// Does the work.
pub struct Desk {
    pool: Pool,
    seats: Arc<Semaphore>,
    places: Arc<Semaphore>,
}

impl Desk {
    pub fn new(pool: Pool) -> Self {
        Self {
            pool,
            seats: Arc::new(Semaphore::new(AT_ONCE)),
            places: Arc::new(Semaphore::new(AT_ONCE + WAITING)),
        }
    }

    /// Runs it; 503 at once if too much waits.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Db) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, IdentityError> {
        let place = Arc::clone(&self.places)
            .try_acquire_owned()
            .map_err(|_| IdentityError::Busy)?;
        let seat = Arc::clone(&self.seats)
            .acquire_owned()
            .await
            .map_err(|_| IdentityError::Unavailable)?;
        let pool = self.pool.clone();
        let done = tokio::task::spawn_blocking(move || {
            let _held = (place, seat);
            let mut conn = pool.get_timeout(CONNECT_WITHIN).map_err(|error| {
                tracing::error!(%error, "no connection to the store of credentials");
                IdentityError::Unavailable
            })?;
            work(&mut conn).map_err(IdentityError::from)
        });
        done.await.map_err(|_| IdentityError::Unavailable)?
    }
}

/// What a work ends with: a refusal, or a failure of the store, which a transaction may repeat.
#[derive(Debug)]
pub enum Failure {
    Refused(IdentityError),
    Store(diesel::result::Error),
}

impl From<diesel::result::Error> for Failure {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error)
    }
}

impl From<IdentityError> for Failure {
    fn from(error: IdentityError) -> Self {
        Self::Refused(error)
    }
}

impl From<AuditError> for Failure {
    fn from(error: AuditError) -> Self {
        Self::Refused(error.into())
    }
}

impl From<Failure> for IdentityError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(error) => error,
            Failure::Store(error) => error.into(),
        }
    }
}

impl TxError for Failure {
    fn database(&self) -> Option<&diesel::result::Error> {
        match self {
            Self::Store(error) => Some(error),
            Self::Refused(_) => None,
        }
    }
}
