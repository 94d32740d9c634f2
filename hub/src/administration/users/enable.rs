//! Enabling and disabling, and nothing else: it must be possible in haste, whatever else of a user is out of date.

use diesel::prelude::*;
use schema::codes::Function;
use schema::tables::app_user;

use crate::administration::areas::done;
use crate::administration::change::Note;
use crate::administration::{Actor, AdminError, Administration, Area};
use crate::identity::end_sessions;

impl Administration {
    /// Enables a user, or disables it: then it has no session left to go on with.
    pub fn set_user_enabled(
        &self,
        actor: &Actor,
        id: i64,
        enabled: bool,
    ) -> Result<(), AdminError> {
        let subject = format!("utente:{id}");
        let now = self.clock.now().naive_utc();
        self.change(actor, Area::Users, &subject, |conn, notes| {
            let (user, seat) = actor.user(conn, id)?;
            let permit = actor.must_to(Function::ChangeUsers, &user, &seat)?;
            if id == actor.user_id && !enabled {
                return Err(AdminError::oneself());
            }
            diesel::update(app_user::table.find(id))
                .set(app_user::enabled.eq(enabled))
                .execute(conn)?;
            if !enabled {
                end_sessions(conn, id, actor.user_id, now)?;
            }
            let outcome = if enabled {
                done::ENABLED
            } else {
                done::DISABLED
            };
            notes.push(Note {
                subject: subject.clone(),
                outcome,
                comune: seat.comune().to_owned(),
                fields: vec!["abilitato"],
                ..Note::default()
            });
            Ok((permit, ()))
        })
    }
}
