//! Verifying a receipt with nothing but keys: no network, no store.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use thiserror::Error;

use super::claims::{Claims, opening};
use super::file::ReceiptFile;
use super::issue::TYPE;
use crate::audit::checkpoint::Checkpoint;
use crate::audit::keys::PublicKey;
use crate::audit::note::{Note, NoteKey, Signed};
use crate::audit::tree::{leaf, verify_inclusion};

/// Why a receipt is not good. The texts are for people, hence in Italian.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BadReceipt {
    /// It is no receipt.
    #[error("il file non contiene una ricevuta leggibile")]
    Unreadable,
    /// A JWS, but not a receipt of a hub.
    #[error("il documento firmato non è una ricevuta di Anagrafe Hub")]
    OtherType,
    /// Signed with a key that was not given.
    #[error("la ricevuta è firmata con una chiave diversa da quelle indicate")]
    OtherKey,
    /// The signature does not hold.
    #[error("la firma della ricevuta non è valida: il contenuto è stato alterato")]
    Forged,
    /// The proof cannot be read.
    #[error("la prova di inclusione o il checkpoint non sono leggibili")]
    BadProof,
    /// No key of the log signed the checkpoint.
    #[error("il checkpoint non è firmato dalla chiave del registro indicata")]
    CheckpointKey,
    /// The checkpoint's signature does not hold.
    #[error("la firma del checkpoint non è valida")]
    CheckpointForged,
    /// It is a checkpoint of another log.
    #[error("il checkpoint è di un altro registro")]
    OtherLog,
    /// The proof is for another index.
    #[error("la prova riguarda un'altra posizione del registro")]
    OtherIndex,
    /// The record is not in the tree.
    #[error("la prova di inclusione non regge: la ricevuta non risulta in questo registro")]
    NotIncluded,
    /// A witness's signature does not hold.
    #[error("una controfirma del checkpoint non è valida")]
    WitnessForged,
    /// What was declared is something else.
    #[error("le dichiarazioni indicate non sono quelle della ricevuta")]
    OtherDeclared,
    /// It cannot be said what was declared.
    #[error("il file non contiene il nonce: le dichiarazioni non si possono confrontare")]
    NoNonce,
}

/// What a receipt is verified against.
#[derive(Clone, Debug, Default)]
pub struct Expected {
    /// Keys that sign receipts.
    pub receipt_keys: Vec<PublicKey>,
    /// Keys that sign checkpoints; none: the proof is not looked at.
    pub log_keys: Vec<NoteKey>,
    /// Keys of witnesses.
    pub witnesses: Vec<NoteKey>,
    /// Digest (hex) of what is said to have been declared.
    pub declared: Option<String>,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// What the receipt says.
    pub claims: Claims,
    /// The key that signed it.
    pub key: String,
    /// The checkpoint in whose tree it is, if that was looked at.
    pub checkpoint: Option<Checkpoint>,
    /// Witnesses whose signature holds, with its time.
    pub witnesses: Vec<(String, u64)>,
    /// What was declared was compared, and is the same.
    pub declared: bool,
}

/// Verifies.
pub fn verify(file: &ReceiptFile, expected: &Expected) -> Result<Verified, BadReceipt> {
    let (claims, key) = signed_claims(&file.ricevuta, &expected.receipt_keys)?;
    let mut verified = Verified {
        claims,
        key,
        checkpoint: None,
        witnesses: Vec::new(),
        declared: false,
    };
    if !expected.log_keys.is_empty() {
        prove(file, expected, &mut verified)?;
    }
    if let Some(declared) = &expected.declared {
        if file.nonce.is_empty() {
            return Err(BadReceipt::NoNonce);
        }
        if opening(&file.nonce, declared).as_deref() != Some(&verified.claims.dichiarato) {
            return Err(BadReceipt::OtherDeclared);
        }
        verified.declared = true;
    }
    Ok(verified)
}

fn signed_claims(compact: &str, keys: &[PublicKey]) -> Result<(Claims, String), BadReceipt> {
    use BadReceipt::{Forged, OtherKey, OtherType, Unreadable};
    let (message, signature) = compact.rsplit_once('.').ok_or(Unreadable)?;
    let (head, payload) = message.split_once('.').ok_or(Unreadable)?;
    let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| Unreadable);
    let head: Value = serde_json::from_slice(&decode(head)?).map_err(|_| Unreadable)?;
    let payload = decode(payload)?;
    let signature = decode(signature)?;
    // The algorithm is ours to choose, not the document's.
    if head.get("alg") != Some(&"EdDSA".into()) || head.get("typ") != Some(&TYPE.into()) {
        return Err(OtherType);
    }
    let kid = head.get("kid").and_then(Value::as_str).ok_or(Unreadable)?;
    let key = keys
        .iter()
        .find(|key| key.thumbprint() == kid)
        .ok_or(OtherKey)?;
    if !key.verifies(message.as_bytes(), &signature) {
        return Err(Forged);
    }
    let claims = serde_json::from_slice(&payload).map_err(|_| Unreadable)?;
    Ok((claims, kid.to_owned()))
}

fn prove(
    file: &ReceiptFile,
    expected: &Expected,
    verified: &mut Verified,
) -> Result<(), BadReceipt> {
    let proof = file.prova.as_ref().ok_or(BadReceipt::BadProof)?;
    let path = proof.path().ok_or(BadReceipt::BadProof)?;
    let note = Note::parse(&proof.checkpoint).map_err(|_| BadReceipt::BadProof)?;
    let checkpoint = Checkpoint::parse(&note.text).map_err(|_| BadReceipt::BadProof)?;
    let judged: Vec<Signed> = expected
        .log_keys
        .iter()
        .map(|key| key.judge(&note))
        .collect();
    if judged.contains(&Signed::Forged) {
        return Err(BadReceipt::CheckpointForged);
    }
    if !judged.contains(&Signed::Yes { at: 0 }) {
        return Err(BadReceipt::CheckpointKey);
    }
    let claims = &verified.claims;
    if checkpoint.origin != claims.iss {
        return Err(BadReceipt::OtherLog);
    }
    if u64::try_from(claims.indice) != Ok(proof.indice) {
        return Err(BadReceipt::OtherIndex);
    }
    let commitment = claims.commitment().ok_or(BadReceipt::Unreadable)?;
    if !verify_inclusion(
        &leaf(&commitment),
        proof.indice,
        checkpoint.size,
        &path,
        &checkpoint.root,
    ) {
        return Err(BadReceipt::NotIncluded);
    }
    for witness in &expected.witnesses {
        match witness.judge(&note) {
            Signed::Yes { at } => verified.witnesses.push((witness.name.clone(), at)),
            Signed::Forged => return Err(BadReceipt::WitnessForged),
            Signed::Not => {}
        }
    }
    verified.checkpoint = Some(checkpoint);
    Ok(())
}
