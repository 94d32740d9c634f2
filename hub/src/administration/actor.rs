//! Who acts.

use diesel::prelude::*;
use schema::codes::Role;
use schema::date::Day;
use schema::db::Db;
use schema::tables::{AppUserRow, EntityRow, OfficeRow, app_user, entity, office};

use super::reach::role;
use super::{AdminError, comuni};

/// Somebody who runs part of the directory, as recognised when the request came.
#[derive(Clone, Debug)]
pub struct Actor {
    /// The user; 0: the command line.
    pub user_id: i64,
    /// Its role.
    pub role: Role,
    /// Its entity.
    pub entity_id: i64,
    /// Its office.
    pub office_id: i64,
    /// Of a TOP: its Comune and those that it took over, ISTAT codes. Empty for others.
    pub comuni: Vec<String>,
    /// Workstation or network address, for the trace.
    pub workstation: String,
    /// The hub's id of the request.
    pub request_id: String,
}

impl Actor {
    /// Whoever runs the machine. The table says nothing of them: they could change the store itself. What they do this way
    /// is judged like any input, and on record.
    pub fn command_line(request_id: impl Into<String>) -> Self {
        Self {
            user_id: 0,
            role: Role::Operator,
            entity_id: 0,
            office_id: 0,
            comuni: Vec::new(),
            workstation: "riga di comando".to_owned(),
            request_id: request_id.into(),
        }
    }

    pub(super) fn is_command_line(&self) -> bool {
        self.user_id == 0
    }

    /// A user of the directory, as it stands in the store at this moment.
    ///
    /// # Errors
    /// Unknown, or user, office or entity are disabled.
    pub fn by_user(
        conn: &mut Db,
        user_id: i64,
        today: Day,
        workstation: impl Into<String>,
        request_id: impl Into<String>,
    ) -> Result<Self, AdminError> {
        let found: Option<(AppUserRow, OfficeRow, EntityRow)> = app_user::table
            .inner_join(office::table.on(office::id.eq(app_user::office_id)))
            .inner_join(entity::table.on(entity::id.eq(app_user::entity_id)))
            .filter(app_user::id.eq(user_id))
            .select((
                AppUserRow::as_select(),
                OfficeRow::as_select(),
                EntityRow::as_select(),
            ))
            .first(conn)
            .optional()?;
        let (user, office, entity) = found.ok_or(AdminError::NotFound)?;
        if !(user.enabled && office.enabled && entity.enabled) {
            return Err(AdminError::Refused {
                code: "UTENTE_NON_ABILITATO",
                text: "L'utente, il suo ufficio o il suo ente non è abilitato.".to_owned(),
            });
        }
        let role = role(&user)?;
        let comuni = match role {
            Role::Top => Self::comuni_of(conn, &entity.comune, today.0)?,
            _ => Vec::new(),
        };
        Ok(Self {
            user_id,
            role,
            entity_id: user.entity_id,
            office_id: user.office_id,
            comuni,
            workstation: workstation.into(),
            request_id: request_id.into(),
        })
    }

    /// Refuses whoever is no longer what it was when the request came: moved, demoted or disabled since.
    pub(super) fn stands(&self, conn: &mut Db, today: Day) -> Result<(), AdminError> {
        if self.is_command_line() {
            return Ok(());
        }
        let now = Self::by_user(conn, self.user_id, today, "", "")?;
        let same = (now.role, now.entity_id, now.office_id)
            == (self.role, self.entity_id, self.office_id)
            && self.comuni.iter().all(|comune| now.comuni.contains(comune));
        if same {
            return Ok(());
        }
        Err(AdminError::Refused {
            code: "DIRITTI_CAMBIATI",
            text:
                "I diritti dell'utente sono cambiati mentre la richiesta era in corso: ripeterla."
                    .to_owned(),
        })
    }

    /// The Comuni for which the officers of `comune` answer: itself, and those that it took over by now.
    fn comuni_of(conn: &mut Db, comune: &str, today: i32) -> Result<Vec<String>, AdminError> {
        if comune.is_empty() {
            return Ok(Vec::new());
        }
        let successions = comuni::successions(conn, today)?;
        let mut found = vec![comune.to_owned()];
        comuni::add_predecessors(&mut found, &successions);
        Ok(found)
    }
}
