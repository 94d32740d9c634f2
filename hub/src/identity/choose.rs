//! Choosing a password: at the first sign-in after it was set for the user, and whenever the user likes.

use diesel::prelude::*;
use schema::codes::{PasswordState, SessionStage};
use schema::tables::{UserCredentialRow, user_credential};

use super::actor::{Actor, Peer};
use super::error::IdentityError;
use super::password::{self, PasswordFault, Place};
use super::service::{Identity, own_credential};
use super::session::Entered;
use super::sessions::{self, Stored, Which};
use super::trace;

impl Identity {
    /// Sets the user's own password and ends its other sessions. A session in full shows the present password first.
    ///
    /// # Errors
    /// That the present one is wrong, or that the new one will not do.
    pub async fn choose_password(
        &self,
        token: &str,
        present: &str,
        new: &str,
        peer: &Peer,
    ) -> Result<Entered, IdentityError> {
        let stored = self.stored(token).await?;
        let place = match stored.stage {
            SessionStage::Password => self.hasher.place()?,
            SessionStage::Full => self.show_password(&stored, present, peer).await?,
            other => return Err(IdentityError::Stage(other)),
        };
        password::check(new, &stored.person.username)?;
        let credential = self.credential_of(&stored).await?;
        if self.weigh(&place, new, &credential).await? {
            return Err(PasswordFault::Same.into());
        }
        let hash = self.hasher.hash(&place, new, self.salt()?).await?;
        drop(place);
        let now = self.clock.now();
        let chosen = UserCredentialRow {
            password: hash,
            state: PasswordState::Chosen.code().to_owned(),
            changed_at: now.naive_utc(),
            expires_at: None,
            ..credential.clone()
        };
        let stage = self.next_stage(&chosen, stored.person.role, true);
        let (next, new_token) = self.advancing(&stored, stage)?;
        let (from, to) = (stored.row.clone(), next.row.clone());
        let others = Which::Others {
            user_id: from.user_id,
            than: from.id,
        };
        let actor = Actor::from(&*next.person);
        let record = trace::credentials(&actor, &next.person.username, "password", peer, now);
        let all = Which::All {
            user_id: from.user_id,
        };
        self.act(Some(all), move |conn| {
            // A reset that came in between stands.
            let changed = diesel::update(
                user_credential::table
                    .find(chosen.user_id)
                    .filter(user_credential::password.eq(&credential.password)),
            )
            .set((
                user_credential::password.eq(&chosen.password),
                user_credential::state.eq(&chosen.state),
                user_credential::changed_at.eq(chosen.changed_at),
                user_credential::expires_at.eq(chosen.expires_at),
            ))
            .execute(conn)?;
            if changed != 1 || !sessions::advance(conn, &from, &to)? {
                return Err(IdentityError::NoSession.into());
            }
            sessions::end(conn, others, from.user_id, now.naive_utc())?;
            Ok(((), vec![record.clone()]))
        })
        .await?;
        self.entered(&next, new_token)
    }

    /// Weighs the password again, for whoever changes how the user signs in; gives the place for what follows.
    pub(super) async fn show_password(
        &self,
        stored: &Stored,
        password: &str,
        peer: &Peer,
    ) -> Result<Place, IdentityError> {
        let attempt = self.enter(&stored.person.username, peer)?;
        let place = self.hasher.place()?;
        let credential = self.credential_of(stored).await?;
        if self.weigh(&place, password, &credential).await? {
            return Ok(place);
        }
        drop(place);
        self.failed(&attempt).await?;
        let now = self.clock.now();
        let person = Some(&*stored.person);
        self.record(trace::sign_in(person, peer, now, "PASSWORD_ERRATA"))
            .await?;
        Err(IdentityError::WrongCredentials)
    }

    pub(super) async fn credential_of(
        &self,
        stored: &Stored,
    ) -> Result<UserCredentialRow, IdentityError> {
        let user_id = stored.row.user_id;
        self.desk
            .run(move |conn| own_credential(conn, user_id))
            .await
    }
}
