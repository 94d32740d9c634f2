//! Signed tokens in compact form (RFC 7515), read strictly.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// Bytes of a token at most.
const MOST: usize = 8 * 1024;

/// The header, as far as it says anything that counts.
#[derive(Debug, Deserialize)]
pub struct Header {
    pub alg: String,
    #[serde(default)]
    pub kid: Option<String>,
    #[serde(default)]
    pub typ: Option<String>,
    /// Extensions that must be understood: none is.
    #[serde(default)]
    pub crit: Option<serde_json::Value>,
}

/// A token taken apart; nothing about it is believed yet.
pub struct Parts<'a> {
    pub header: Header,
    /// What the signature is over.
    pub signed: &'a [u8],
    pub signature: Vec<u8>,
    claims: Vec<u8>,
}

impl<'a> Parts<'a> {
    /// Takes it apart; nothing if it is not of the form.
    pub fn of(token: &'a str) -> Option<Self> {
        if token.len() > MOST {
            return None;
        }
        let (signed, signature) = token.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let header: Header = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?;
        Some(Self {
            header,
            signed: signed.as_bytes(),
            signature: URL_SAFE_NO_PAD.decode(signature).ok()?,
            claims: URL_SAFE_NO_PAD.decode(claims).ok()?,
        })
    }

    /// What it claims.
    pub fn claims<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_slice(&self.claims).ok()
    }
}

/// The signed part of a token.
pub fn message(header: &serde_json::Value, claims: &serde_json::Value) -> String {
    let text = |value: &serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", text(header), text(claims))
}

/// The whole of it.
pub fn compact(message: &str, signature: &[u8]) -> String {
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// `aud`: one, or several.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Audience {
    /// Whether it is meant for one of these, and for nobody else: a token meant for others too could be used by them.
    pub fn is_only(&self, known: &[&str]) -> bool {
        match self {
            Self::One(one) => known.contains(&one.as_str()),
            Self::Several(several) => {
                !several.is_empty() && several.iter().all(|one| known.contains(&one.as_str()))
            }
        }
    }
}
