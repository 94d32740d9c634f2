//! Users as they are listed to whoever runs the machine, with the state of their credentials.

use diesel::prelude::*;
use schema::db::Db;
use schema::tables::{
    AppUserRow, EntityRow, OfficeRow, UserCredentialRow, app_user, entity, office, user_credential,
};

/// A user as it is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserInfo {
    /// Its id.
    pub id: i64,
    /// What it signs in with.
    pub username: String,
    /// Surname.
    pub surname: String,
    /// Given names.
    pub name: String,
    /// [`Role`](schema::codes::Role), as stored.
    pub role: String,
    /// Its entity.
    pub entity: String,
    /// Its office.
    pub office: String,
    /// False: may do nothing.
    pub enabled: bool,
    /// [`PasswordState`](schema::codes::PasswordState), as stored; empty: no credential.
    pub password: String,
    /// [`TotpState`](schema::codes::TotpState), as stored; empty: no credential.
    pub codes: String,
}

/// Every user, by name.
pub fn list_users(conn: &mut Db) -> QueryResult<Vec<UserInfo>> {
    let users: Vec<AppUserRow> = app_user::table
        .order(app_user::username)
        .select(AppUserRow::as_select())
        .load(conn)?;
    let entities: Vec<EntityRow> = entity::table.select(EntityRow::as_select()).load(conn)?;
    let offices: Vec<OfficeRow> = office::table.select(OfficeRow::as_select()).load(conn)?;
    let credentials: Vec<UserCredentialRow> = user_credential::table
        .select(UserCredentialRow::as_select())
        .load(conn)?;
    Ok(users
        .into_iter()
        .map(|row| {
            let credential = credentials.iter().find(|c| c.user_id == row.id);
            UserInfo {
                entity: entities
                    .iter()
                    .find(|e| e.id == row.entity_id)
                    .map_or_else(String::new, |e| e.name.clone()),
                office: offices
                    .iter()
                    .find(|o| o.id == row.office_id)
                    .map_or_else(String::new, |o| o.name.clone()),
                password: credential.map_or_else(String::new, |c| c.state.clone()),
                codes: credential.map_or_else(String::new, |c| c.totp_state.clone()),
                id: row.id,
                username: row.username,
                surname: row.surname,
                name: row.name,
                role: row.role,
                enabled: row.enabled,
            }
        })
        .collect())
}
