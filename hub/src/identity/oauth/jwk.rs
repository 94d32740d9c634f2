//! Public keys of applications (RFC 7517): Ed25519, P-256, RSA from 2048 bits.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents,
    UnparsedPublicKey,
};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use thiserror::Error;

/// Bytes of the modulus of an RSA key, least and most.
const RSA_BYTES: std::ops::RangeInclusive<usize> = 256..=1024;

/// Why a key cannot be registered. In Italian, for whoever registers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum KeyFault {
    /// Not a JSON object with the members of a key.
    #[error("la chiave non è un JWK leggibile")]
    Unreadable,
    /// A private key: it belongs to the application alone.
    #[error("il JWK contiene la parte privata della chiave: registrare solo quella pubblica")]
    Private,
    /// Another kind of key.
    #[error("sono ammesse chiavi Ed25519 (EdDSA), P-256 (ES256) e RSA da 2048 bit (RS256)")]
    Kind,
    /// It says of itself that it is for something else.
    #[error("il JWK dichiara un uso o un algoritmo diverso da quello della chiave")]
    Use,
}

/// A public key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PublicKey {
    /// Ed25519.
    Ed25519(Vec<u8>),
    /// A point of P-256, uncompressed.
    P256(Vec<u8>),
    /// RSA.
    Rsa {
        /// Modulus.
        n: Vec<u8>,
        /// Exponent.
        e: Vec<u8>,
    },
}

impl PublicKey {
    /// Reads a JWK.
    pub fn parse(text: &str) -> Result<Self, KeyFault> {
        let value: Value = serde_json::from_str(text).map_err(|_| KeyFault::Unreadable)?;
        let members = value.as_object().ok_or(KeyFault::Unreadable)?;
        if ["d", "p", "q", "dp", "dq", "qi", "oth", "k"]
            .iter()
            .any(|name| members.contains_key(*name))
        {
            return Err(KeyFault::Private);
        }
        let key = Self::of(members)?;
        let says = |name: &str, expected: &str| {
            members
                .get(name)
                .is_none_or(|said| said.as_str() == Some(expected))
        };
        if says("use", "sig") && says("alg", key.algorithm()) {
            Ok(key)
        } else {
            Err(KeyFault::Use)
        }
    }

    fn of(members: &Map<String, Value>) -> Result<Self, KeyFault> {
        let text = |name: &str| members.get(name).and_then(Value::as_str);
        let bytes = |name: &str| {
            text(name)
                .and_then(|text| URL_SAFE_NO_PAD.decode(text).ok())
                .ok_or(KeyFault::Unreadable)
        };
        match (text("kty"), text("crv")) {
            (Some("OKP"), Some("Ed25519")) => {
                let x = bytes("x")?;
                (x.len() == 32).then_some(Self::Ed25519(x))
            }
            (Some("EC"), Some("P-256")) => {
                let (x, y) = (bytes("x")?, bytes("y")?);
                (x.len() == 32 && y.len() == 32).then(|| Self::P256([&[4][..], &x, &y].concat()))
            }
            (Some("RSA"), _) => {
                let trimmed = |mut bytes: Vec<u8>| {
                    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
                    bytes.split_off(zeros)
                };
                let (n, e) = (trimmed(bytes("n")?), trimmed(bytes("e")?));
                let sound = RSA_BYTES.contains(&n.len()) && e == [1, 0, 1];
                sound.then_some(Self::Rsa { n, e })
            }
            (Some(_), _) => None,
            (None, _) => return Err(KeyFault::Unreadable),
        }
        .ok_or(KeyFault::Kind)
    }

