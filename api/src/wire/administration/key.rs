//! Keys of applications.

use hub::access::CreatedKey;
use hub::administration::{IssuedKey, KeyInput};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Una chiave, senza la parte segreta.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Chiave)]
pub struct KeyBody {
    /// Numero.
    pub id: i64,
    /// Parte pubblica.
    #[serde(rename = "prefisso")]
    pub prefix: String,
    /// Emessa.
    #[serde(rename = "emessa")]
    pub created_at: String,
    /// Da quando non vale più.
    #[serde(rename = "scadenza")]
    pub expires_at: String,
    /// Revocata.
    #[serde(rename = "revocata")]
    pub revoked_at: Option<String>,
    /// Né scaduta né revocata.
    #[serde(rename = "inVigore")]
    pub in_force: bool,
}

impl From<IssuedKey> for KeyBody {
    fn from(key: IssuedKey) -> Self {
        Self {
            id: key.id,
            prefix: key.prefix,
            created_at: key.created_at.and_utc().to_rfc3339(),
            expires_at: key.expires_at.and_utc().to_rfc3339(),
            revoked_at: key.revoked_at.map(|at| at.and_utc().to_rfc3339()),
            in_force: key.in_force,
        }
    }
}

/// La richiesta di una chiave.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NuovaChiave)]
pub struct KeyInBody {
    /// Ultimo giorno, `AAAA-MM-GG`; se manca, un anno.
    #[serde(rename = "al", default)]
    pub until: Option<String>,
}

impl From<KeyInBody> for KeyInput {
    fn from(body: KeyInBody) -> Self {
        Self {
            until: body.until.unwrap_or_default(),
        }
    }
}

/// Una chiave appena emessa: si vede solo adesso.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ChiaveEmessa)]
pub struct NewKeyBody {
    /// Numero.
    pub id: i64,
    /// Parte pubblica.
    #[serde(rename = "prefisso")]
    pub prefix: String,
    /// La chiave intera.
    #[serde(rename = "chiave")]
    pub text: String,
}

impl From<CreatedKey> for NewKeyBody {
    fn from(key: CreatedKey) -> Self {
        Self {
            id: key.id,
            prefix: key.prefix,
            text: key.text,
        }
    }
}
