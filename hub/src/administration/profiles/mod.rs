//! Profiles: what a user may use of its entity's agreements.
//!
//! When a profile is written it must lie within what the agreements grant that day. Later they may grant less;
//! nothing is rewritten then, since what counts is always the intersection (`hub::access`).

mod granted;
mod input;
mod rows;

use schema::codes::Function;
use schema::tables::ProfileRow;

use super::areas::done;
use super::change::Note;
use super::{Actor, AdminError, Administration, Area, GrantInput, Versioned};
use granted::granted_now;
pub use input::ProfileInput;
use rows::{read, store};

/// What an entity's agreements grant today, for profiles to choose from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grantable {
    /// Services, kinds and fields.
    pub grants: Vec<GrantInput>,
    /// The Comuni that they open; `None`: all.
    pub comuni: Option<Vec<String>>,
}

/// A profile, and what could be in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileInfo {
    /// Validity, validation, workstation.
    pub row: ProfileRow,
    /// What it keeps.
    pub grants: Vec<GrantInput>,
    /// The Comuni that it keeps, if not all.
    pub comuni: Vec<String>,
    /// Workstations to which the user is bound.
    pub workstations: Vec<i64>,
}

impl Administration {
    /// A user's profile.
    pub fn profile(
        &self,
        actor: &Actor,
        user_id: i64,
    ) -> Result<Versioned<ProfileInfo>, AdminError> {
        let today = self.clock.today();
        self.read(self.admitted(actor, Area::Users)?, |conn| {
            actor.user(conn, user_id)?;
            Ok(Versioned::of(read(conn, user_id, today)?))
        })
    }

    /// What the agreements of a user's entity grant today.
    pub fn grantable(&self, actor: &Actor, user_id: i64) -> Result<Grantable, AdminError> {
        let today = self.clock.today();
        self.read(self.admitted(actor, Area::Users)?, |conn| {
            let (user, _) = actor.user(conn, user_id)?;
            let now = granted_now(conn, user.entity_id, today)?;
            Ok(Grantable {
                grants: now.inputs(),
                comuni: now.comuni.map(|comuni| comuni.into_iter().collect()),
            })
        })
    }

    /// Replaces a user's profile.
    pub fn edit_profile(
        &self,
        actor: &Actor,
        user_id: i64,
        revision: &str,
        input: &ProfileInput,
    ) -> Result<(), AdminError> {
        let today = self.clock.today();
        let subject = format!("utente:{user_id}");
        self.change(actor, Area::Users, &subject, |conn, notes| {
            let (user, seat) = actor.user(conn, user_id)?;
            let permit = actor.must_to(Function::ChangeUsers, &user, &seat)?;
            if user_id == actor.user_id {
                return Err(AdminError::oneself());
            }
            let old = Versioned::of(read(conn, user_id, today)?).expect(revision)?;
            let now = granted_now(conn, user.entity_id, today)?;
            let new = input.judge(conn, user_id, user.office_id, &now, today)?;
            store(conn, &new)?;
            notes.push(Note {
                subject: subject.clone(),
                outcome: done::PROFILED,
                comune: seat.comune().to_owned(),
                fields: changed(&old, &new),
                ..Note::default()
            });
            Ok((permit, ()))
        })
    }
}

fn changed(old: &ProfileInfo, new: &ProfileInfo) -> Vec<&'static str> {
    [
        ("dal", old.row.valid_from != new.row.valid_from),
        ("al", old.row.valid_to != new.row.valid_to),
        ("tuttiIComuni", old.row.all_comuni != new.row.all_comuni),
        ("comuni", old.comuni != new.comuni),
        ("validazione", old.row.validation != new.row.validation),
        ("postazione", old.row.workstation != new.row.workstation),
        ("concessioni", old.grants != new.grants),
        ("postazioni", old.workstations != new.workstations),
    ]
    .into_iter()
    .filter(|(_, differs)| *differs)
    .map(|(field, _)| field)
    .collect()
}
