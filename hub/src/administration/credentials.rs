//! Whether somebody may touch another's credentials. What is done to them is `hub::identity`'s business, which asks here
//! again in the transaction that does it.

use super::areas::done;
use super::keys::is_application;
use super::{Actor, AdminError, Administration, Area};
use crate::access::policy::Permit;
use schema::codes::Function;
use schema::db::{Db, read_tx};

impl Actor {
    /// Refuses whoever may not reset that user's password and codes, and see and end its sessions.
    pub(crate) fn must_reset(&self, conn: &mut Db, user_id: i64) -> Result<Permit, AdminError> {
        let (user, seat) = self.user(conn, user_id)?;
        self.must_to(Function::ResetCredentials, &user, &seat)
    }

    /// Refuses whoever may not register and withdraw the public keys of that application; with its name.
    pub(crate) fn must_change_keys(
        &self,
        conn: &mut Db,
        user_id: i64,
    ) -> Result<(Permit, String), AdminError> {
        let (user, seat) = self.user(conn, user_id)?;
        let permit = self.must_to(Function::ChangeUsers, &user, &seat)?;
        is_application(&user)?;
        Ok((permit, user.username))
    }
}

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

    /// Whether the actor may reset a user's password and codes, and see and end its sessions: for what is shown before.
    /// A refusal is recorded.
    pub fn may_reset(&self, actor: &Actor, user_id: i64) -> Result<Permit, AdminError> {
        let outcome = actor
            .administers()
            .and_then(|right| self.read(right, |conn| actor.must_reset(conn, user_id)));
        self.noting_refusal(actor, user_id, outcome)
    }

    /// Whether the actor may register and withdraw the public keys of an application, and see them; its name. A refusal
    /// is recorded.
    pub fn may_change_keys(
        &self,
        actor: &Actor,
        user_id: i64,
    ) -> Result<(Permit, String), AdminError> {
        let outcome = actor
            .administers()
            .and_then(|right| self.read(right, |conn| actor.must_change_keys(conn, user_id)));
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
