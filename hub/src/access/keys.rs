//! Issuing and withdrawing keys. The key itself is shown once and never stored.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use schema::clock::{Clock, Entropy};
use schema::codes::Role;
use schema::db::{Db, TxError};
use schema::tables::{ApiKeyRow, EntityRow, api_key, app_user, entity};
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::directory;
use crate::next_id;

/// What begins every key, so that a leaked one is recognised.
pub(super) const MARK: &str = "ah_";
/// Bytes of the public part.
const PREFIX_BYTES: usize = 6;
/// Bytes of the secret part: 256 bits of chance need no slow hash.
const SECRET_BYTES: usize = 32;

/// What an entity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntityKind {
    /// A Comune.
    Comune,
    /// An agency.
    Agency,
    /// The Province.
    Province,
}

impl EntityKind {
    /// The code stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Comune => "COMUNE",
            Self::Agency => "AGENZIA",
            Self::Province => "PROVINCIA",
        }
    }
}

/// Why a key could not be issued.
#[derive(Debug, Error)]
pub enum KeyError {
    /// There is no such entity.
    #[error("no entity has the id {0}")]
    NoEntity(i64),
    /// There is no such user, or it is a person.
    #[error("no application has the user id {0}")]
    NoApplication(i64),
    /// The operating system gave no randomness.
    #[error("no randomness: {0}")]
    Entropy(#[from] std::io::Error),
    /// The store failed.
    #[error("the store failed: {0}")]
    Store(#[from] diesel::result::Error),
}

impl TxError for KeyError {
    fn database(&self) -> Option<&diesel::result::Error> {
        match self {
            Self::Store(error) => Some(error),
            _ => None,
        }
    }
}

/// A key just issued.
#[derive(Clone, Debug)]
pub struct CreatedKey {
    /// Its id.
    pub id: i64,
    /// Its public part.
    pub prefix: String,
    /// The whole key: shown now and never again.
    pub text: String,
}

/// A key as it is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyInfo {
    /// Its id.
    pub id: i64,
    /// Its public part.
    pub prefix: String,
    /// The application that calls with it.
    pub user_id: i64,
    /// Whose that is.
    pub entity_id: i64,
    /// Their name.
    pub entity_name: String,
    /// UTC.
    pub created_at: NaiveDateTime,
    /// UTC, exclusive.
    pub expires_at: NaiveDateTime,
    /// UTC.
    pub revoked_at: Option<NaiveDateTime>,
}

/// Registers an entity and returns its id.
pub fn create_entity(
    conn: &mut Db,
    name: &str,
    kind: EntityKind,
    comune: &str,
) -> QueryResult<i64> {
    directory::write(conn, |conn| {
        let row = EntityRow {
            id: next_id!(conn, entity)?,
            name: name.to_owned(),
            kind: kind.code().to_owned(),
            comune: comune.to_owned(),
            enabled: true,
        };
        diesel::insert_into(entity::table)
            .values(&row)
            .execute(conn)?;
        Ok(row.id)
    })
}

/// A key drawn and not yet stored.
pub(crate) struct Drawn {
    pub prefix: String,
    text: String,
}

impl Drawn {
    pub fn new(entropy: &dyn Entropy) -> std::io::Result<Self> {
        let mut prefix = [0; PREFIX_BYTES];
        let mut secret = [0; SECRET_BYTES];
        entropy.fill(&mut prefix)?;
        entropy.fill(&mut secret)?;
        let prefix = hex::encode(prefix);
        let text = format!("{MARK}{prefix}_{}", hex::encode(secret));
        Ok(Self { prefix, text })
    }

    /// Stores it for an application, within [`directory::write`].
    pub fn store(
        &self,
        conn: &mut Db,
        user_id: i64,
        created_at: NaiveDateTime,
        expires_at: NaiveDateTime,
    ) -> QueryResult<i64> {
        let row = ApiKeyRow {
            id: next_id!(conn, api_key)?,
            user_id,
            prefix: self.prefix.clone(),
            hash: hex::encode(Sha256::digest(self.text.as_bytes())),
            created_at,
            expires_at,
            revoked_at: None,
        };
        diesel::insert_into(api_key::table)
            .values(&row)
            .execute(conn)?;
        Ok(row.id)
    }

    pub fn created(self, id: i64) -> CreatedKey {
        CreatedKey {
            id,
            prefix: self.prefix,
            text: self.text,
        }
    }
}

/// Issues a key to an application, beside those that it has: so keys change without a gap.
pub fn issue_key(
    conn: &mut Db,
    clock: &dyn Clock,
    entropy: &dyn Entropy,
    user_id: i64,
    expires_at: NaiveDateTime,
) -> Result<CreatedKey, KeyError> {
    let drawn = Drawn::new(entropy)?;
    let created_at = clock.now().naive_utc();
    let id = directory::write(conn, |conn| {
        let known: i64 = app_user::table
            .filter(app_user::id.eq(user_id))
            .filter(app_user::role.eq(Role::Authorised.code()))
            .count()
            .get_result(conn)?;
        if known == 0 {
            return Err(KeyError::NoApplication(user_id));
        }
        Ok(drawn.store(conn, user_id, created_at, expires_at)?)
    })?;
    Ok(drawn.created(id))
}

/// Every key ever issued, oldest first.
pub fn list_keys(conn: &mut Db) -> QueryResult<Vec<KeyInfo>> {
    let rows: Vec<(ApiKeyRow, i64, String)> = api_key::table
        .inner_join(app_user::table.on(app_user::id.eq(api_key::user_id)))
        .inner_join(entity::table.on(entity::id.eq(app_user::entity_id)))
        .order(api_key::id)
        .select((ApiKeyRow::as_select(), entity::id, entity::name))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(row, entity_id, entity_name)| KeyInfo {
            id: row.id,
            prefix: row.prefix,
            user_id: row.user_id,
            entity_id,
            entity_name,
            created_at: row.created_at,
            expires_at: row.expires_at,
            revoked_at: row.revoked_at,
        })
        .collect())
}

/// Withdraws a key, by its public part. False if there is none in force.
pub fn revoke_key(conn: &mut Db, clock: &dyn Clock, prefix: &str) -> QueryResult<bool> {
    let now = clock.now().naive_utc();
    directory::write(conn, |conn| {
        let changed = diesel::update(
            api_key::table
                .filter(api_key::prefix.eq(prefix))
                .filter(api_key::revoked_at.is_null()),
        )
        .set(api_key::revoked_at.eq(Some(now)))
        .execute(conn)?;
        Ok(changed > 0)
    })
}
