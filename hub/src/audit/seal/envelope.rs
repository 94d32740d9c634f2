//! Bytes sealed to one key after the other: HPKE base mode, X25519, HKDF-SHA256, ChaCha20-Poly1305.

use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{
    Deserializable, OpModeR, OpModeS, Serializable, single_shot_open, single_shot_seal_with_rng,
};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use schema::clock::Entropy;

use super::SealError;
use super::keys::{PrivateKey, PublicKey, SealKeys};

pub(super) type Kem = X25519HkdfSha256;

/// Says what a key was used for, so that a seal made elsewhere with the same key means nothing here.
const INNER: &[u8] = b"anagrafe-hub seal 1 first";
const OUTER: &[u8] = b"anagrafe-hub seal 1 second";
/// Bytes of an encapsulated X25519 key.
const KEY: usize = 32;
/// Version of the envelope, its first byte.
const VERSION: u8 = 1;
/// The smallest size class; the others are its doubles.
const SMALLEST: usize = 512;

/// Seals `content` to both keys; `context` is not encrypted, but bound to it.
pub(super) fn seal(
    content: &[u8],
    context: &[u8],
    keys: &SealKeys,
    entropy: &dyn Entropy,
) -> Result<Vec<u8>, SealError> {
    let mut seed = [0; 32];
    entropy.fill(&mut seed)?;
    let mut chance = ChaCha20Rng::from_seed(seed);
    let inner = one(&padded(content), context, INNER, &keys.first, &mut chance)?;
    let outer = one(&inner, context, OUTER, &keys.second, &mut chance)?;
    let mut bytes = Vec::with_capacity(1 + outer.len());
    bytes.push(VERSION);
    bytes.extend_from_slice(&outer);
    Ok(bytes)
}

/// Opens what [`seal`] made.
pub(super) fn open(
    bytes: &[u8],
    context: &[u8],
    first: &PrivateKey,
    second: &PrivateKey,
) -> Result<Vec<u8>, SealError> {
    let (&version, outer) = bytes.split_first().ok_or(SealError::Open)?;
    if version != VERSION {
        return Err(SealError::Open);
    }
    let inner = peel(outer, context, OUTER, second)?;
    let padded = peel(&inner, context, INNER, first)?;
    let (length, rest) = padded.split_first_chunk::<4>().ok_or(SealError::Open)?;
    let length = u32::from_be_bytes(*length) as usize;
    rest.get(..length)
        .map(<[u8]>::to_vec)
        .ok_or(SealError::Open)
}

/// The length, the content, and zeros up to its size class.
fn padded(content: &[u8]) -> Vec<u8> {
    let length = content.len() + 4;
    let class = length.max(SMALLEST).next_power_of_two();
    let mut bytes = Vec::with_capacity(class);
    bytes.extend_from_slice(&(content.len() as u32).to_be_bytes());
    bytes.extend_from_slice(content);
    bytes.resize(class, 0);
    bytes
}

fn one(
    content: &[u8],
    context: &[u8],
    purpose: &[u8],
    key: &PublicKey,
    chance: &mut ChaCha20Rng,
) -> Result<Vec<u8>, SealError> {
    let (encapsulated, sealed) = single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, Kem>(
        &OpModeS::Base,
        &key.0,
        purpose,
        content,
        context,
        chance,
    )
    .map_err(|_| SealError::Seal)?;
    let mut bytes = encapsulated.to_bytes().to_vec();
    bytes.extend_from_slice(&sealed);
    Ok(bytes)
}

fn peel(
    bytes: &[u8],
    context: &[u8],
    purpose: &[u8],
    key: &PrivateKey,
) -> Result<Vec<u8>, SealError> {
    let (encapsulated, sealed) = bytes.split_at_checked(KEY).ok_or(SealError::Open)?;
    let encapsulated = Deserializable::from_bytes(encapsulated).map_err(|_| SealError::Open)?;
    single_shot_open::<ChaCha20Poly1305, HkdfSha256, Kem>(
        &OpModeR::Base,
        &key.0,
        &encapsulated,
        purpose,
        sealed,
        context,
    )
    .map_err(|_| SealError::Open)
}
