//! Users as they are registered and listed. What they may do is their profile's business.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};
use schema::clock::Clock;
use schema::codes::{Role, ValidationMode, WorkstationMode};
use schema::date::Day;
use schema::db::{Db, TxError, write_tx};
use schema::tables::{
    AppUserRow, EntityRow, OfficeRow, ProfileRow, UserCredentialRow, UserLinkRow, app_user, entity,
    office, profile, user_credential, user_link,
};
use thiserror::Error as ThisError;

use super::person::username;
use crate::access::directory::raise_version;

/// Why a user cannot be registered. In Italian, for whoever registers it.
#[derive(Debug, ThisError)]
pub enum AccountError {
    /// No such entity.
    #[error("nessun ente ha il numero {0}")]
    NoEntity(i64),
    /// No such office of that entity.
    #[error("l'ente non ha un ufficio con il numero {0}")]
    NoOffice(i64),
    /// The name is taken.
    #[error("il nome utente {0} è già in uso")]
    Taken(String),
    /// The name will not do.
    #[error(
        "il nome utente deve avere da 3 a 64 caratteri tra lettere, cifre, punto, trattino e trattino basso"
    )]
    BadName,
    /// The role does not go with the entity.
    #[error("un ente di tipo {kind} non può avere utenti {role}")]
    BadRole {
        /// What the entity is.
        kind: String,
        /// The role asked.
        role: Role,
    },
    /// The store failed.
    #[error("la base di dati ha dato errore: {0}")]
    Store(#[from] Error),
}

impl TxError for AccountError {
    fn database(&self) -> Option<&Error> {
        match self {
            Self::Store(error) => Some(error),
            _ => None,
        }
    }
}

/// A user to be registered.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// Its entity.
    pub entity_id: i64,
    /// Its office; none: the entity's only one, made if there is none yet.
    pub office_id: Option<i64>,
    /// What it may be.
    pub role: Role,
    /// What it signs in with.
    pub username: String,
    /// Surname; of an application, its name.
    pub surname: String,
    /// Given names.
    pub name: String,
    /// Codice fiscale; of an application, empty.
    pub codice_fiscale: String,
    /// Where mails go; may be empty.
    pub email: String,
    /// User who registers it; 0: the command line.
    pub created_by: i64,
}

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
    /// [`Role`], as stored.
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

/// Registers a user, without any credential yet and with a profile that keeps nothing: for whoever runs the machine, who
/// is asked for no right. Everybody else goes through [`Administration`](crate::administration::Administration).
pub fn add_user(conn: &mut Db, clock: &dyn Clock, user: &NewUser) -> Result<i64, AccountError> {
    let name = username(&user.username);
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    if !(3..=64).contains(&name.len()) || !name.chars().all(plain) {
        return Err(AccountError::BadName);
    }
    let now = clock.now().naive_utc();
    let added = write_tx(conn, |conn| {
        let owner: EntityRow = entity::table
            .find(user.entity_id)
            .select(EntityRow::as_select())
            .first(conn)
            .optional()?
            .ok_or(AccountError::NoEntity(user.entity_id))?;
        if !goes_with(user.role, &owner.kind) {
            return Err(AccountError::BadRole {
                kind: owner.kind,
                role: user.role,
            });
        }
        let office_id = office_of(conn, &owner, user.office_id, now)?;
        let last: Option<i64> = app_user::table
            .select(diesel::dsl::max(app_user::id))
            .first(conn)?;
        let row = AppUserRow {
            id: last.unwrap_or(0) + 1,
            entity_id: owner.id,
            office_id,
            role: user.role.code().to_owned(),
            username: name.clone(),
            surname: user.surname.clone(),
            name: user.name.clone(),
            codice_fiscale: user.codice_fiscale.to_uppercase(),
            email: user.email.clone(),
            anpr_operator: String::new(),
            enabled: true,
            created_at: now,
            created_by: user.created_by,
        };
        diesel::insert_into(app_user::table)
            .values(&row)
            .execute(conn)?;
        let last: Option<i64> = user_link::table
            .select(diesel::dsl::max(user_link::id))
            .first(conn)?;
        diesel::insert_into(user_link::table)
            .values(&UserLinkRow {
                id: last.unwrap_or(0) + 1,
                user_id: row.id,
                office_id,
                from_at: now,
                to_at: None,
                moved_by: user.created_by,
                reason: String::new(),
            })
            .execute(conn)?;
        diesel::insert_into(profile::table)
            .values(&ProfileRow {
                user_id: row.id,
                valid_from: clock.today().0,
                valid_to: Day::MAX.0,
                all_comuni: true,
                validation: ValidationMode::None.code().to_owned(),
                workstation: WorkstationMode::Free.code().to_owned(),
            })
            .execute(conn)?;
        raise_version(conn)?;
        Ok(row.id)
    });
    match added {
        Err(AccountError::Store(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _))) => {
            Err(AccountError::Taken(name))
        }
        other => other,
    }
}

/// Enables a user, or disables it. False if there is none.
pub fn set_enabled(conn: &mut Db, name: &str, enabled: bool) -> QueryResult<bool> {
    write_tx(conn, |conn| {
        let found = diesel::update(app_user::table.filter(app_user::username.eq(username(name))))
            .set(app_user::enabled.eq(enabled))
            .execute(conn)?;
        raise_version(conn)?;
        Ok(found == 1)
    })
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

/// Which entities may have users of that role.
fn goes_with(role: Role, kind: &str) -> bool {
    match role {
        Role::Top => kind == "COMUNE",
        Role::Operator | Role::Statistician | Role::Dpo => kind == "PROVINCIA",
        Role::Admin | Role::Standard | Role::StandardPs | Role::Authorised => true,
    }
}

fn office_of(
    conn: &mut Db,
    owner: &EntityRow,
    wanted: Option<i64>,
    now: NaiveDateTime,
) -> Result<i64, AccountError> {
    let offices: Vec<i64> = office::table
        .filter(office::entity_id.eq(owner.id))
        .order(office::id)
        .select(office::id)
        .load(conn)?;
    match (wanted, offices.as_slice()) {
        (Some(id), known) if known.contains(&id) => Ok(id),
        (Some(id), _) => Err(AccountError::NoOffice(id)),
        (None, [first, ..]) => Ok(*first),
        (None, []) => {
            let last: Option<i64> = office::table
                .select(diesel::dsl::max(office::id))
                .first(conn)?;
            let row = OfficeRow {
                id: last.unwrap_or(0) + 1,
                entity_id: owner.id,
                comune: owner.comune.clone(),
                name: owner.name.clone(),
                enabled: true,
                created_at: now,
            };
            diesel::insert_into(office::table)
                .values(&row)
                .execute(conn)?;
            Ok(row.id)
        }
    }
}
