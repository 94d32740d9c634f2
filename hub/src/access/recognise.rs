//! Whose key or token that is, by a directory as it stands.

use std::sync::Arc;

use chrono::NaiveDateTime;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::caller::{Caller, Credential};
use super::denied::Denied;
use super::directory::{Directory, Key};
use super::keys::MARK;

/// Nothing if there is no such user, or no such key as its token was got with.
pub fn by_user(
    directory: &Arc<Directory>,
    id: i64,
    credential: &Credential,
    now: NaiveDateTime,
) -> Option<Result<Caller, Denied>> {
    if let Credential::Token { key_id, .. } = credential {
        let key = directory
            .public_key(*key_id)
            .filter(|key| key.user_id == id)?;
        if let Err(over) = lasts(key.revoked, key.expires_at, now) {
            return Some(Err(over));
        }
    }
    directory.user(id)?;
    Some(Caller::by_user(directory, id, credential.clone()))
}

/// Nothing if there is no such key.
pub fn by_key(
    directory: &Arc<Directory>,
    text: &str,
    now: NaiveDateTime,
) -> Option<Result<Caller, Denied>> {
    let known = directory.key(prefix_of(text)?).is_some();
    match proved(directory, text) {
        Some(key) => Some(with_key(directory, key, now)),
        None => known.then_some(Err(Denied::UnknownKey)),
    }
}

fn with_key(directory: &Arc<Directory>, key: &Key, now: NaiveDateTime) -> Result<Caller, Denied> {
    lasts(key.revoked, key.expires_at, now)?;
    Caller::of(directory, Arc::clone(&key.user), Credential::Key(key.id))
}

fn lasts(revoked: bool, expires_at: NaiveDateTime, now: NaiveDateTime) -> Result<(), Denied> {
    if revoked {
        return Err(Denied::Revoked);
    }
    if now >= expires_at {
        return Err(Denied::Expired);
    }
    Ok(())
}

/// The key of that text, in force or not.
pub fn proved<'a>(directory: &'a Directory, text: &str) -> Option<&'a Arc<Key>> {
    let key = directory.key(prefix_of(text)?);
    // The digest is taken and compared also where there is no such key: the time tells nothing.
    let digest: [u8; 32] = Sha256::digest(text.as_bytes()).into();
    let stored = key.map_or([0; 32], |key| key.hash);
    let equal = bool::from(digest.ct_eq(&stored));
    key.filter(|_| equal)
}

/// The public part of a key; nothing if it cannot be one.
pub fn prefix_of(text: &str) -> Option<&str> {
    let (prefix, secret) = text.strip_prefix(MARK)?.split_once('_')?;
    (!prefix.is_empty() && !secret.is_empty() && text.len() <= 200).then_some(prefix)
}
