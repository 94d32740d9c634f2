//! What of a user can change.

use diesel::prelude::*;
use schema::codes::Function;
use schema::tables::{AppUserRow, app_user};

use super::judge_person;
use crate::administration::areas::done;
use crate::administration::change::Note;
use crate::administration::input::Judge;
use crate::administration::reach::role;
use crate::administration::{Actor, AdminError, Administration, Area, Versioned};
use crate::identity::end_sessions;

/// What of a user can change, as typed. Role and user name stay; the office changes by a move.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserEdit {
    /// `cognome`; of an application, its name.
    pub surname: String,
    /// `nome`.
    pub name: String,
    /// `codiceFiscale`.
    pub codice_fiscale: String,
    /// `email`.
    pub email: String,
    /// `operatoreAnpr`.
    pub anpr_operator: String,
    /// `abilitato`.
    pub enabled: bool,
}

impl Administration {
    /// Changes a user's data, enables or disables it.
    pub fn edit_user(
        &self,
        actor: &Actor,
        id: i64,
        revision: &str,
        edit: &UserEdit,
    ) -> Result<(), AdminError> {
        let subject = format!("utente:{id}");
        self.change(actor, Area::Users, &subject, |conn, notes| {
            let (old, seat) = actor.user(conn, id)?;
            let permit = actor.must_to(Function::ChangeUsers, &old, &seat)?;
            let old = Versioned::of(old).expect(revision)?;
            if id == actor.user_id && !edit.enabled {
                return Err(AdminError::oneself());
            }
            let mut judge = Judge::default();
            let person = judge_person(&mut judge, Some(role(&old)?), edit);
            judge.finish(())?;
            let new = AppUserRow {
                surname: person.surname,
                name: person.name,
                codice_fiscale: person.codice_fiscale,
                email: person.email,
                anpr_operator: person.anpr_operator,
                enabled: edit.enabled,
                ..old.clone()
            };
            diesel::update(app_user::table.find(id))
                .set(&new)
                .execute(conn)?;
            if !new.enabled {
                // Enabled again a moment later, it signs in again.
                let now = self.clock.now().naive_utc();
                end_sessions(conn, id, actor.user_id, now)?;
            }
            notes.push(Note {
                subject: subject.clone(),
                outcome: done::EDITED,
                comune: seat.comune().to_owned(),
                fields: changed(&old, &new),
                ..Note::default()
            });
            Ok((permit, ()))
        })
    }
}

fn changed(old: &AppUserRow, new: &AppUserRow) -> Vec<&'static str> {
    [
        ("cognome", old.surname != new.surname),
        ("nome", old.name != new.name),
        ("codiceFiscale", old.codice_fiscale != new.codice_fiscale),
        ("email", old.email != new.email),
        ("operatoreAnpr", old.anpr_operator != new.anpr_operator),
        ("abilitato", old.enabled != new.enabled),
    ]
    .into_iter()
    .filter(|(_, differs)| *differs)
    .map(|(field, _)| field)
    .collect()
}
