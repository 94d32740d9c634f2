//! Keys of the seal: X25519, one text line each, marked so that a public one is never taken for a private one.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hpke::{Deserializable, Kem as _, Serializable};
use schema::clock::Entropy;

use super::SealError;
use super::envelope::Kem;

const PUBLIC: &str = "anagrafe-hub-seal-public-1:";
const PRIVATE: &str = "anagrafe-hub-seal-private-1:";

/// A key to which records are sealed.
#[derive(Clone)]
pub struct PublicKey(pub(super) <Kem as hpke::Kem>::PublicKey);

/// A key that opens one of the two seals.
pub struct PrivateKey(pub(super) <Kem as hpke::Kem>::PrivateKey);

/// The two keys to which every record is sealed.
#[derive(Clone)]
pub struct SealKeys {
    pub(super) first: PublicKey,
    pub(super) second: PublicKey,
}

impl SealKeys {
    /// Two different keys.
    ///
    /// # Errors
    /// [`SealError::SameKey`].
    pub fn new(first: PublicKey, second: PublicKey) -> Result<Self, SealError> {
        if first.0.to_bytes() == second.0.to_bytes() {
            return Err(SealError::SameKey);
        }
        Ok(Self { first, second })
    }
}

/// A new pair.
///
/// # Errors
/// If there is no randomness.
pub fn keygen(entropy: &dyn Entropy) -> Result<(PrivateKey, PublicKey), SealError> {
    let mut seed = [0; 32];
    entropy.fill(&mut seed)?;
    let (private, public) = Kem::derive_keypair(&seed);
    Ok((PrivateKey(private), PublicKey(public)))
}

fn decode(text: &str, mark: &str, what: &'static str) -> Result<Vec<u8>, SealError> {
    let encoded = text
        .trim()
        .strip_prefix(mark)
        .ok_or(SealError::BadKey(what))?;
    STANDARD
        .decode(encoded)
        .map_err(|_| SealError::BadKey(what))
}

impl PublicKey {
    /// Reads the line of a public key's file.
    ///
    /// # Errors
    /// [`SealError::BadKey`].
    pub fn parse(text: &str) -> Result<Self, SealError> {
        let what = "a public key is expected";
        let bytes = decode(text, PUBLIC, what)?;
        Deserializable::from_bytes(&bytes)
            .map(Self)
            .map_err(|_| SealError::BadKey(what))
    }

    /// The line of its file.
    pub fn to_text(&self) -> String {
        format!("{PUBLIC}{}", STANDARD.encode(self.0.to_bytes()))
    }
}

impl PrivateKey {
    /// Reads the line of a private key's file.
    ///
    /// # Errors
    /// [`SealError::BadKey`].
    pub fn parse(text: &str) -> Result<Self, SealError> {
        let what = "a private key is expected";
        let bytes = decode(text, PRIVATE, what)?;
        Deserializable::from_bytes(&bytes)
            .map(Self)
            .map_err(|_| SealError::BadKey(what))
    }

    /// The line of its file: a secret.
    pub fn to_text(&self) -> String {
        format!("{PRIVATE}{}", STANDARD.encode(self.0.to_bytes()))
    }

    /// Its public half.
    pub fn public(&self) -> PublicKey {
        PublicKey(Kem::sk_to_pk(&self.0))
    }
}

impl std::fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.to_text())
    }
}

impl std::fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PrivateKey(…)")
    }
}

impl std::fmt::Debug for SealKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list()
            .entry(&self.first)
            .entry(&self.second)
            .finish()
    }
}
