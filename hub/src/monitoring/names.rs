//! Names behind the numbers of the trace.

use std::collections::HashMap;

use diesel::prelude::*;
use schema::db::Db;
use schema::tables::{agreement, app_user, entity, office};

/// Names behind the numbers of the trace, as they are now: numbers are never given anew.
#[derive(Clone, Debug, Default)]
pub struct Names {
    entities: HashMap<i64, String>,
    offices: HashMap<i64, String>,
    users: HashMap<i64, String>,
    agreements: HashMap<i64, String>,
}

impl Names {
    /// Reads them all: thousands, not millions.
    pub fn load(conn: &mut Db) -> QueryResult<Self> {
        let users: Vec<(i64, String, String)> = app_user::table
            .select((app_user::id, app_user::surname, app_user::name))
            .load(conn)?;
        Ok(Self {
            entities: entity::table
                .select((entity::id, entity::name))
                .load(conn)?
                .into_iter()
                .collect(),
            offices: office::table
                .select((office::id, office::name))
                .load(conn)?
                .into_iter()
                .collect(),
            users: users
                .into_iter()
                .map(|(id, surname, name)| (id, format!("{surname} {name}").trim().to_owned()))
                .collect(),
            agreements: agreement::table
                .select((agreement::id, agreement::protocol))
                .load(conn)?
                .into_iter()
                .collect(),
        })
    }

    /// An entity's name; empty if there is none of that number.
    pub fn entity(&self, id: i64) -> &str {
        self.entities.get(&id).map_or("", String::as_str)
    }

    /// An office's.
    pub fn office(&self, id: i64) -> &str {
        self.offices.get(&id).map_or("", String::as_str)
    }

    /// A user's surname and names.
    pub fn user(&self, id: i64) -> &str {
        self.users.get(&id).map_or("", String::as_str)
    }

    /// The protocol number of an agreement.
    pub fn agreement(&self, id: i64) -> &str {
        self.agreements.get(&id).map_or("", String::as_str)
    }
}
