//! Registering and withdrawing keys, on the record.

use std::sync::Arc;

use schema::tables::OauthKeyRow;

use super::keys::{self, KeyError, NewKey};
use crate::identity::{Actor, Identity, IdentityError, Peer, trace};

/// What the trace calls them.
const KEYS: &str = "chiaviPubbliche";

impl Identity {
    /// Registers a key of an application. Whether the actor may is judged before.
    ///
    /// # Errors
    /// What is wrong with it.
    pub async fn register_key(
        &self,
        actor: &Actor,
        new: NewKey,
        peer: &Peer,
    ) -> Result<OauthKeyRow, KeyError> {
        let now = self.clock.now();
        let fit = keys::judge(&new)?;
        let kid = fit.kid.clone();
        let mut record = trace::credentials(actor, &new.client, KEYS, peer, now);
        "CHIAVE_EMESSA".clone_into(&mut record.outcome);
        let recorder = Arc::clone(&self.recorder);
        self.desk
            .run(move |conn| {
                Ok(recorder.act(conn, |conn| -> Result<_, KeyError> {
                    let row = keys::add_key(conn, now.naive_utc(), &new, &fit)?;
                    Ok((row, vec![record.clone()]))
                }))
            })
            .await?
            .map_err(|error: KeyError| error.or_taken(kid))
    }

    /// The keys of an application, oldest first.
    pub async fn keys_of(&self, user_id: i64) -> Result<Vec<OauthKeyRow>, IdentityError> {
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
        let mut record = trace::credentials(actor, client, KEYS, peer, now);
        "CHIAVE_REVOCATA".clone_into(&mut record.outcome);
        self.act(None, move |conn| {
            let revoked = keys::revoke_key(conn, now.naive_utc(), &name, &kid)?;
            let records = revoked.then(|| record.clone()).into_iter().collect();
            Ok((revoked, records))
        })
        .await
    }
}
