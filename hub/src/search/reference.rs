//! References to people found: by them a later request names somebody, without a word about her in its address.
//!
//! A reference is opaque, good for half an hour, and for nobody but the user, session or key to which it was given. It
//! opens no right: whoever takes one asks for the person as if she had been named by her codice fiscale.

use std::io;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::aead::{Aad, NONCE_LEN, Nonce};
use schema::clock::{Clock, Entropy};
use thiserror::Error;

use crate::access::Access;
use crate::identity::Secrets;

/// Seconds for which a reference is good.
pub const REFERENCE_LIFE: i64 = 30 * 60;
/// Seconds for which one key seals.
const HOUR: i64 = 3_600;
/// Bytes of the number of the hour.
const HOUR_BYTES: usize = 4;
/// Bytes of what is sealed: the person, and when it ends.
const PLAIN_BYTES: usize = 16;
/// Characters of a reference.
const LENGTH: usize = (HOUR_BYTES + NONCE_LEN + PLAIN_BYTES + 16) * 4 / 3;

/// Why a reference opens nothing. The texts are in Italian, for the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ReferenceRefusal {
    /// It was not made here, not for this caller, or has been changed.
    #[error("il riferimento non è valido: ripetere la ricerca")]
    Unknown,
    /// It was good, and no longer is.
    #[error("il riferimento è scaduto: ripetere la ricerca")]
    Expired,
}

/// Makes references, and opens them.
pub struct References {
    secrets: Secrets,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
}

impl References {
    /// With the secrets of the installation, so that each of its nodes opens what another made.
    pub fn new(secrets: Secrets, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Self {
        Self {
            secrets,
            clock,
            entropy,
        }
    }

    /// A reference to each of these people, for this caller.
    ///
    /// # Errors
    /// There is no chance to be had.
    pub fn make(
        &self,
        access: &Access,
        people: impl IntoIterator<Item = i64>,
    ) -> io::Result<Vec<String>> {
        let failed = || io::Error::other("sealing failed");
        let now = self.clock.now().timestamp();
        let hour = hour_of(now).ok_or_else(failed)?;
        let key = self.secrets.passing_keys(hour).next().ok_or_else(failed)?;
        let about = about(access);
        let sealed = people.into_iter().map(|person| -> io::Result<String> {
            let mut nonce = [0; NONCE_LEN];
            self.entropy.fill(&mut nonce)?;
            let mut bytes = [person.to_be_bytes(), (now + REFERENCE_LIFE).to_be_bytes()].concat();
            key.seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(&about),
                &mut bytes,
            )
            .map_err(|_| failed())?;
            let whole = [&hour.to_be_bytes()[..], &nonce[..], &bytes[..]].concat();
            Ok(URL_SAFE_NO_PAD.encode(whole))
        });
        sealed.collect()
    }

    /// The person to whom a reference was made for this caller.
    ///
    /// # Errors
    /// It is none, another's, or too old.
    pub fn open(&self, access: &Access, text: &str) -> Result<i64, ReferenceRefusal> {
        let plain = self
            .plain(&about(access), text.trim())
            .ok_or(ReferenceRefusal::Unknown)?;
        let (person, until) = plain.split_at(8);
        let number = |bytes: &[u8]| bytes.try_into().map_or(0, i64::from_be_bytes);
        if self.clock.now().timestamp() >= number(until) {
            return Err(ReferenceRefusal::Expired);
        }
        Ok(number(person))
    }

    fn plain(&self, about: &str, text: &str) -> Option<[u8; PLAIN_BYTES]> {
        if text.len() != LENGTH {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (hour, rest) = bytes.split_first_chunk::<HOUR_BYTES>()?;
        let (nonce, sealed) = rest.split_first_chunk::<NONCE_LEN>()?;
        let mut keys = self.secrets.passing_keys(u32::from_be_bytes(*hour));
        keys.find_map(|key| {
            let nonce = Nonce::assume_unique_for_key(*nonce);
            let mut sealed = sealed.to_vec();
            let plain = key
                .open_in_place(nonce, Aad::from(about), &mut sealed)
                .ok()?;
            <[u8; PLAIN_BYTES]>::try_from(&*plain).ok()
        })
    }
}

impl ReferenceRefusal {
    /// A stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unknown => "RIFERIMENTO_NON_VALIDO",
            Self::Expired => "RIFERIMENTO_SCADUTO",
        }
    }
}

/// What a reference is bound to.
fn about(access: &Access) -> String {
    format!("riferimento {}", access.holder())
}

fn hour_of(seconds: i64) -> Option<u32> {
    u32::try_from(seconds / HOUR).ok()
}
