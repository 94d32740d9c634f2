//! The hub's own tokens: signed with a key that follows from its secrets, short, bound to one purpose.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::json;

use super::jws::{self, Audience, Parts};
use crate::identity::{Identity, IdentityError};

/// The algorithm and type of every token made here; no other is taken.
const ALGORITHM: &str = "EdDSA";
const TYPE: &str = "at+jwt";
/// Seconds by which the clocks of two nodes may differ.
const SKEW: i64 = 5;
/// Dots in a token; a key of the hub (`ah_…`) has none.
pub const MARK_SEPARATORS: usize = 2;

/// What a good token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenCaller {
    /// The application.
    pub user_id: i64,
    /// Its name.
    pub client: String,
    /// The key with which it asked for the token.
    pub key_id: i64,
    /// The purpose to which the token is bound.
    pub purpose: String,
    /// Seconds since 1970.
    pub expires: i64,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: Audience,
    sub: String,
    exp: i64,
    iat: i64,
    uid: i64,
    key: i64,
    finalita: String,
}

impl Identity {
    /// A token for that application.
    pub(super) fn issue(
        &self,
        client: &str,
        user_id: i64,
        key_id: i64,
        purpose: &str,
    ) -> Result<String, IdentityError> {
        let now = self.clock.now();
        let issuer = &self.options.issuer;
        let id = hex::encode(self.salt()?);
        let (message, signature) = self.secrets.sign(|kid| {
            let header = json!({ "alg": ALGORITHM, "typ": TYPE, "kid": kid });
            let claims = json!({
                "iss": issuer, "aud": issuer, "sub": client, "client_id": client, "jti": id,
                "iat": now.timestamp(), "exp": (now + self.options.token).timestamp(),
                "uid": user_id, "key": key_id, "finalita": purpose,
            });
            jws::message(&header, &claims)
        });
        Ok(jws::compact(&message, &signature))
    }

    /// What a token says, if the hub made it, for itself, and it is not over.
    pub fn verify_token(&self, token: &str) -> Option<TokenCaller> {
        self.signed_token(token)
            .filter(|token| self.clock.now().timestamp() < token.expires)
    }

    /// The same of one that may be over.
    pub fn signed_token(&self, token: &str) -> Option<TokenCaller> {
        let parts = Parts::of(token)?;
        let header = &parts.header;
        if header.alg != ALGORITHM
            || header.typ.as_deref() != Some(TYPE)
            || header.crit.is_some()
            || !self
                .secrets
                .verify(header.kid.as_deref()?, parts.signed, &parts.signature)
        {
            return None;
        }
        let claims: Claims = parts.claims()?;
        let issuer = self.options.issuer.as_str();
        let now: DateTime<Utc> = self.clock.now();
        let good = claims.iss == issuer
            && claims.aud.is_only(&[issuer])
            && claims.iat <= now.timestamp() + SKEW;
        good.then_some(TokenCaller {
            user_id: claims.uid,
            client: claims.sub,
            key_id: claims.key,
            purpose: claims.finalita,
            expires: claims.exp,
        })
    }
}
