//! A receipt with what proves it, as a file.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::audit::tree::Hash;

/// A receipt that can be verified without asking anybody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptFile {
    /// The receipt.
    pub ricevuta: String,
    /// The nonce of what was declared.
    #[serde(rename = "nonceDichiarato", default)]
    pub nonce: String,
    /// That its record is in the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prova: Option<Proof>,
}

/// Inclusion of a leaf in the tree of a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// Index of the leaf.
    pub indice: u64,
    /// Hashes from the leaf up, base64.
    pub percorso: Vec<String>,
    /// The signed note.
    pub checkpoint: String,
}

impl Proof {
    /// A proof to be written.
    pub fn new(index: u64, path: &[Hash], checkpoint: String) -> Self {
        Self {
            indice: index,
            percorso: path.iter().map(|hash| STANDARD.encode(hash)).collect(),
            checkpoint,
        }
    }

    /// The hashes; nothing if one is none.
    pub fn path(&self) -> Option<Vec<Hash>> {
        self.percorso
            .iter()
            .map(|text| STANDARD.decode(text).ok()?.try_into().ok())
            .collect()
    }
}

impl ReceiptFile {
    /// Reads a file: the JSON, or the receipt alone in compact form.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.starts_with('{') {
            return serde_json::from_str(text).ok();
        }
        let compact = text.split_once('#').map_or(text, |(_, compact)| compact);
        Some(Self {
            ricevuta: compact.to_owned(),
            nonce: String::new(),
            prova: None,
        })
    }
}
