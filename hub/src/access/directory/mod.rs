//! The directory as it is held in memory: entities, offices, agreements, users, profiles, workstations, keys. It is
//! read again only when `directory_version` has changed; every administrative change raises it (`version`).

mod build;
mod parts;
mod rows;
mod version;

use std::collections::HashMap;
use std::sync::{Arc, PoisonError};

use schema::date::Day;
use schema::tables::{ComuneSuccessionRow, EntityRow, OfficeRow};

pub use parts::{User, Workstation};
pub use rows::DirectoryRows;

pub(super) use parts::{Agreement, Key, Opened, Profile, PublicKey};
pub(super) use rows::read_version;
pub(crate) use version::{hold, next_id, raise_version};

use super::rights::Rights;

/// The directory, as read at one time.
#[derive(Debug, Default)]
pub struct Directory {
    version: i64,
    entities: HashMap<i64, Arc<EntityRow>>,
    offices: HashMap<i64, Arc<OfficeRow>>,
    users: HashMap<i64, Arc<User>>,
    keys: HashMap<String, Arc<Key>>,
    public_keys: HashMap<i64, PublicKey>,
    /// By entity, by id.
    agreements: HashMap<i64, Vec<Arc<Agreement>>>,
    successions: Vec<ComuneSuccessionRow>,
    /// ISTAT codes of the Comuni that are entities and enabled, sorted.
    comuni: Vec<String>,
}

impl Directory {
    /// How often it had been changed.
    pub fn version(&self) -> i64 {
        self.version
    }

    /// An entity.
    pub fn entity(&self, id: i64) -> Option<&EntityRow> {
        self.entities.get(&id).map(|row| &**row)
    }

    /// An office.
    pub fn office(&self, id: i64) -> Option<&OfficeRow> {
        self.offices.get(&id).map(|row| &**row)
    }

    /// A user.
    pub fn user(&self, id: i64) -> Option<&Arc<User>> {
        self.users.get(&id)
    }

    /// ISTAT codes of the Comuni that are entities and enabled, sorted.
    pub fn comuni(&self) -> &[String] {
        &self.comuni
    }

    pub(super) fn key(&self, prefix: &str) -> Option<&Arc<Key>> {
        self.keys.get(prefix)
    }

    pub(super) fn public_key(&self, id: i64) -> Option<&PublicKey> {
        self.public_keys.get(&id)
    }

    pub(super) fn agreements_of(&self, entity_id: i64) -> &[Arc<Agreement>] {
        self.agreements.get(&entity_id).map_or(&[], Vec::as_slice)
    }

    /// The Comuni whose residents concern that one on the day: itself, and those that it took over, however often.
    pub fn with_predecessors(&self, comune: &str, day: Day) -> Vec<String> {
        let mut found = vec![comune.to_owned()];
        let mut next = 0;
        while let Some(new) = found.get(next).cloned() {
            next += 1;
            for row in &self.successions {
                if row.new == new && row.since <= day.0 && !found.contains(&row.old) {
                    found.push(row.old.clone());
                }
            }
        }
        found
    }

    /// The Comune that decides on the day for what that one left: itself while nobody took it over. Where a Comune was
    /// divided, the first by code.
    pub fn successor(&self, comune: &str, day: Day) -> String {
        let mut present = comune.to_owned();
        let mut seen = vec![present.clone()];
        while let Some(new) = self
            .successions
            .iter()
            .filter(|row| row.old == present && row.since <= day.0)
            .map(|row| &row.new)
            .min()
        {
            if seen.contains(new) {
                break;
            }
            present.clone_from(new);
            seen.push(present.clone());
        }
        present
    }

    /// What a user may ask on that day: worked out once a day and directory.
    pub(super) fn rights(&self, user: &User, day: Day) -> Arc<Rights> {
        let known = user.rights.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(rights) = known.as_ref().filter(|rights| rights.day() == day) {
            return Arc::clone(rights);
        }
        drop(known);
        let rights = Arc::new(Rights::of(self, user, day));
        *user.rights.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&rights));
        rights
    }
}
