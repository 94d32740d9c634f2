//! What others may do with a user's credentials: set a one-time password, take the device away, end sessions.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use schema::codes::{PasswordState, Role, TotpState};
use schema::db::Db;
use schema::tables::{UserCredentialRow, user_credential};

use super::actor::{Actor, Peer};
use super::desk::Failure;
use super::enrol::forget_device;
use super::error::IdentityError;
use super::person::Person;
use super::service::{Identity, credential};
use super::session::SessionInfo;
use super::sessions::{self, Which};
use super::{one_time, trace};
use crate::access::policy::Permit;

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
    /// That the actor may not, that there is no such user, or that it is an application.
    pub async fn reset_password(
        &self,
        actor: &Actor,
        user_id: i64,
        peer: &Peer,
    ) -> Result<OneTime, IdentityError> {
        // Nobody is let near the hashing who may not; whether it still may is asked again with the change.
        self.permitted(actor, user_id, peer).await?;
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
        let which = Which::All { user_id };
        self.change(actor, which, "password", peer, move |conn, permit, by| {
            store_one_time(conn, permit, &row)?;
            sessions::end(conn, which, by, row.changed_at)?;
            Ok(())
        })
        .await?;
        Ok(OneTime {
            password,
            expires_at,
        })
    }

    /// Takes away the device that makes codes, with its recovery codes, and ends the user's sessions.
    ///
    /// # Errors
    /// As [`reset_password`](Self::reset_password).
    pub async fn reset_codes(
        &self,
        actor: &Actor,
        user_id: i64,
        peer: &Peer,
    ) -> Result<(), IdentityError> {
        let (which, now) = (Which::All { user_id }, self.clock.now().naive_utc());
        let fields = "totp,codiciDiRiserva";
        self.change(actor, which, fields, peer, move |conn, _permit, by| {
            forget_device(conn, user_id)?;
            sessions::end(conn, which, by, now)?;
            Ok(())
        })
        .await
    }

    /// Ends a user's sessions, or one of them; how many.
    ///
    /// # Errors
    /// As [`reset_password`](Self::reset_password); or there is no such session.
    pub async fn revoke_sessions(
        &self,
        actor: &Actor,
        user_id: i64,
        id: Option<i64>,
        peer: &Peer,
    ) -> Result<usize, IdentityError> {
        let which = id.map_or(Which::All { user_id }, |id| Which::One { user_id, id });
        let now = self.clock.now().naive_utc();
        self.change(actor, which, "sessioni", peer, move |conn, _permit, by| {
            let ended = sessions::end(conn, which, by, now)?;
            if ended == 0 && id.is_some() {
                return Err(IdentityError::NotFound.into());
            }
            Ok(ended)
        })
        .await
    }

    /// A user's sessions in force, for whoever may end them.
    pub async fn list_sessions(
        &self,
        _: Permit,
        user_id: i64,
    ) -> Result<Vec<SessionInfo>, IdentityError> {
        self.desk
            .run(move |conn| somebody(conn, user_id).map(drop))
            .await?;
        self.sessions_of(user_id).await
    }

    /// Refuses whoever may not touch that user's credentials.
    async fn permitted(
        &self,
        actor: &Actor,
        user_id: i64,
        peer: &Peer,
    ) -> Result<(), IdentityError> {
        let warrant = self.warrant(actor);
        let read = self.desk.run(move |conn| {
            let (_permit, _) = warrant.upon(conn, user_id)?;
            somebody(conn, user_id).map(drop)
        });
        let outcome = read.await;
        self.noting_refusal(actor, subject(user_id), peer, outcome)
            .await
    }

    /// Changes a user's credentials, and commits only with the right to do so, read in the same transaction. `work` is
    /// told who acts.
    async fn change<T: Send + 'static>(
        &self,
        actor: &Actor,
        which: Which,
        fields: &'static str,
        peer: &Peer,
        mut work: impl FnMut(&mut Db, Permit, i64) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, IdentityError> {
        let user_id = which.user_id();
        let (warrant, from, now) = (self.warrant(actor), peer.clone(), self.clock.now());
        let changed = self.act(Some(which), move |conn| {
            let (permit, by) = warrant.holding(conn)?.upon(conn, user_id)?;
            let person = somebody(conn, user_id)?;
            let done = work(conn, permit, by.user_id)?;
            let record = trace::credentials(&by, &person.username, fields, &from, now);
            Ok((done, vec![record]))
        });
        let outcome = changed.await;
        self.noting_refusal(actor, subject(user_id), peer, outcome)
            .await
    }
}

/// What the trace calls a user.
fn subject(user_id: i64) -> String {
    format!("utente:{user_id}")
}

/// A person; an application has neither password nor sessions.
fn somebody(conn: &mut Db, user_id: i64) -> Result<Person, Failure> {
    let person = Person::by_id(conn, user_id)?.ok_or(IdentityError::NotFound)?;
    if person.role == Role::Authorised {
        return Err(IdentityError::Application.into());
    }
    Ok(person)
}

/// The device of a user who has one stays.
fn store_one_time(conn: &mut Db, _: Permit, row: &UserCredentialRow) -> QueryResult<()> {
    if credential(conn, row.user_id)?.is_none() {
        return diesel::insert_into(user_credential::table)
            .values(row)
            .execute(conn)
            .map(drop);
    }
    diesel::update(user_credential::table.find(row.user_id))
        .set((
            user_credential::password.eq(&row.password),
            user_credential::state.eq(&row.state),
            user_credential::changed_at.eq(row.changed_at),
            user_credential::expires_at.eq(row.expires_at),
        ))
        .execute(conn)
        .map(drop)
}
