//! The first step in: user name and password.

use std::sync::Arc;

use diesel::prelude::*;
use schema::codes::{PasswordState, Role, SessionStage};
use schema::db::write_tx;
use schema::tables::{UserCredentialRow, user_credential};

use super::actor::Peer;
use super::error::IdentityError;
use super::password::{NOBODY, Place, is_dated};
use super::person::{self, Person};
use super::service::{Identity, credential};
use super::session::Entered;
use super::throttle::{self, Attempt};
use super::{sessions, trace};
use crate::audit::seal::unsealable;

impl Identity {
    /// Weighs a user name and a password. What an unknown user costs, and is told, is what a wrong password costs.
    ///
    /// # Errors
    /// That they are wrong, that there were too many failures, or that too many sign-ins are under way.
    pub async fn sign_in(
        &self,
        username: &str,
        password: &str,
        peer: &Peer,
    ) -> Result<Entered, IdentityError> {
        let username = person::username(username);
        // In this order: what refuses soonest costs least.
        let attempt = self.enter(&username, peer)?;
        let place = self.place_for(&username, peer)?;
        let (found, failures) = {
            let (username, keys) = (username.clone(), attempt.keys());
            let read = self.desk.run(move |conn| {
                let person = Person::by_username(conn, &username)?;
                let credential = match &person {
                    Some(person) => credential(conn, person.id)?,
                    None => None,
                };
                Ok((person.zip(credential), throttle::read(conn, &keys)?))
            });
            read.await?
        };
        attempt.learn(&failures, self.clock.now())?;
        let known = found.filter(|(person, credential)| {
            person.role != Role::Authorised && credential.state != PasswordState::None.code()
        });
        let right = match &known {
            Some((_, credential)) => self.weigh(&place, password, credential).await?,
            None => self.hasher.verify(&place, password, NOBODY).await?,
        };
        match known {
            Some((person, credential)) if right => {
                let person = Arc::new(person);
                self.refuse_unfit(&person, &credential, peer).await?;
                self.refresh(&place, password, &credential).await?;
                drop(place);
                self.let_in(&attempt, &person, &credential, peer).await
            }
            known => {
                drop(place);
                self.failed(&attempt).await?;
                let person = known.map(|(person, _)| person);
                let outcome = if person.is_some() {
                    "PASSWORD_ERRATA"
                } else {
                    "UTENTE_SCONOSCIUTO"
                };
                self.note(person.as_ref(), peer, outcome).await?;
                Err(IdentityError::WrongCredentials)
            }
        }
    }

    /// Writes down a sign-in that came to nothing.
    async fn note(
        &self,
        person: Option<&Person>,
        peer: &Peer,
        outcome: &str,
    ) -> Result<(), IdentityError> {
        let now = self.clock.now();
        let row = match person {
            // Nobody must see by the answer who is of public security: it is that of any wrong password.
            Some(person) if self.is_beyond_the_seal(person) => unsealable(now.naive_utc()),
            person => trace::sign_in(person, peer, now, outcome),
        };
        self.record(row).await
    }

    /// Of public security, on a hub that could not write down what it does.
    fn is_beyond_the_seal(&self, person: &Person) -> bool {
        person.role == Role::StandardPs && !self.recorder.can_seal()
    }

    /// Who knows the password is told why it does not help.
    async fn refuse_unfit(
        &self,
        person: &Person,
        credential: &UserCredentialRow,
        peer: &Peer,
    ) -> Result<(), IdentityError> {
        let now = self.clock.now();
        let refused = if self.is_beyond_the_seal(person) {
            IdentityError::Unsealed
        } else if !person.enabled {
            IdentityError::Disabled
        } else if credential
            .expires_at
            .is_some_and(|end| now.naive_utc() >= end)
        {
            IdentityError::OneTimeExpired
        } else {
            return Ok(());
        };
        self.note(Some(person), peer, refused.code()).await?;
        Err(refused)
    }

    /// A hash made at another cost is made again while the password is at hand.
    async fn refresh(
        &self,
        place: &Place,
        password: &str,
        credential: &UserCredentialRow,
    ) -> Result<(), IdentityError> {
        if !is_dated(&credential.password) {
            return Ok(());
        }
        let hash = self.hasher.hash(place, password, self.salt()?).await?;
        let (user_id, old) = (credential.user_id, credential.password.clone());
        self.desk
            .run(move |conn| {
                write_tx(conn, |conn| {
                    diesel::update(
                        user_credential::table
                            .find(user_id)
                            .filter(user_credential::password.eq(&old)),
                    )
                    .set(user_credential::password.eq(&hash))
                    .execute(conn)
                })?;
                Ok(())
            })
            .await
    }

    async fn let_in(
        &self,
        attempt: &Attempt,
        person: &Arc<Person>,
        credential: &UserCredentialRow,
        peer: &Peer,
    ) -> Result<Entered, IdentityError> {
        let stage = self.next_stage(credential, person.role, false);
        let (stored, token) = self.opening(person, peer, stage)?;
        let row = stored.row.clone();
        // Only a sign-in in full forgets failures: a password alone must not.
        let forgiven = match stage {
            SessionStage::Full => attempt.forgiven(),
            _ => Vec::new(),
        };
        let record = trace::sign_in(Some(person), peer, self.clock.now(), &outcome(stage));
        self.act(None, move |conn| {
            sessions::insert(conn, &row)?;
            throttle::forget(conn, &forgiven)?;
            Ok(((), vec![record.clone()]))
        })
        .await?;
        self.entered(&stored, token)
    }
}

/// What the trace says of a step that succeeded.
pub(super) fn outcome(stage: SessionStage) -> String {
    match stage {
        SessionStage::Full => "RIUSCITO".to_owned(),
        waiting => format!("PROSEGUE:{}", waiting.code()),
    }
}
