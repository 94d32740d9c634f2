//! A receipt with its proof, as it is downloaded.

use hub::audit::receipt::{Proof, ReceiptFile};
use serde::Serialize;
use utoipa::ToSchema;

/// Una ricevuta con la prova che sta nel registro: si verifica senza rete (docs/receipts.md).
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Ricevuta)]
pub struct ReceiptBody {
    /// La ricevuta: JWS in forma compatta, firmata con EdDSA.
    #[serde(rename = "ricevuta")]
    pub compact: String,
    /// Il valore che, con le dichiarazioni, dà l'impronta `dichiarato` della ricevuta.
    #[serde(rename = "nonceDichiarato")]
    pub nonce: String,
    /// La prova.
    #[serde(rename = "prova")]
    pub proof: ReceiptProofBody,
}

/// La prova che la voce della ricevuta sta nel registro.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ProvaRicevuta)]
pub struct ReceiptProofBody {
    /// Indice della voce.
    #[serde(rename = "indice")]
    pub index: u64,
    /// Gli hash, dal basso, in base64 (RFC 6962).
    #[serde(rename = "percorso")]
    pub path: Vec<String>,
    /// Il checkpoint firmato, con le controfirme.
    pub checkpoint: String,
}

impl ReceiptBody {
    /// The file as it is written; `None` if it has no proof.
    pub fn of(file: ReceiptFile) -> Option<Self> {
        let Proof {
            indice,
            percorso,
            checkpoint,
        } = file.prova?;
        Some(Self {
            compact: file.ricevuta,
            nonce: file.nonce,
            proof: ReceiptProofBody {
                index: indice,
                path: percorso,
                checkpoint,
            },
        })
    }
}
