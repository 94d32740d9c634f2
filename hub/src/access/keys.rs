//! Keys of applications, as they are drawn and listed. The key itself is shown once and never stored.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use schema::clock::Entropy;
use schema::db::Db;
use schema::tables::{ApiKeyRow, api_key, app_user, entity};
use sha2::{Digest, Sha256};

use super::directory::next_id;

/// What begins every key, so that a leaked one is recognised.
pub(super) const MARK: &str = "ah_";
/// Bytes of the public part.
const PREFIX_BYTES: usize = 6;
/// Bytes of the secret part: 256 bits of chance need no slow hash.
const SECRET_BYTES: usize = 32;

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

    /// Stores it for an application, in a transaction that raises the directory's version.
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
