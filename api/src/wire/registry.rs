//! The log of the trace, as anybody sees it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hub::audit::LogKeys;
use hub::audit::keys::PublicKey;
use hub::audit::receipt::Receipts;
use hub::audit::tree::Hash;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Di quale voce, in quale stato del registro.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct InclusionQuery {
    /// Indice della voce.
    #[serde(rename = "indice")]
    pub index: u64,
    /// Numero delle voci, come nel checkpoint.
    #[serde(rename = "dimensione")]
    pub size: u64,
}

/// Tra quali stati del registro.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ConsistencyQuery {
    /// Numero delle voci del checkpoint più vecchio.
    #[serde(rename = "da")]
    pub from: u64,
    /// Numero delle voci del checkpoint più recente.
    #[serde(rename = "a")]
    pub to: u64,
}

/// Una prova.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ProvaRegistro)]
pub struct ProofBody {
    /// Gli hash, dal basso, in base64.
    #[serde(rename = "percorso")]
    pub path: Vec<String>,
}

impl ProofBody {
    /// The proof.
    pub fn new(path: &[Hash]) -> Self {
        Self {
            path: path.iter().map(|hash| STANDARD.encode(hash)).collect(),
        }
    }
}

/// Le chiavi pubbliche del registro.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ChiaviRegistro)]
pub struct KeysBody {
    /// Nome del registro.
    #[serde(rename = "origine")]
    pub origin: String,
    /// Chiave che firma i checkpoint, nella forma `nome+identificativo+chiave`.
    #[serde(rename = "registro")]
    pub log: String,
    /// Chiavi che hanno firmato i checkpoint in passato.
    #[serde(rename = "precedenti")]
    pub previous: Vec<String>,
    /// Chiavi dei testimoni riconosciuti.
    #[serde(rename = "testimoni")]
    pub witnesses: Vec<String>,
    /// Chiavi che firmano le ricevute, PEM; quella in uso per prima.
    #[serde(rename = "ricevute")]
    pub receipts: Vec<String>,
}

impl KeysBody {
    /// The keys.
    pub fn of(log: &LogKeys, receipts: &Receipts) -> Self {
        let texts = |keys: &[hub::audit::note::NoteKey]| -> Vec<String> {
            keys.iter().map(ToString::to_string).collect()
        };
        Self {
            origin: log.origin.clone(),
            log: log.key().to_string(),
            previous: texts(&log.previous),
            witnesses: texts(&log.witnesses),
            receipts: receipts.keys().into_iter().map(PublicKey::to_pem).collect(),
        }
    }
}

/// Le controfirme accolte.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ControfirmeAccolte)]
pub struct CosignedBody {
    /// I testimoni.
    #[serde(rename = "testimoni")]
    pub witnesses: Vec<String>,
}
