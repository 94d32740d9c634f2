//! What a receipt says. The names are part of the signed format, hence Italian, as the public interface is.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::audit::record::{Recorded, salt_bytes, timestamp};
use schema::codes::ActKind;
use schema::date::Day;

const NONCE_DOMAIN: &[u8] = b"anagrafe-hub/ricevuta/nonce/v1\n";
const DECLARED_DOMAIN: &[u8] = b"anagrafe-hub/ricevuta/dichiarato/v1\n";

/// The content of a receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// The hub: the origin of its log.
    pub iss: String,
    /// When it was answered, seconds since 1970.
    pub iat: i64,
    /// The same to the microsecond.
    pub istante: String,
    /// Index in the log, and id of the receipt.
    pub indice: i64,
    /// The hub's id of the request.
    pub richiesta: String,
    /// Number of the entity that asked.
    pub ente: i64,
    /// Service.
    pub servizio: String,
    /// What was answered to each declaration.
    pub esiti: Vec<OutcomeClaim>,
    /// The day for which it was answered.
    #[serde(rename = "dataRiferimento")]
    pub reference_day: String,
    /// The journal number at which it was answered.
    #[serde(rename = "notoAl")]
    pub known_at: i64,
    /// Digest of what was declared about whom, behind a nonce that is not in the receipt; empty if not kept.
    pub dichiarato: String,
    /// The commitment to the record: the data of the leaf.
    pub impegno: String,
}

/// What was answered to one declaration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutcomeClaim {
    /// Kind of declaration.
    pub tipo: String,
    /// S, N or A.
    pub esito: String,
    /// Why A.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub motivo: Option<String>,
}

impl Claims {
    /// The claims of a record, and the nonce behind which what was declared hides. Only an answer in the clear has any.
    pub fn of(origin: &str, recorded: &Recorded) -> Option<(Self, String)> {
        let row = &recorded.row;
        if row.act != ActKind::Answer.code() || !row.sealed.is_empty() {
            return None;
        }
        let nonce = nonce(&salt_bytes(&row.salt)?);
        let declared = hex::decode(&row.declared).ok()?;
        let claims = Self {
            iss: origin.to_owned(),
            iat: row.at.and_utc().timestamp(),
            istante: timestamp(row.at),
            indice: row.seq,
            richiesta: row.request_id.clone(),
            ente: row.entity_id,
            servizio: row.service.clone(),
            esiti: outcomes(&row.outcome),
            reference_day: Day(row.reference_day).iso(),
            known_at: row.known_at,
            dichiarato: if declared.is_empty() {
                String::new()
            } else {
                URL_SAFE_NO_PAD.encode(hidden(&nonce, &declared))
            },
            impegno: URL_SAFE_NO_PAD.encode(recorded.commitment),
        };
        Some((claims, URL_SAFE_NO_PAD.encode(nonce)))
    }

    /// The data of the leaf.
    pub fn commitment(&self) -> Option<[u8; 32]> {
        URL_SAFE_NO_PAD.decode(&self.impegno).ok()?.try_into().ok()
    }
}

/// The claim `dichiarato` of what has that digest (hex) behind that nonce; nothing if either is no such thing.
pub fn opening(nonce: &str, declared: &str) -> Option<String> {
    let nonce: [u8; 16] = URL_SAFE_NO_PAD.decode(nonce).ok()?.try_into().ok()?;
    let declared = hex::decode(declared).ok()?;
    Some(URL_SAFE_NO_PAD.encode(hidden(&nonce, &declared)))
}

/// Follows from the salt, so that the receipt can be made again, and does not give the salt away.
fn nonce(salt: &[u8; 16]) -> [u8; 16] {
    let mut hash = Sha256::new();
    hash.update(NONCE_DOMAIN);
    hash.update(salt);
    let mut nonce = [0; 16];
    nonce.copy_from_slice(&hash.finalize()[..16]);
    nonce
}

fn hidden(nonce: &[u8; 16], declared: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(DECLARED_DOMAIN);
    hash.update(nonce);
    hash.update(declared);
    hash.finalize().into()
}

/// `KIND=S,KIND=A:REASON`, as the trace writes it.
fn outcomes(text: &str) -> Vec<OutcomeClaim> {
    text.split(',')
        .filter_map(|part| part.split_once('='))
        .map(|(kind, outcome)| {
            let (outcome, reason) = match outcome.split_once(':') {
                Some((outcome, reason)) => (outcome, Some(reason.to_owned())),
                None => (outcome, None),
            };
            OutcomeClaim {
                tipo: kind.to_owned(),
                esito: outcome.to_owned(),
                motivo: reason,
            }
        })
        .collect()
}
