//! What others may do with a user's credentials: set a one-time password, take the device away, end sessions. Whether
//! they may is judged before ([`access`](crate::access)).

use chrono::NaiveDateTime;
use diesel::prelude::*;
use schema::codes::{PasswordState, Role, TotpState};
use schema::tables::{UserCredentialRow, user_credential};

use super::actor::{Actor, Peer};
use super::enrol::forget_device;
use super::error::IdentityError;
use super::person::Person;
use super::service::{Identity, credential};
use super::session::SessionInfo;
use super::sessions::{self, Which};
use super::{one_time, trace};

/// A one-time password, shown now and never again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OneTime {
    /// The password.
    pub password: String,
    /// UTC, exclusive.
    pub expires_at: NaiveDateTime,
}

impl Identity {
    /// Gives a user a one-time password in place of whatever password it had, and ends its sessions. The device that
    /// makes codes stays: losing the one must not open the other.
    ///
    /// # Errors
    /// That there is no such user, or that it is an application.
    pub async fn reset_password(
        &self,
        actor: &Actor,
        user_id: i64,
        peer: &Peer,
    ) -> Result<OneTime, IdentityError> {
        let person = self.somebody(user_id).await?;
        let password = one_time::draw(&*self.entropy)?;
        let place = self.hasher.place()?;
        let hash = self.hasher.hash(&place, &password, self.salt()?).await?;
        drop(place);
        let now = self.clock.now();
        let expires_at = (now + self.options.one_time).naive_utc();
        let row = UserCredentialRow {
            user_id,
            password: hash,
            state: PasswordState::OneTime.code().to_owned(),
            changed_at: now.naive_utc(),
            expires_at: Some(expires_at),
            totp_state: TotpState::None.code().to_owned(),
            totp_secret: String::new(),
            totp_step: 0,
        };
        let record = trace::credentials(actor, &person.username, "password", peer, now);
        let (by, all) = (actor.user_id, Which::All { user_id });
        self.act(Some(all), move |conn| {
            if credential(conn, user_id)?.is_some() {
                diesel::update(user_credential::table.find(user_id))
                    .set((
                        user_credential::password.eq(&row.password),
                        user_credential::state.eq(&row.state),
                        user_credential::changed_at.eq(row.changed_at),
                        user_credential::expires_at.eq(row.expires_at),
                    ))
                    .execute(conn)?;
            } else {
                diesel::insert_into(user_credential::table)
                    .values(&row)
                    .execute(conn)?;
            }
            sessions::end(conn, all, by, row.changed_at)?;
            Ok(((), vec![record.clone()]))
        })
        .await?;
        Ok(OneTime {
            password,
            expires_at,
        })
    }

    /// Takes away the device that makes codes, with its recovery codes, and ends the user's sessions.
    pub async fn reset_codes(
        &self,
        actor: &Actor,
        user_id: i64,
        peer: &Peer,
    ) -> Result<(), IdentityError> {
        let person = self.somebody(user_id).await?;
        let (now, by) = (self.clock.now(), actor.user_id);
        let fields = "totp,codiciDiRiserva";
        let record = trace::credentials(actor, &person.username, fields, peer, now);
        let all = Which::All { user_id };
        self.act(Some(all), move |conn| {
            forget_device(conn, user_id)?;
            sessions::end(conn, all, by, now.naive_utc())?;
            Ok(((), vec![record.clone()]))
        })
        .await
    }

    /// Ends a user's sessions, or one of them; how many.
    pub async fn revoke_sessions(
        &self,
        actor: &Actor,
        user_id: i64,
        id: Option<i64>,
        peer: &Peer,
    ) -> Result<usize, IdentityError> {
        let person = self.somebody(user_id).await?;
        let which = id.map_or(Which::All { user_id }, |id| Which::One { user_id, id });
        let (now, by) = (self.clock.now(), actor.user_id);
        let record = trace::credentials(actor, &person.username, "sessioni", peer, now);
        self.act(Some(which), move |conn| {
            let ended = sessions::end(conn, which, by, now.naive_utc())?;
            if ended == 0 && id.is_some() {
                return Err(IdentityError::NotFound.into());
            }
            Ok((ended, vec![record.clone()]))
        })
        .await
    }

    /// A user's sessions in force, for whoever may end them.
    pub async fn list_sessions(&self, user_id: i64) -> Result<Vec<SessionInfo>, IdentityError> {
        self.somebody(user_id).await?;
        self.sessions_of(user_id).await
    }

    /// A person; an application has neither password nor sessions.
    async fn somebody(&self, user_id: i64) -> Result<Person, IdentityError> {
        let person = self
            .desk
            .run(move |conn| Ok(Person::by_id(conn, user_id)?))
            .await?
            .ok_or(IdentityError::NotFound)?;
        if person.role == Role::Authorised {
            return Err(IdentityError::Application);
        }
        Ok(person)
    }
}
