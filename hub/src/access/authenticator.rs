//! Recognising callers, from a snapshot of the keys in memory.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use diesel::prelude::*;
use schema::clock::Clock;
use schema::codes::CheckKind;
use schema::db::{Db, Pool, read_tx};
use schema::tables::{ApiKeyRow, EntityRow, api_key, api_key_comune, api_key_kind, entity};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::denied::Denied;
use super::keys::MARK;
use super::proof::{Access, Service};
use crate::check::{CheckRequest, Scope};

/// A snapshot older than this is read again: so late does a withdrawal take effect on other nodes.
const STALE_AFTER: Duration = Duration::seconds(3);
/// Unknown keys make the snapshot be read again, but not more often than this: a stream of wrong keys
/// must not become a stream of queries.
const MISS_EVERY: Duration = Duration::milliseconds(250);

/// A key as it is held in memory.
#[derive(Debug)]
pub(super) struct Key {
    pub id: i64,
    pub entity_id: i64,
    pub entity_name: String,
    pub kinds: HashSet<CheckKind>,
    pub scope: Scope,
    hash: [u8; 32],
    enabled: bool,
    may_check: bool,
    may_supply: bool,
    expires_at: NaiveDateTime,
    revoked: bool,
}

#[derive(Debug, Default)]
struct Snapshot {
    keys: HashMap<String, Arc<Key>>,
    read_at: Option<DateTime<Utc>>,
}

/// Recognises callers by their keys.
pub struct Authenticator {
    pool: Pool,
    clock: Arc<dyn Clock>,
    snapshot: RwLock<Snapshot>,
    reading: Mutex<()>,
}

/// A caller recognised by a key in force.
#[derive(Clone, Debug)]
pub struct Authenticated {
    key: Arc<Key>,
}

impl Authenticator {
    /// Over the register's store; nothing is read before the first caller.
    pub fn new(pool: Pool, clock: Arc<dyn Clock>) -> Self {
        Self {
            pool,
            clock,
            snapshot: RwLock::default(),
            reading: Mutex::default(),
        }
    }

    /// Recognises a caller; it reads the store where the snapshot is old or does not know the key, so
    /// it may block.
    pub fn authenticate(&self, text: &str) -> Result<Authenticated, Denied> {
        if let Some(answer) = self.recognise(text, true) {
            return answer;
        }
        self.read_again(text)?;
        self.recognise(text, false)
            .unwrap_or(Err(Denied::UnknownKey))
    }

    /// The same without blocking the asynchronous runtime.
    pub async fn authenticate_async(
        self: &Arc<Self>,
        text: String,
    ) -> Result<Authenticated, Denied> {
        if let Some(answer) = self.recognise(&text, true) {
            return answer;
        }
        let this = Arc::clone(self);
        tokio::task::spawn_blocking(move || this.authenticate(&text))
            .await
            .unwrap_or(Err(Denied::Unavailable))
    }

    /// Answers from the snapshot; `None` if it should be read (again) first.
    fn recognise(&self, text: &str, may_read: bool) -> Option<Result<Authenticated, Denied>> {
        let Some(prefix) = prefix_of(text) else {
            return Some(Err(Denied::NoKey));
        };
        let now = self.clock.now();
        let snapshot = self.snapshot.read().unwrap_or_else(PoisonError::into_inner);
        let age = snapshot.read_at.map(|at| (now - at).abs());
        if may_read && age.is_none_or(|age| age > STALE_AFTER) {
            return None;
        }
        let key = snapshot.keys.get(prefix).cloned();
        drop(snapshot);
        // The digest is taken and compared also where there is no such key: the time tells nothing.
        let digest: [u8; 32] = Sha256::digest(text.as_bytes()).into();
        let stored = key.as_ref().map_or([0; 32], |key| key.hash);
        let equal = bool::from(digest.ct_eq(&stored));
        match key {
            None if may_read && age.is_none_or(|age| age > MISS_EVERY) => None,
            Some(key) if equal => Some(key.in_force(now).map(|()| Authenticated { key })),
            _ => Some(Err(Denied::UnknownKey)),
        }
    }

    fn read_again(&self, text: &str) -> Result<(), Denied> {
        let _one = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        // Whoever waited here finds what the one before it has read.
        if self.recognise(text, true).is_some() {
            return Ok(());
        }
        let read = self.pool.get().ok().and_then(|mut conn| {
            read_tx(&mut conn, read_keys)
                .inspect_err(|error| tracing::error!(%error, "keys cannot be read"))
                .ok()
        });
        let mut snapshot = self
            .snapshot
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        match read {
            Some(keys) => {
                *snapshot = Snapshot {
                    keys,
                    read_at: Some(self.clock.now()),
                };
                Ok(())
            }
            // Keys once read stay good while the store is away.
            None if prefix_of(text).is_some_and(|p| snapshot.keys.contains_key(p)) => Ok(()),
            None => Err(Denied::Unavailable),
        }
    }
}

