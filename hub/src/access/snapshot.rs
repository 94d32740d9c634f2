//! The keys as they are held in memory, and how far they can be relied on.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use diesel::prelude::*;
use schema::codes::CheckKind;
use schema::db::Db;
use schema::tables::{ApiKeyRow, EntityRow, api_key, api_key_comune, api_key_kind, entity};

use super::denied::Denied;
use crate::check::Scope;

/// A snapshot older than this is read again: so late does a withdrawal take effect on other nodes.
const STALE_AFTER: Duration = Duration::seconds(3);
/// Unknown keys make the snapshot be read again, but not more often than this: a stream of wrong keys
/// must not become a stream of queries.
const MISS_EVERY: Duration = Duration::milliseconds(250);
/// While the store is away it is tried again so often.
const RETRY_EVERY: Duration = Duration::seconds(3);
/// A failure longer ago than this says nothing about the store any more: it is asked first.
const AWAY_FOR: Duration = Duration::seconds(30);

/// A key as it is held in memory.
#[derive(Debug)]
pub(super) struct Key {
    pub id: i64,
    pub entity_id: i64,
    pub entity_name: String,
    pub kinds: HashSet<CheckKind>,
    pub scope: Scope,
    pub may_check: bool,
    pub may_supply: bool,
    pub(super) hash: [u8; 32],
    enabled: bool,
    expires_at: NaiveDateTime,
    revoked: bool,
}

/// All keys, as read at one time.
#[derive(Debug, Default)]
pub(super) struct Snapshot {
    pub keys: HashMap<String, Arc<Key>>,
    pub read_at: Option<DateTime<Utc>>,
    /// When the store last failed to give them; nothing once it has given them again.
    pub failed_at: Option<DateTime<Utc>>,
}

/// What a snapshot is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It answers; a key that it does not know may have been issued since, and is worth another reading.
    Fresh { may_miss: bool },
    /// The store has just failed: keys once read stay good, of others nothing can be said.
    Away { try_again: bool },
    /// It must be read first.
    Stale,
}

impl Snapshot {
    pub fn standing(&self, now: DateTime<Utc>) -> Standing {
        let age = |at: Option<DateTime<Utc>>| at.map(|at| (now - at).abs());
        if let Some(age) = age(self.failed_at)
            && age <= AWAY_FOR
        {
            return Standing::Away {
                try_again: age > RETRY_EVERY,
            };
        }
        match age(self.read_at) {
            Some(age) if age <= STALE_AFTER => Standing::Fresh {
                may_miss: age > MISS_EVERY,
            },
            _ => Standing::Stale,
        }
    }
}

impl Key {
    pub fn in_force(&self, now: DateTime<Utc>) -> Result<(), Denied> {
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

pub(super) fn read_keys(conn: &mut Db) -> QueryResult<HashMap<String, Arc<Key>>> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_relied_on_for_a_while_and_a_reading_for_less() {
        let read = DateTime::<Utc>::UNIX_EPOCH;
        let mut snapshot = Snapshot {
            read_at: Some(read),
            ..Snapshot::default()
        };
        let standing = |snapshot: &Snapshot, seconds: i64| {
            snapshot.standing(read + Duration::seconds(seconds))
        };
        assert_eq!(Snapshot::default().standing(read), Standing::Stale);
        assert_eq!(standing(&snapshot, 0), Standing::Fresh { may_miss: false });
        assert_eq!(standing(&snapshot, 3), Standing::Fresh { may_miss: true });
        assert_eq!(standing(&snapshot, 4), Standing::Stale);
        snapshot.failed_at = Some(read + Duration::seconds(4));
        assert_eq!(standing(&snapshot, 4), Standing::Away { try_again: false });
        assert_eq!(standing(&snapshot, 8), Standing::Away { try_again: true });
        assert_eq!(standing(&snapshot, 35), Standing::Stale);
    }
}
