//! A user with its office and entity, as sessions know it.

use diesel::prelude::*;
use schema::codes::Role;
use schema::db::Db;
use schema::tables::{AppUserRow, EntityRow, OfficeRow, app_user, entity, office};

/// A user with its office and entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The user's id.
    pub id: i64,
    /// What it signs in with.
    pub username: String,
    /// Surname; of an application, its name.
    pub surname: String,
    /// Given names.
    pub name: String,
    /// What it may be.
    pub role: Role,
    /// Its entity.
    pub entity_id: i64,
    /// The entity's name.
    pub entity_name: String,
    /// ISTAT code of the entity, if it is a Comune; empty otherwise.
    pub entity_comune: String,
    /// Its office.
    pub office_id: i64,
    /// The office's name.
    pub office_name: String,
    /// True if user, office and entity all are enabled.
    pub enabled: bool,
}

impl Person {
    pub(super) fn by_username(conn: &mut Db, username: &str) -> QueryResult<Option<Self>> {
        // Nobody's name, and PostgreSQL would not even look for it: it must cost what any unknown name costs.
        if username.contains('\0') {
            return Ok(None);
        }
        let row = app_user::table
            .filter(app_user::username.eq(username))
            .select(AppUserRow::as_select())
            .first(conn)
            .optional()?;
        row.map_or(Ok(None), |row| Self::of(conn, row))
    }

    pub(super) fn by_id(conn: &mut Db, id: i64) -> QueryResult<Option<Self>> {
        let row = app_user::table
            .find(id)
            .select(AppUserRow::as_select())
            .first(conn)
            .optional()?;
        row.map_or(Ok(None), |row| Self::of(conn, row))
    }

    fn of(conn: &mut Db, row: AppUserRow) -> QueryResult<Option<Self>> {
        let office: OfficeRow = office::table
            .find(row.office_id)
            .select(OfficeRow::as_select())
            .first(conn)?;
        let entity: EntityRow = entity::table
            .find(row.entity_id)
            .select(EntityRow::as_select())
            .first(conn)?;
        // A role that this program does not know opens nothing.
        let Some(role) = Role::from_code(&row.role) else {
            return Ok(None);
        };
        Ok(Some(Self {
            id: row.id,
            username: row.username,
            surname: row.surname,
            name: row.name,
            role,
            entity_id: row.entity_id,
            entity_name: entity.name,
            entity_comune: entity.comune,
            office_id: row.office_id,
            office_name: office.name,
            enabled: row.enabled && office.enabled && entity.enabled,
        }))
    }

    /// Name and surname, as a page greets.
    pub fn full_name(&self) -> String {
        format!("{} {}", self.name, self.surname).trim().to_owned()
    }
}

/// A user name as it is stored: lower case, without blanks around it.
pub(super) fn username(text: &str) -> String {
    text.trim().to_lowercase()
}