fn prefix_of(text: &str) -> Option<&str> {
    let (prefix, secret) = text.strip_prefix(MARK)?.split_once('_')?;
    (!prefix.is_empty() && !secret.is_empty() && text.len() <= 200).then_some(prefix)
}

fn read_keys(conn: &mut Db) -> QueryResult<HashMap<String, Arc<Key>>> {
    let rows: Vec<ApiKeyRow> = api_key::table.select(ApiKeyRow::as_select()).load(conn)?;
    let entities: HashMap<i64, EntityRow> = entity::table
        .select(EntityRow::as_select())
        .load(conn)?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    let mut kinds: HashMap<i64, HashSet<CheckKind>> = HashMap::new();
    let granted: Vec<(i64, String)> = api_key_kind::table
        .select((api_key_kind::key_id, api_key_kind::kind))
        .load(conn)?;
    for (key, kind) in granted {
        kinds
            .entry(key)
            .or_default()
            .extend(CheckKind::from_code(&kind));
    }
    let mut comuni: HashMap<i64, Vec<String>> = HashMap::new();
    let granted: Vec<(i64, String)> = api_key_comune::table
        .select((api_key_comune::key_id, api_key_comune::comune))
        .load(conn)?;
    for (key, comune) in granted {
        comuni.entry(key).or_default().push(comune);
    }
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let owner = entities.get(&row.entity_id)?;
            let hash: [u8; 32] = hex::decode(&row.hash).ok()?.try_into().ok()?;
            let key = Key {
                id: row.id,
                entity_id: row.entity_id,
                entity_name: owner.name.clone(),
                kinds: kinds.remove(&row.id).unwrap_or_default(),
                scope: if row.all_comuni {
                    Scope::All
                } else {
                    Scope::of(comuni.remove(&row.id).unwrap_or_default())
                },
                hash,
                enabled: owner.enabled,
                may_check: row.may_check,
                may_supply: row.may_supply,
                expires_at: row.expires_at,
                revoked: row.revoked_at.is_some(),
            };
            Some((row.prefix, Arc::new(key)))
        })
        .collect())
}

impl Key {
    fn in_force(&self, now: DateTime<Utc>) -> Result<(), Denied> {
        if self.revoked {
            Err(Denied::Revoked)
        } else if now.naive_utc() >= self.expires_at {
            Err(Denied::Expired)
        } else if !self.enabled {
            Err(Denied::EntityDisabled)
        } else {
            Ok(())
        }
    }
}

impl Authenticated {
    /// The entity that calls.
    pub fn entity_id(&self) -> i64 {
        self.key.entity_id
    }

    /// The key with which it calls, for limits and metrics.
    pub fn key_id(&self) -> i64 {
        self.key.id
    }

    /// Authorises a check: every kind that it asks must be granted.
    pub fn for_check(&self, request: &CheckRequest, request_id: String) -> Result<Access, Denied> {
        let access = self.open(Service::Check, self.key.may_check, request_id)?;
        for declaration in &request.declarations {
            access.permits(declaration.kind())?;
        }
        Ok(access)
    }

    /// Authorises a stream of checks; the kinds are judged row by row.
    pub fn for_massive(&self, request_id: String) -> Result<Access, Denied> {
        self.open(Service::MassiveCheck, self.key.may_check, request_id)
    }

    /// Authorises the supplies of a Comune.
    pub fn for_supply(&self, comune: &str, request_id: String) -> Result<Access, Denied> {
        let access = self.open(Service::Supply, self.key.may_supply, request_id)?;
        if access.scope().covers(comune) {
            Ok(access)
        } else {
            Err(Denied::Comune(comune.to_owned()))
        }
    }

    /// Authorises reading about the supplies of whichever Comuni the key holds; the service judges each.
    pub fn for_supplies(&self, request_id: String) -> Result<Access, Denied> {
        self.open(Service::Supply, self.key.may_supply, request_id)
    }

    fn open(&self, service: Service, granted: bool, request_id: String) -> Result<Access, Denied> {
        if granted {
            Ok(Access::new(Arc::clone(&self.key), service, request_id))
        } else {
            Err(Denied::Service(service))
        }
    }
}