    /// The one algorithm with which this key signs.
    pub const fn algorithm(&self) -> &'static str {
        match self {
            Self::Ed25519(_) => "EdDSA",
            Self::P256(_) => "ES256",
            Self::Rsa { .. } => "RS256",
        }
    }

    /// Its thumbprint (RFC 7638): a name that follows from the key.
    pub fn thumbprint(&self) -> String {
        // Members in the order of their names, without blanks: serde_json's own order.
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.to_jwk().to_string()))
    }

    /// The key and nothing else, as JWK.
    pub fn to_jwk(&self) -> Value {
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        match self {
            Self::Ed25519(x) => json!({ "crv": "Ed25519", "kty": "OKP", "x": text(x) }),
            Self::P256(point) => {
                let (x, y) = point.get(1..).unwrap_or_default().split_at(32);
                json!({ "crv": "P-256", "kty": "EC", "x": text(x), "y": text(y) })
            }
            Self::Rsa { n, e } => json!({ "e": text(e), "kty": "RSA", "n": text(n) }),
        }
    }

    /// Whether this key signed the message.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Ed25519(x) => UnparsedPublicKey::new(&ED25519, x)
                .verify(message, signature)
                .is_ok(),
            Self::P256(point) => UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
                .verify(message, signature)
                .is_ok(),
            Self::Rsa { n, e } => RsaPublicKeyComponents { n, e }
                .verify(&RSA_PKCS1_2048_8192_SHA256, message, signature)
                .is_ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The key of RFC 8037, A.2 and A.3.
    const ED25519_KEY: &str =
        r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;

    #[test]
    fn the_thumbprint_is_the_standard_s() {
        let key = PublicKey::parse(ED25519_KEY).unwrap();
        assert_eq!(
            key.thumbprint(),
            "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
        );
        assert_eq!(key.algorithm(), "EdDSA");
        assert_eq!(PublicKey::parse(&key.to_jwk().to_string()).unwrap(), key);
    }

    #[test]
    fn only_sound_public_keys_are_taken() {
        let small = URL_SAFE_NO_PAD.encode([0xc1; 128]);
        let large = URL_SAFE_NO_PAD.encode([0xc1; 256]);
        let x = URL_SAFE_NO_PAD.encode([7; 32]);
        for (text, fault) in [
            ("", KeyFault::Unreadable),
            ("[]", KeyFault::Unreadable),
            (r#"{"crv":"Ed25519"}"#, KeyFault::Unreadable),
            (
                r#"{"kty":"OKP","crv":"Ed25519","x":"!"}"#,
                KeyFault::Unreadable,
            ),
            (r#"{"kty":"oct","k":"c2VncmV0bw"}"#, KeyFault::Private),
            (
                &format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{x}","d":"{x}"}}"#),
                KeyFault::Private,
            ),
            (
                &format!(r#"{{"kty":"OKP","crv":"X25519","x":"{x}"}}"#),
                KeyFault::Kind,
            ),
            (
                r#"{"kty":"OKP","crv":"Ed25519","x":"AQAB"}"#,
                KeyFault::Kind,
            ),
            (
                &format!(r#"{{"kty":"EC","crv":"P-384","x":"{x}","y":"{x}"}}"#),
                KeyFault::Kind,
            ),
            (
                &format!(r#"{{"kty":"RSA","n":"{small}","e":"AQAB"}}"#),
                KeyFault::Kind,
            ),
            (
                &format!(r#"{{"kty":"RSA","n":"{large}","e":"AQ"}}"#),
                KeyFault::Kind,
            ),
            (
                &format!(r#"{{"kty":"RSA","n":"{large}","e":"AQAB","alg":"HS256"}}"#),
                KeyFault::Use,
            ),
            (
                &format!(r#"{{"kty":"RSA","n":"{large}","e":"AQAB","use":"enc"}}"#),
                KeyFault::Use,
            ),
        ] {
            assert_eq!(PublicKey::parse(text), Err(fault), "{text}");
        }
        let key =
            PublicKey::parse(&format!(r#"{{"kty":"RSA","n":"{large}","e":"AQAB"}}"#)).unwrap();
        assert_eq!(key.algorithm(), "RS256");
        assert!(!key.verify(b"x", &[0; 256]));
    }
}
