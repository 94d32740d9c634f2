//! Whether somebody may touch another's credentials. What is done to them is `hub::identity`'s business.

use super::areas::done;
use super::keys::is_application;
use super::{Actor, AdminError, Administration, Area};
use crate::access::policy::Permit;
use schema::codes::Function;
use schema::db::read_tx;

impl Administration {
    /// The actor that a recognised user is at this moment.
    pub fn actor(
        &self,
        user_id: i64,
        workstation: &str,
        request_id: &str,
    ) -> Result<Actor, AdminError> {
        let today = self.clock.today();
        let mut conn = self.register.get()?;
        read_tx(&mut conn, |conn| {
            Actor::by_user(conn, user_id, today, workstation, request_id)
        })
    }

    /// Whether the actor may reset a user's password and codes, and see and end its sessions. A refusal is recorded.
    pub fn may_reset(&self, actor: &Actor, user_id: i64) -> Result<Permit, AdminError> {
        let outcome = actor.administers().and_then(|right| {
            self.read(right, |conn| {
                let (user, seat) = actor.user(conn, user_id)?;
                actor.must_to(Function::ResetCredentials, &user, &seat)
            })
        });
        self.noting_refusal(actor, user_id, outcome)
    }

    /// Whether the actor may register and withdraw the public keys of an application; its name. A refusal is recorded.
    pub fn may_change_keys(&self, actor: &Actor, user_id: i64) -> Result<String, AdminError> {
        let outcome = actor.administers().and_then(|right| {
            self.read(right, |conn| {
                let (user, seat) = actor.user(conn, user_id)?;
                let _permit = actor.must_to(Function::ChangeUsers, &user, &seat)?;
                is_application(&user)?;
                Ok(user.username)
            })
        });
        self.noting_refusal(actor, user_id, outcome)
    }

    fn noting_refusal<T>(
        &self,
        actor: &Actor,
        user_id: i64,
        outcome: Result<T, AdminError>,
    ) -> Result<T, AdminError> {
        let refused = match &outcome {
            Err(AdminError::NotFound) => done::NOT_FOUND,
            Err(AdminError::Refused { code, .. }) => code,
            _ => return outcome,
        };
        let at = self.clock.now().naive_utc();
        let subject = format!("utente:{user_id}");
        self.record_refusal(actor, Area::Users, at, &subject, refused)?;
        outcome
    }
}
