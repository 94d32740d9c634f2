//! Whoever stands before the board.

use std::collections::BTreeSet;

use diesel::prelude::*;
use schema::codes::{Function, Role};
use schema::date::Day;
use schema::db::Db;
use schema::tables::{AppUserRow, OfficeRow, app_user, comune_succession, entity, office};

use crate::access::Denied;
use crate::access::policy::Right;

/// A user, as far as the board needs to know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The user.
    pub user_id: i64,
    /// Its entity.
    pub entity_id: i64,
    /// Its office.
    pub office_id: i64,
    /// What it is.
    pub role: Role,
    /// ISTAT codes: notices to these reach it. That of its entity, that which registered its office, and those into
    /// which they merged.
    pub(super) hears: BTreeSet<String>,
    /// ISTAT codes for which it speaks: that of its entity, and those that merged into it.
    pub(super) speaks_for: BTreeSet<String>,
}

/// From where something is done, for the trace.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// The hub's id of the request.
    pub request_id: String,
    /// Name of the workstation, or network address.
    pub workstation: String,
}

impl Member {
    /// Refuses those whose role reads no notices.
    pub(super) fn reads(&self) -> Result<Right, Denied> {
        Right::of(self.role, Function::ReadNotices)
    }

    /// The user of that id as it stands on that day; `None` if there is none, or it may do nothing.
    pub fn read(conn: &mut Db, user_id: i64, today: Day) -> QueryResult<Option<Self>> {
        let found: Option<(AppUserRow, OfficeRow, (String, bool))> = app_user::table
            .inner_join(office::table.on(office::id.eq(app_user::office_id)))
            .inner_join(entity::table.on(entity::id.eq(app_user::entity_id)))
            .filter(app_user::id.eq(user_id))
            .select((
                AppUserRow::as_select(),
                OfficeRow::as_select(),
                (entity::comune, entity::enabled),
            ))
            .first(conn)
            .optional()?;
        let Some((user, office, (comune, is_open))) = found else {
            return Ok(None);
        };
        let Some(role) = Role::from_code(&user.role) else {
            return Ok(None);
        };
        if !(user.enabled && office.enabled && is_open) {
            return Ok(None);
        }
        let successions: Vec<(String, String)> = comune_succession::table
            // One that is still to come changes nothing yet.
            .filter(comune_succession::since.le(today.0))
            .select((comune_succession::old, comune_succession::new))
            .load(conn)?;
        let own: BTreeSet<String> = [comune]
            .into_iter()
            .filter(|code| !code.is_empty())
            .collect();
        let mut hears = own.clone();
        hears.extend([office.comune].into_iter().filter(|code| !code.is_empty()));
        let (mut later, mut earlier) = (hears, own);
        let forth: Vec<(&str, &str)> = successions
            .iter()
            .map(|(old, new)| (&**old, &**new))
            .collect();
        let back: Vec<(&str, &str)> = forth.iter().map(|(old, new)| (*new, *old)).collect();
        close(&mut later, &forth);
        close(&mut earlier, &back);
        Ok(Some(Self {
            user_id: user.id,
            entity_id: user.entity_id,
            office_id: user.office_id,
            role,
            hears: later,
            speaks_for: earlier,
        }))
    }
}

/// Adds whatever can be reached by the steps, however many of them.
fn close(all: &mut BTreeSet<String>, steps: &[(&str, &str)]) {
    loop {
        let before = all.len();
        for (from, to) in steps {
            if all.contains(*from) {
                all.insert((*to).to_owned());
            }
        }
        if all.len() == before {
            return;
        }
    }
}
