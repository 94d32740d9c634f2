//! The keys that applications have registered. Several are good at once, so that one can be replaced without a pause.

use chrono::{Duration, NaiveDateTime};
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};
use schema::codes::Role;
use schema::db::{Db, TxError};
use schema::tables::{OauthKeyRow, app_user, oauth_key};
use thiserror::Error as ThisError;

use super::jwk::{KeyFault, PublicKey};
use crate::access::directory::{next_id, raise_version};
use crate::access::policy::Permit;
use crate::audit::AuditError;
use crate::identity::IdentityError;
use crate::identity::desk::Failure;

/// Days for which a key may be good: as long as an API key.
const LONGEST_DAYS: i64 = 730;

/// Why a key cannot be registered. In Italian, for whoever registers it.
#[derive(Debug, ThisError)]
pub enum KeyError {
    /// No such user, or not an application.
    #[error("nessuna applicazione integrata (ruolo AUTORIZZATO) ha il nome {0}")]
    NoApplication(String),
    /// The key will not do.
    #[error(transparent)]
    Key(#[from] KeyFault),
    /// It would never be good.
    #[error("la validità della chiave finisce prima di cominciare")]
    Never,
    /// It would be good for too long.
    #[error("una chiave può valere al massimo {LONGEST_DAYS} giorni")]
    TooLong,
    /// The name is too long, or empty, or cannot be shown.
    #[error("il nome della chiave (kid) deve avere da 1 a 100 caratteri, nessuno di controllo")]
    BadKid,
    /// The application has one of that name.
    #[error("l'applicazione ha già una chiave di nome {0}")]
    Taken(String),
    /// The store failed.
    #[error("la base di dati ha dato errore: {0}")]
    Store(#[from] Error),
    /// The store or the trace cannot be used.
    #[error(transparent)]
    Identity(#[from] IdentityError),
}

impl KeyError {
    /// The store's refusal of a second key of that name, as what it is.
    pub(super) fn or_taken(self, kid: String) -> Self {
        match self {
            Self::Store(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => {
                Self::Taken(kid)
            }
            other => other,
        }
    }
}

impl From<AuditError> for KeyError {
    fn from(error: AuditError) -> Self {
        Self::Identity(error.into())
    }
}

impl From<Failure> for KeyError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(error) => Self::Identity(error),
            Failure::Store(error) => Self::Store(error),
        }
    }
}

impl TxError for KeyError {
    fn database(&self) -> Option<&Error> {
        match self {
            Self::Store(error) => Some(error),
            _ => None,
        }
    }
}

/// A key to be registered.
#[derive(Clone, Debug)]
pub struct NewKey {
    /// Name of the application.
    pub client: String,
    /// The public key, JWK.
    pub jwk: String,
    /// What assertions call it; none: its `kid`, or else its thumbprint.
    pub kid: Option<String>,
    /// UTC.
    pub valid_from: NaiveDateTime,
    /// UTC, exclusive.
    pub valid_to: NaiveDateTime,
    /// User who registers it; 0: the command line.
    pub created_by: i64,
}

/// A key that will do.
pub(super) struct Fit {
    pub kid: String,
    jwk: String,
}

/// Whether a key will do.
pub(super) fn judge(new: &NewKey) -> Result<Fit, KeyError> {
    let key = PublicKey::parse(&new.jwk)?;
    if new.valid_to <= new.valid_from {
        return Err(KeyError::Never);
    }
    if new.valid_to - new.valid_from > Duration::days(LONGEST_DAYS) {
        return Err(KeyError::TooLong);
    }
    let said = serde_json::from_str::<serde_json::Value>(&new.jwk)
        .ok()
        .and_then(|jwk| {
            jwk.get("kid")
                .and_then(|kid| kid.as_str().map(str::to_owned))
        });
    let kid = new.kid.clone().or(said).unwrap_or_else(|| key.thumbprint());
    if !(1..=100).contains(&kid.chars().count()) || kid.chars().any(char::is_control) {
        return Err(KeyError::BadKid);
    }
    Ok(Fit {
        kid,
        jwk: key.to_jwk().to_string(),
    })
}

/// Registers a key, inside a transaction; its row.
pub(super) fn add_key(
    conn: &mut Db,
    _: Permit,
    created_at: NaiveDateTime,
    new: &NewKey,
    fit: &Fit,
) -> Result<OauthKeyRow, KeyError> {
    raise_version(conn)?;
    let user_id: i64 = app_user::table
        .filter(app_user::username.eq(&new.client))
        .filter(app_user::role.eq(Role::Authorised.code()))
        .select(app_user::id)
        .first(conn)
        .optional()?
        .ok_or_else(|| KeyError::NoApplication(new.client.clone()))?;
    let row = OauthKeyRow {
        id: next_id!(conn, oauth_key)?,
        user_id,
        kid: fit.kid.clone(),
        jwk: fit.jwk.clone(),
        valid_from: new.valid_from,
        valid_to: new.valid_to,
        created_at,
        created_by: new.created_by,
        revoked_at: None,
    };
    diesel::insert_into(oauth_key::table)
        .values(&row)
        .execute(conn)?;
    Ok(row)
}

/// Withdraws a key, inside a transaction; with it end the tokens that were got with it. False if the application has
/// none in force of that name.
pub(super) fn revoke_key(
    conn: &mut Db,
    _: Permit,
    now: NaiveDateTime,
    client: &str,
    kid: &str,
) -> QueryResult<bool> {
    // No stored text has one, and PostgreSQL does not even take the question.
    if kid.contains('\0') {
        return Ok(false);
    }
    raise_version(conn)?;
    let user_id: Option<i64> = app_user::table
        .filter(app_user::username.eq(client))
        .select(app_user::id)
        .first(conn)
        .optional()?;
    let changed = diesel::update(
        oauth_key::table
            .filter(oauth_key::user_id.eq(user_id.unwrap_or(0)))
            .filter(oauth_key::kid.eq(kid))
            .filter(oauth_key::revoked_at.is_null()),
    )
    .set(oauth_key::revoked_at.eq(Some(now)))
    .execute(conn)?;
    Ok(changed == 1)
}

/// Every key, with the name of its application, oldest first.
pub fn list_keys(conn: &mut Db) -> QueryResult<Vec<(String, OauthKeyRow)>> {
    let keys: Vec<OauthKeyRow> = oauth_key::table
        .order(oauth_key::id)
        .select(OauthKeyRow::as_select())
        .load(conn)?;
    let names: Vec<(i64, String)> = app_user::table
        .select((app_user::id, app_user::username))
        .load(conn)?;
    Ok(keys
        .into_iter()
        .map(|key| {
            let name = names
                .iter()
                .find(|(id, _)| *id == key.user_id)
                .map_or_else(String::new, |(_, name)| name.clone());
            (name, key)
        })
        .collect())
}

/// Those of one application, oldest first.
pub(super) fn of(conn: &mut Db, user_id: i64) -> QueryResult<Vec<OauthKeyRow>> {
    oauth_key::table
        .filter(oauth_key::user_id.eq(user_id))
        .order(oauth_key::id)
        .select(OauthKeyRow::as_select())
        .load(conn)
}

/// The key of that name that is good now.
pub(super) fn find(
    conn: &mut Db,
    user_id: i64,
    kid: &str,
    now: NaiveDateTime,
) -> QueryResult<Option<OauthKeyRow>> {
    oauth_key::table
        .filter(oauth_key::user_id.eq(user_id))
        .filter(oauth_key::kid.eq(kid))
        .filter(oauth_key::revoked_at.is_null())
        .filter(oauth_key::valid_from.le(now))
        .filter(oauth_key::valid_to.gt(now))
        .select(OauthKeyRow::as_select())
        .first(conn)
        .optional()
}
