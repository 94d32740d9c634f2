//! Issuing and withdrawing keys. The key itself is shown once and never stored.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use schema::clock::{Clock, Entropy};
use schema::codes::CheckKind;
use schema::db::{Db, TxError, write_tx};
use schema::tables::{ApiKeyRow, EntityRow, api_key, api_key_comune, api_key_kind, entity};
use sha2::{Digest, Sha256};
use thiserror::Error;

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

/// What a new key may do.
#[derive(Clone, Debug)]
pub struct KeySpec {
    /// Whose it is.
    pub entity_id: i64,
    /// Kinds of declaration that it may check; none = no checks.
    pub kinds: Vec<CheckKind>,
    /// May send supplies of its Comuni.
    pub may_supply: bool,
    /// The Comuni that it holds; `None` = all, those to come too.
    pub comuni: Option<Vec<String>>,
    /// UTC, exclusive.
    pub expires_at: NaiveDateTime,
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
    /// Whose it is.
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
    write_tx(conn, |conn| {
        let last: Option<i64> = entity::table
            .select(diesel::dsl::max(entity::id))
            .first(conn)?;
        let row = EntityRow {
            id: last.unwrap_or(0) + 1,
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

/// Issues a key.
pub fn create_key(
    conn: &mut Db,
    clock: &dyn Clock,
    entropy: &dyn Entropy,
    spec: &KeySpec,
) -> Result<CreatedKey, KeyError> {
    let mut prefix = [0; PREFIX_BYTES];
    let mut secret = [0; SECRET_BYTES];
    entropy.fill(&mut prefix)?;
    entropy.fill(&mut secret)?;
    let prefix = hex::encode(prefix);
    let text = format!("{MARK}{prefix}_{}", hex::encode(secret));
    let hash = hex::encode(Sha256::digest(text.as_bytes()));
    let created_at = clock.now().naive_utc();
    let id = write_tx(conn, |conn| {
        let known: i64 = entity::table
            .find(spec.entity_id)
            .count()
            .get_result(conn)?;
        if known == 0 {
            return Err(KeyError::NoEntity(spec.entity_id));
        }
        let last: Option<i64> = api_key::table
            .select(diesel::dsl::max(api_key::id))
            .first(conn)?;
        let row = ApiKeyRow {
            id: last.unwrap_or(0) + 1,
            entity_id: spec.entity_id,
            prefix: prefix.clone(),
            hash: hash.clone(),
            may_check: !spec.kinds.is_empty(),
            may_supply: spec.may_supply,
            all_comuni: spec.comuni.is_none(),
            created_at,
            expires_at: spec.expires_at,
            revoked_at: None,
        };
        diesel::insert_into(api_key::table)
            .values(&row)
            .execute(conn)?;
        for kind in distinct(&spec.kinds) {
            diesel::insert_into(api_key_kind::table)
                .values((
                    api_key_kind::key_id.eq(row.id),
                    api_key_kind::kind.eq(kind.code()),
                ))
                .execute(conn)?;
        }
        for comune in distinct(spec.comuni.as_deref().unwrap_or_default()) {
            diesel::insert_into(api_key_comune::table)
                .values((
                    api_key_comune::key_id.eq(row.id),
                    api_key_comune::comune.eq(comune),
                ))
                .execute(conn)?;
        }
        Ok(row.id)
    })?;
    Ok(CreatedKey { id, prefix, text })
}

fn distinct<T: Ord + Clone>(items: &[T]) -> Vec<T> {
    let mut items = items.to_vec();
    items.sort_unstable();
    items.dedup();
    items
}

/// Every key ever issued, oldest first.
pub fn list_keys(conn: &mut Db) -> QueryResult<Vec<KeyInfo>> {
    let rows: Vec<ApiKeyRow> = api_key::table
        .order(api_key::id)
        .select(ApiKeyRow::as_select())
        .load(conn)?;
    let entities: Vec<EntityRow> = entity::table.select(EntityRow::as_select()).load(conn)?;
    Ok(rows
        .into_iter()
        .map(|row| KeyInfo {
            entity_name: entities
                .iter()
                .find(|e| e.id == row.entity_id)
                .map_or_else(String::new, |e| e.name.clone()),
            id: row.id,
            prefix: row.prefix,
            entity_id: row.entity_id,
            created_at: row.created_at,
            expires_at: row.expires_at,
            revoked_at: row.revoked_at,
        })
        .collect())
}

/// Withdraws a key, by its public part. False if there is none in force.
pub fn revoke_key(conn: &mut Db, clock: &dyn Clock, prefix: &str) -> QueryResult<bool> {
    let now = clock.now().naive_utc();
    write_tx(conn, |conn| {
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
