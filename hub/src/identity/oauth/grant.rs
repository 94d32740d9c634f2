//! The token endpoint: a signed assertion in, a token out.

use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};
use schema::codes::Role;
use schema::db::{Db, write_tx};
use schema::tables::{OauthJtiRow, OauthKeyRow, oauth_jti};
use sha2::{Digest, Sha256};

use super::assertion::Claims;
use super::error::OAuthError;
use super::jwk::PublicKey;
use super::jws::Parts;
use super::keys;
use crate::identity::desk::Failure;
use crate::identity::person::Person;
use crate::identity::{Identity, IdentityError, Peer, network, throttle, trace};

const GRANT: &str = "client_credentials";
const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// Characters of a purpose at most, as in a check.
const PURPOSE: usize = 500;
/// What is said of an assertion before its signature is found good: no more than that.
const UNKNOWN: OAuthError =
    OAuthError::Client("Client sconosciuto, chiave sconosciuta o firma non valida.");

/// What the trace says of an assertion of a client, or with a key, that is not known.
const UNRECOGNISED: &str = "CLIENT_SCONOSCIUTO";

/// The parameters of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenRequest {
    /// `grant_type`.
    pub grant_type: String,
    /// `client_assertion_type`.
    pub assertion_type: String,
    /// `client_assertion`.
    pub assertion: String,
    /// `client_id`; may be empty.
    pub client_id: String,
    /// `finalita`, or else `scope`.
    pub purpose: String,
}

/// A token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Granted {
    /// The token.
    pub token: String,
    /// Seconds for which it is good.
    pub seconds: i64,
    /// The purpose to which it is bound.
    pub purpose: String,
}

impl Identity {
    /// Weighs an assertion and gives a token for its purpose.
    ///
    /// # Errors
    /// What is wrong, in the words of RFC 6749.
    pub async fn grant(&self, request: &TokenRequest, peer: &Peer) -> Result<Granted, OAuthError> {
        if request.grant_type != GRANT {
            return Err(OAuthError::GrantType);
        }
        if request.assertion_type != ASSERTION {
            return Err(OAuthError::Request(
                "client_assertion_type deve essere urn:ietf:params:oauth:client-assertion-type:jwt-bearer.",
            ));
        }
        let purpose = request.purpose.trim();
        if purpose.is_empty()
            || purpose.chars().count() > PURPOSE
            || purpose.chars().any(char::is_control)
        {
            return Err(OAuthError::Scope);
        }
        let network = network::prefix(peer.address);
        let counted = self.subject(&throttle::CLIENTS, &format!("network {network}"));
        let attempt = self.throttle.enter(vec![counted], self.clock.now())?;
        match self.weigh_assertion(request, peer).await {
            Ok((person, key)) => {
                let token = self.issue(&person.username, person.id, key.id, purpose)?;
                self.tell(&person, &key, purpose, peer, "TOKEN").await?;
                Ok(Granted {
                    token,
                    seconds: self.options.token.num_seconds(),
                    purpose: purpose.to_owned(),
                })
            }
            Err(error @ OAuthError::Client(_)) => {
                self.failed(&attempt).await?;
                Err(error)
            }
            Err(other) => Err(other),
        }
    }

    async fn weigh_assertion(
        &self,
        request: &TokenRequest,
        peer: &Peer,
    ) -> Result<(Person, OauthKeyRow), OAuthError> {
        let parts = Parts::of(&request.assertion).ok_or(UNKNOWN)?;
        let claims: Claims = parts.claims().ok_or(OAuthError::Client(
            "L'asserzione deve avere iss, sub, aud, exp, iat e jti.",
        ))?;
        let now = self.clock.now();
        let (name, kid) = (claims.iss.clone(), parts.header.kid.clone());
        let found = self.desk.run(move |conn| {
            let person = Person::by_username(conn, &name)?
                .filter(|person| person.role == Role::Authorised && person.enabled);
            let Some(person) = person else {
                return Ok((None, None));
            };
            let key = match kid.filter(|kid| !kid.contains('\0')) {
                Some(kid) => keys::find(conn, person.id, &kid, now.naive_utc())?,
                None => None,
            };
            Ok((Some(person), key))
        });
        let (person, row) = match found.await? {
            (Some(person), Some(row)) => (person, row),
            (person, _) => {
                // As of people: whoever knocks in vain is on record too.
                self.record(trace::sign_in(person.as_ref(), peer, now, UNRECOGNISED))
                    .await?;
                return Err(UNKNOWN);
            }
        };
        let key = PublicKey::parse(&row.jwk).map_err(|_| UNKNOWN)?;
        // The key says the algorithm; an assertion that says another is not even tried.
        let header = &parts.header;
        if header.alg != key.algorithm()
            || header.crit.is_some()
            || !key.verify(parts.signed, &parts.signature)
        {
            self.tell(&person, &row, "", peer, "ASSERZIONE_RIFIUTATA")
                .await?;
            return Err(UNKNOWN);
        }
        let endpoint = format!("{}/oauth/token", self.options.issuer);
        let hub = [self.options.issuer.as_str(), &endpoint];
        let mut refused = claims.check(&person.username, &hub, now).err();
        if !request.client_id.is_empty() && request.client_id != person.username {
            refused = Some(OAuthError::Client(
                "client_id non e' quello dell'asserzione.",
            ));
        }
        if refused.is_none() {
            refused = self.use_up(&person, &claims).await.err();
        }
        if let Some(error) = refused {
            self.tell(&person, &row, "", peer, "ASSERZIONE_RIFIUTATA")
                .await?;
            return Err(error);
        }
        Ok((person, row))
    }

    /// An assertion is taken once, on whichever node.
    async fn use_up(&self, person: &Person, claims: &Claims) -> Result<(), OAuthError> {
        let now = self.clock.now();
        let row = OauthJtiRow {
            user_id: person.id,
            jti: hex::encode(Sha256::digest(&claims.jti)),
            expires_at: claims.forgotten_at(now).naive_utc(),
        };
        let used = self.desk.run(move |conn| {
            match write_tx(conn, |conn| store(conn, &row, now.naive_utc())) {
                Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => Ok(false),
                other => other.map(|()| true).map_err(Failure::from),
            }
        });
        if used.await? {
            Ok(())
        } else {
            Err(OAuthError::Client(
                "L'asserzione e' gia' stata usata (jti).",
            ))
        }
    }

    async fn tell(
        &self,
        person: &Person,
        key: &OauthKeyRow,
        purpose: &str,
        peer: &Peer,
        outcome: &str,
    ) -> Result<(), IdentityError> {
        let mut row = trace::sign_in(Some(person), peer, self.clock.now(), outcome);
        row.key_id = key.id;
        purpose.clone_into(&mut row.purpose);
        self.record(row).await
    }
}

fn store(conn: &mut Db, row: &OauthJtiRow, now: chrono::NaiveDateTime) -> QueryResult<()> {
    diesel::delete(oauth_jti::table.filter(oauth_jti::expires_at.lt(now))).execute(conn)?;
    diesel::insert_into(oauth_jti::table)
        .values(row)
        .execute(conn)
        .map(drop)
}
