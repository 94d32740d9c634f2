//! Registering and withdrawing keys, on the record.

use std::sync::Arc;

use schema::tables::OauthKeyRow;

use super::keys::{self, KeyError, NewKey};
use crate::access::policy::Permit;
use crate::identity::{Actor, Identity, IdentityError, Peer, trace};

/// What the trace calls them.
const KEYS: &str = "chiaviPubbliche";

impl Identity {
    /// Registers a key of an application.
    ///
    /// # Errors
    /// What is wrong with it, or that the actor may not.
    pub async fn register_key(
        &self,
        actor: &Actor,
        new: NewKey,
        peer: &Peer,
    ) -> Result<OauthKeyRow, KeyError> {
        let now = self.clock.now();
        let fit = keys::judge(&new)?;
        let kid = fit.kid.clone();
        let recorder = Arc::clone(&self.recorder);
        let (warrant, client, from) = (self.warrant(actor), new.client.clone(), peer.clone());
        let added = self.desk.run(move |conn| {
            Ok(recorder.act(conn, |conn| -> Result<_, KeyError> {
                let right = warrant.holding(conn)?.upon_keys(conn, &new.client)?;
                let missing = || KeyError::NoApplication(new.client.clone());
                let (permit, by) = right.ok_or_else(missing)?;
                let row = keys::add_key(conn, permit, now.naive_utc(), &new, &fit)?;
                let mut record = trace::credentials(&by, &new.client, KEYS, &from, now);
                "CHIAVE_EMESSA".clone_into(&mut record.outcome);
                Ok((row, vec![record]))
            }))
        });
        match added.await? {
            Err(KeyError::Identity(refused)) => {
                let refused = Err(refused);
                Ok(self.noting_refusal(actor, client, peer, refused).await?)
            }
            outcome => outcome.map_err(|error| error.or_taken(kid)),
        }
    }

    /// The keys of an application, oldest first, for whoever may change them.
    pub async fn keys_of(
        &self,
        _: Permit,
        user_id: i64,
    ) -> Result<Vec<OauthKeyRow>, IdentityError> {
        self.desk
            .run(move |conn| Ok(keys::of(conn, user_id)?))
            .await
    }

    /// Withdraws a key of an application. False if it has none in force of that name.
    pub async fn withdraw_key(
        &self,
        actor: &Actor,
        client: &str,
        kid: &str,
        peer: &Peer,
    ) -> Result<bool, IdentityError> {
        let now = self.clock.now();
        let (name, kid) = (client.to_owned(), kid.to_owned());
        let (warrant, from) = (self.warrant(actor), peer.clone());
        let withdrawn = self.act(None, move |conn| {
            let Some((permit, by)) = warrant.holding(conn)?.upon_keys(conn, &name)? else {
                return Ok((false, Vec::new()));
            };
            let revoked = keys::revoke_key(conn, permit, now.naive_utc(), &name, &kid)?;
            let mut record = trace::credentials(&by, &name, KEYS, &from, now);
            "CHIAVE_REVOCATA".clone_into(&mut record.outcome);
            Ok((revoked, revoked.then_some(record).into_iter().collect()))
        });
        let outcome = withdrawn.await;
        self.noting_refusal(actor, client.to_owned(), peer, outcome)
            .await
    }
}
