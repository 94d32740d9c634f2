//! What is told of a user's credentials.

use hub::identity::{OneTime, SessionInfo};
use serde::Serialize;
use utoipa::ToSchema;

/// Una password monouso: si vede solo adesso.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PasswordMonouso)]
pub struct OneTimeBody {
    /// La password.
    pub password: String,
    /// Da quando non vale più.
    #[serde(rename = "scadenza")]
    pub expires_at: String,
}

impl From<OneTime> for OneTimeBody {
    fn from(given: OneTime) -> Self {
        Self {
            password: given.password,
            expires_at: given.expires_at.and_utc().to_rfc3339(),
        }
    }
}

/// Una sessione in corso di un utente.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SessioneUtente)]
pub struct SignedInBody {
    /// Inizio.
    #[serde(rename = "inizio")]
    pub created_at: String,
    /// Ultimo uso.
    #[serde(rename = "ultimoUso")]
    pub seen_at: String,
    /// Indirizzo da cui è stata aperta.
    #[serde(rename = "rete")]
    pub network: String,
}

impl From<SessionInfo> for SignedInBody {
    fn from(info: SessionInfo) -> Self {
        Self {
            created_at: info.created_at.and_utc().to_rfc3339(),
            seen_at: info.seen_at.and_utc().to_rfc3339(),
            network: info.network,
        }
    }
}
