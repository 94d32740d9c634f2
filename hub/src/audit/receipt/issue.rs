//! Making receipts.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::claims::Claims;
use crate::audit::keys::{PublicKey, SigningKey};
use crate::audit::record::Recorded;

/// The type in the header of the JWS.
pub(super) const TYPE: &str = "ricevuta+jws";

/// A receipt as it is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Index in the log.
    pub index: i64,
    /// The signed part: a JWS in compact form.
    pub compact: String,
    /// With it whoever knows what was declared can show it; without it nobody can guess it.
    pub nonce: String,
}

/// Signs receipts. Signing takes some twenty microseconds, and the same record always gives the same receipt.
pub struct Receipts {
    origin: String,
    key: SigningKey,
    previous: Vec<PublicKey>,
    head: String,
}

impl Receipts {
    /// With the present key, and those that signed earlier.
    pub fn new(origin: String, key: SigningKey, previous: Vec<PublicKey>) -> Self {
        // The name is base64url: nothing in it needs escaping.
        let head = format!(
            r#"{{"alg":"EdDSA","kid":"{}","typ":"{TYPE}"}}"#,
            key.public().thumbprint()
        );
        Self {
            origin,
            key,
            previous,
            head: URL_SAFE_NO_PAD.encode(head),
        }
    }

    /// What the receipt of an answer says, and the nonce beside it; nothing for other acts, and for what is under seal.
    pub(super) fn claims(&self, recorded: &Recorded) -> Option<(Claims, String)> {
        Claims::of(&self.origin, recorded)
    }

    /// The receipt of an answer; nothing for other acts, and for what is under seal.
    pub fn issue(&self, recorded: &Recorded) -> Option<Receipt> {
        let (claims, nonce) = self.claims(recorded)?;
        let payload = serde_json::to_vec(&claims).ok()?;
        let mut compact = String::with_capacity(self.head.len() + payload.len() * 4 / 3 + 96);
        compact.push_str(&self.head);
        compact.push('.');
        URL_SAFE_NO_PAD.encode_string(payload, &mut compact);
        let signature = self.key.sign(compact.as_bytes());
        compact.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut compact);
        Some(Receipt {
            index: recorded.row.seq,
            compact,
            nonce,
        })
    }

    /// Every public key with which a receipt may be signed.
    pub fn keys(&self) -> Vec<PublicKey> {
        let mut keys = vec![self.key.public()];
        keys.extend(&self.previous);
        keys
    }

    /// The same as a set of JSON Web Keys.
    pub fn jwks(&self) -> Value {
        let keys: Vec<Value> = self.keys().into_iter().map(PublicKey::to_jwk).collect();
        json!({ "keys": keys })
    }
}
