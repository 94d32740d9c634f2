//! Sessions of people. The token is chance that only the browser holds; the store knows its digest.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::NaiveDateTime;
use ring::hmac;
use schema::clock::Entropy;
use schema::codes::SessionStage;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use subtle::ConstantTimeEq;

use super::error::IdentityError;
use super::person::Person;
use super::working_case::WorkingCase;

const TOKEN_BYTES: usize = 32;

/// A session in force.
#[derive(Clone, Debug)]
pub struct Session {
    /// Its id: not a secret.
    pub id: i64,
    /// Whose.
    pub person: Arc<Person>,
    /// How far it has come.
    pub stage: SessionStage,
    /// UTC.
    pub created_at: NaiveDateTime,
    /// UTC, exclusive: its end, however much it is used.
    pub expires_at: NaiveDateTime,
    /// Network address from which it was opened.
    pub network: String,
    /// What its forms and requests carry beside the cookie.
    pub csrf: String,
    /// What is worked on in it.
    pub case: Option<WorkingCase>,
}

impl Session {
    /// The person, if the sign-in is complete.
    pub fn full(&self) -> Result<&Arc<Person>, IdentityError> {
        self.at(SessionStage::Full)?;
        Ok(&self.person)
    }

    /// Refuses a session that stands elsewhere.
    pub fn at(&self, stage: SessionStage) -> Result<(), IdentityError> {
        if self.stage == stage {
            Ok(())
        } else {
            Err(IdentityError::Stage(self.stage))
        }
    }

    /// Whether a form or a request carries this session's own token; the comparison takes the same time whatever it is.
    pub fn is_own(&self, csrf: &str) -> Result<(), IdentityError> {
        if bool::from(self.csrf.as_bytes().ct_eq(csrf.as_bytes())) {
            Ok(())
        } else {
            Err(IdentityError::Forged)
        }
    }
}

/// A session with its new token, to be given to the browser.
#[derive(Debug)]
pub struct Entered {
    /// The token: the one time that it is seen.
    pub token: String,
    /// The session.
    pub session: Session,
    /// A mark for the device, once the sign-in is complete.
    pub device: Option<String>,
}

/// A session as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionInfo {
    /// Its id.
    pub id: i64,
    /// UTC.
    pub created_at: NaiveDateTime,
    /// UTC: last use, to the minute.
    pub seen_at: NaiveDateTime,
    /// UTC, exclusive.
    pub expires_at: NaiveDateTime,
    /// Network address from which it was opened.
    pub network: String,
    /// SHA-256 of the client certificate with which it was opened, hex; empty: none.
    pub workstation: String,
    /// How far it has come.
    pub stage: SessionStage,
}

/// A new token.
pub(super) fn draw(entropy: &dyn Entropy) -> std::io::Result<String> {
    let mut bytes = [0; TOKEN_BYTES];
    entropy.fill(&mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// What is kept of a token; nothing if it cannot be one.
pub(super) fn digest(token: &str) -> Option<String> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    (bytes.len() == TOKEN_BYTES).then(|| hex::encode(Sha256::digest(bytes)))
}

/// The token of forms: it follows from that of the session, changes with it, and tells nothing about it.
pub(super) fn csrf_of(token: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, token.as_bytes());
    URL_SAFE_NO_PAD.encode(hmac::sign(&key, b"csrf"))
}

/// An id by chance, small enough for any JSON reader.
pub(super) fn draw_id(entropy: &dyn Entropy) -> std::io::Result<i64> {
    let mut bytes = [0; 8];
    entropy.fill(&mut bytes)?;
    Ok((i64::from_be_bytes(bytes) & ((1 << 52) - 1)).max(1))
}

#[cfg(test)]
mod tests {
    use schema::clock::SeededEntropy;

    use super::*;

    #[test]
    fn tokens_are_read_whole_or_not_at_all() {
        let entropy = SeededEntropy::new(1);
        let token = draw(&entropy).unwrap();
        assert_eq!(token.len(), 43);
        assert_eq!(digest(&token).unwrap().len(), 64);
        for wrong in ["", "x", &token[1..], &format!("{token}A"), "è"] {
            assert_eq!(digest(wrong), None, "{wrong}");
        }
        assert_ne!(csrf_of(&token), csrf_of(&draw(&entropy).unwrap()));
        assert!(!csrf_of(&token).contains(&token));
        assert!((1..1 << 52).contains(&draw_id(&entropy).unwrap()));
    }
}
