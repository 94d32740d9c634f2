//! Who is told, and what the users, offices and entities are called.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use schema::codes::Role;
use schema::date::Day;
use schema::db::Db;
use schema::tables::{AppUserRow, OfficeRow, app_user, comune_succession, entity, office};

use super::tally::Key;

/// The directory, as far as the mail needs it.
#[derive(Debug)]
pub(super) struct People {
    users: BTreeMap<i64, AppUserRow>,
    offices: BTreeMap<i64, OfficeRow>,
    /// Name, ISTAT code, enabled.
    entities: BTreeMap<i64, (String, String, bool)>,
    successions: Vec<(String, String)>,
}

/// What a recipient is told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Concern {
    /// ISTAT codes: whatever concerned these.
    comuni: BTreeSet<String>,
    /// Whatever users of these did.
    offices: BTreeSet<i64>,
}

impl Concern {
    pub fn covers(&self, key: &Key) -> bool {
        self.comuni.contains(&key.comune) || self.offices.contains(&key.office_id)
    }
}

impl People {
    /// As it stands; mergers of Comuni as they stood on that day.
    pub fn read(conn: &mut Db, day: Day) -> QueryResult<Self> {
        let users: Vec<AppUserRow> = app_user::table.select(AppUserRow::as_select()).load(conn)?;
        let offices: Vec<OfficeRow> = office::table.select(OfficeRow::as_select()).load(conn)?;
        let entities: Vec<(i64, String, String, bool)> = entity::table
            .select((entity::id, entity::name, entity::comune, entity::enabled))
            .load(conn)?;
        Ok(Self {
            users: users.into_iter().map(|row| (row.id, row)).collect(),
            offices: offices.into_iter().map(|row| (row.id, row)).collect(),
            entities: entities
                .into_iter()
                .map(|(id, name, comune, enabled)| (id, (name, comune, enabled)))
                .collect(),
            successions: comune_succession::table
                .filter(comune_succession::since.le(day.0))
                .select((comune_succession::old, comune_succession::new))
                .load(conn)?,
        })
    }

    /// TOP and ADMIN users who can be written to, with what they are told of.
    pub fn recipients(&self) -> Vec<(&AppUserRow, Concern)> {
        self.users
            .values()
            .filter(|user| user.enabled && !user.email.trim().is_empty() && self.is_open(user))
            .filter_map(|user| Some((user, self.concern(user)?)))
            .collect()
    }

    fn is_open(&self, user: &AppUserRow) -> bool {
        let office = self.offices.get(&user.office_id);
        let entity = self.entities.get(&user.entity_id);
        office.is_some_and(|office| office.enabled) && entity.is_some_and(|entity| entity.2)
    }

    fn concern(&self, user: &AppUserRow) -> Option<Concern> {
        if user.role == Role::Admin.code() {
            return Some(Concern {
                comuni: BTreeSet::new(),
                offices: BTreeSet::from([user.office_id]),
            });
        }
        if user.role != Role::Top.code() {
            return None;
        }
        let comuni = self.with_predecessors(self.comune_of(user.entity_id)?);
        let offices = self
            .offices
            .values()
            .filter(|office| comuni.contains(&office.comune))
            .map(|office| office.id)
            .chain([user.office_id])
            .collect();
        Some(Concern { comuni, offices })
    }

    /// The ISTAT code of an entity that is a Comune.
    pub fn comune_of(&self, entity_id: i64) -> Option<&str> {
        let (_, comune, _) = self.entities.get(&entity_id)?;
        // An empty code would cover every act that concerns no Comune.
        Some(comune.as_str()).filter(|comune| !comune.is_empty())
    }

    fn with_predecessors(&self, comune: &str) -> BTreeSet<String> {
        let mut all = BTreeSet::from([comune.to_owned()]);
        loop {
            let before = all.len();
            for (old, new) in &self.successions {
                if all.contains(new) {
                    all.insert(old.clone());
                }
            }
            if all.len() == before {
                return all;
            }
        }
    }

    /// `None` for users of public security: those of yesterday's other roles are not shown either.
    pub fn user_name(&self, id: i64) -> Option<String> {
        let Some(user) = self.users.get(&id) else {
            return Some(format!("utente {id}"));
        };
        if user.role == Role::StandardPs.code() {
            return None;
        }
        let whole = format!("{} {}", user.surname, user.name);
        Some(format!("{} ({})", whole.trim(), user.username))
    }

    pub fn office_name(&self, entity_id: i64, office_id: i64) -> String {
        let entity = self
            .entities
            .get(&entity_id)
            .map_or_else(|| format!("ente {entity_id}"), |entity| entity.0.clone());
        match self.offices.get(&office_id) {
            Some(office) => format!("{entity} – {}", office.name),
            None => entity,
        }
    }

    pub fn entity_name(&self, id: i64) -> String {
        self.entities
            .get(&id)
            .map_or_else(String::new, |entity| entity.0.clone())
    }
}
