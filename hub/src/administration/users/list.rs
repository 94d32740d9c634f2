//! Seeing users.

use std::collections::HashMap;

use diesel::prelude::*;
use schema::codes::{Function, Role};
use schema::tables::{AppUserRow, EntityRow, OfficeRow, app_user};

use crate::administration::reach::{Seat, role};
use crate::administration::{Actor, AdminError, Administration, Area, ListQuery, Versioned};

/// Which users.
#[derive(Clone, Debug, Default)]
pub struct UserQuery {
    /// Page and words.
    pub page: ListQuery,
    /// Of this office only.
    pub office_id: Option<i64>,
    /// Of this role only.
    pub role: Option<Role>,
    /// Enabled, or disabled, only.
    pub enabled: Option<bool>,
}

/// A user and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserInfo {
    /// The user.
    pub user: AppUserRow,
    /// Its role.
    pub role: Role,
    /// Its office.
    pub office: OfficeRow,
    /// Its entity.
    pub entity: EntityRow,
    /// The actor may change its data and profile.
    pub editable: bool,
    /// The actor may reset its credentials.
    pub resettable: bool,
}

impl Administration {
    /// The users within reach.
    pub fn users(&self, actor: &Actor, query: &UserQuery) -> Result<Vec<UserInfo>, AdminError> {
        self.read(self.admitted(actor, Area::Users)?, |conn| {
            let seats: HashMap<i64, Seat> = actor
                .seats(conn)?
                .into_iter()
                .map(|seat| (seat.office.id, seat))
                .collect();
            let users: Vec<AppUserRow> = app_user::table
                .order(app_user::id)
                .select(AppUserRow::as_select())
                .load(conn)?;
            let wanted = users.into_iter().filter(|user| {
                seats.contains_key(&user.office_id)
                    && query.office_id.is_none_or(|id| user.office_id == id)
                    && query.role.is_none_or(|role| user.role == role.code())
                    && query.enabled.is_none_or(|enabled| user.enabled == enabled)
            });
            let page = query.page.page(
                wanted,
                |user| user.id,
                |user| {
                    let office = seats.get(&user.office_id).map(|seat| &seat.office.name);
                    format!(
                        "{} {} {} {} {}",
                        user.surname,
                        user.name,
                        user.username,
                        user.codice_fiscale,
                        office.map_or("", String::as_str)
                    )
                },
            );
            page.into_iter()
                .filter_map(|user| {
                    let seat = seats.get(&user.office_id)?.clone();
                    Some(info(actor, user, seat))
                })
                .collect()
        })
    }

    /// One of them. The revision is that of its data, not of its profile.
    pub fn user(&self, actor: &Actor, id: i64) -> Result<Versioned<UserInfo>, AdminError> {
        self.read(self.admitted(actor, Area::Users)?, |conn| {
            let (user, seat) = actor.user(conn, id)?;
            let revision = Versioned::of(user.clone()).revision;
            let value = info(actor, user, seat)?;
            Ok(Versioned { value, revision })
        })
    }
}

fn info(actor: &Actor, user: AppUserRow, seat: Seat) -> Result<UserInfo, AdminError> {
    Ok(UserInfo {
        role: role(&user)?,
        editable: actor.may_to(Function::ChangeUsers, &user, &seat),
        resettable: actor.may_to(Function::ResetCredentials, &user, &seat),
        user,
        office: seat.office,
        entity: seat.entity,
    })
}
