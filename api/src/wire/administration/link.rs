//! Moves between offices, and their history.

use hub::administration::{LinkInfo, MoveInput};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Un periodo di un utente in un ufficio.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Legame)]
pub struct LinkBody {
    /// Numero dell'ufficio.
    #[serde(rename = "ufficio")]
    pub office_id: i64,
    /// Nome dell'ufficio.
    #[serde(rename = "nomeUfficio")]
    pub office: String,
    /// Da quando.
    #[serde(rename = "dal")]
    pub from: String,
    /// Fino a quando; manca per quello presente.
    #[serde(rename = "al")]
    pub until: Option<String>,
    /// Numero dell'utente che l'ha disposto; 0: dalla riga di comando.
    #[serde(rename = "disposto")]
    pub moved_by: i64,
    /// Motivo.
    #[serde(rename = "motivo")]
    pub reason: String,
}

impl From<LinkInfo> for LinkBody {
    fn from(info: LinkInfo) -> Self {
        Self {
            office_id: info.row.office_id,
            office: info.office,
            from: info.row.from_at.and_utc().to_rfc3339(),
            until: info.row.to_at.map(|at| at.and_utc().to_rfc3339()),
            moved_by: info.row.moved_by,
            reason: info.row.reason,
        }
    }
}

/// Lo spostamento di utenti in un altro ufficio dello stesso ente: tutti o nessuno.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Spostamento)]
pub struct MoveBody {
    /// Numeri degli utenti.
    #[serde(rename = "utenti", default)]
    pub users: Vec<i64>,
    /// In alternativa: tutti quelli di questo ufficio.
    #[serde(rename = "daUfficio", default)]
    pub from_office: Option<i64>,
    /// Ufficio di arrivo.
    #[serde(rename = "ufficio")]
    pub office_id: i64,
    /// Motivo.
    #[serde(rename = "motivo")]
    pub reason: String,
}

impl From<MoveBody> for MoveInput {
    fn from(body: MoveBody) -> Self {
        Self {
            users: body.users,
            from_office: body.from_office,
            office_id: body.office_id,
            reason: body.reason,
        }
    }
}

/// Quanti utenti sono stati spostati.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Spostati)]
pub struct MovedBody {
    /// Quanti.
    #[serde(rename = "spostati")]
    pub moved: usize,
}
