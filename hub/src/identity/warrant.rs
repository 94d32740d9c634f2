//! By what right somebody changes another's credentials. It is asked of the directory in the very transaction that
//! changes them, so that a right taken away a moment ago opens nothing.

use diesel::prelude::*;
use schema::codes::Role;
use schema::date::Day;
use schema::db::Db;
use schema::tables::app_user;

use super::actor::{Actor, Peer};
use super::desk::Failure;
use super::error::IdentityError;
use super::service::Identity;
use super::trace;
use crate::access::directory;
use crate::access::policy::Permit;
use crate::administration::{self, AdminError};

/// Who acts, and when.
pub(super) struct Warrant {
    actor: Actor,
    today: Day,
}

impl Warrant {
    /// The right to change that user's credentials and end its sessions; and the actor as it stands.
    pub fn upon(&self, conn: &mut Db, user_id: i64) -> Result<(Permit, Actor), Failure> {
        let (by, actor) = self.standing(conn)?;
        Ok((by.must_reset(conn, user_id)?, actor))
    }

    /// The right to change the public keys of the application of that name; none if there is no such application.
    pub fn upon_keys(
        &self,
        conn: &mut Db,
        client: &str,
    ) -> Result<Option<(Permit, Actor)>, Failure> {
        let (by, actor) = self.standing(conn)?;
        let user_id = app_user::table
            .filter(app_user::username.eq(client))
            .filter(app_user::role.eq(Role::Authorised.code()))
            .select(app_user::id)
            .first(conn)
            .optional()?;
        let Some(user_id) = user_id else {
            return Ok(None);
        };
        let (permit, _) = by.must_change_keys(conn, user_id)?;
        Ok(Some((permit, actor)))
    }

    /// The actor as it is now, and stays until the transaction ends.
    fn standing(&self, conn: &mut Db) -> Result<(administration::Actor, Actor), Failure> {
        if self.actor.role.is_none() {
            let by = administration::Actor::command_line("");
            return Ok((by, self.actor.clone()));
        }
        let user_id = self.actor.user_id;
        let by = administration::Actor::by_user(conn, user_id, self.today, "", "")?;
        let actor = Actor::from(&by);
        Ok((by, actor))
    }

    /// The same within a transaction that writes: nobody changes the directory until it ends.
    pub fn holding(&self, conn: &mut Db) -> QueryResult<&Self> {
        directory::hold(conn)?;
        Ok(self)
    }
}

impl Identity {
    pub(super) fn warrant(&self, actor: &Actor) -> Warrant {
        Warrant {
            actor: actor.clone(),
            today: self.clock.today(),
        }
    }

    /// Puts on record that the actor was refused.
    pub(super) async fn noting_refusal<T>(
        &self,
        actor: &Actor,
        subject: String,
        peer: &Peer,
        outcome: Result<T, IdentityError>,
    ) -> Result<T, IdentityError> {
        // Whoever runs the machine is refused nothing: what it misses it has mistyped.
        if let (Some(role), Err(refused)) = (actor.role, &outcome)
            && matches!(
                refused,
                IdentityError::NotFound | IdentityError::Refused { .. }
            )
        {
            let now = self.clock.now();
            self.record(trace::refusal(
                actor,
                role,
                subject,
                peer,
                now,
                refused.code(),
            ))
            .await?;
        }
        outcome
    }
}

impl From<AdminError> for Failure {
    fn from(error: AdminError) -> Self {
        match error {
            // What is asked here has no fields that could be wrong or out of date.
            AdminError::NotFound | AdminError::Invalid(_) | AdminError::Stale => {
                Self::Refused(IdentityError::NotFound)
            }
            AdminError::Refused { code, text } => {
                Self::Refused(IdentityError::Refused { code, text })
            }
            AdminError::Database(error) => Self::Store(error),
            AdminError::Trace(error) => error.into(),
            AdminError::Pool(_) | AdminError::Entropy(_) => {
                Self::Refused(IdentityError::Unavailable)
            }
        }
    }
}
