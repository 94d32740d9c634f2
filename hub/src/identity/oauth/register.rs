//! Registering and withdrawing keys, on the record.

use schema::tables::OauthKeyRow;

use super::keys::{self, KeyError, NewKey};
use crate::identity::{Actor, Identity, IdentityError, Peer, trace};

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
        let client = new.client.clone();
        let row = self
            .desk
            .run(move |conn| Ok(keys::add_key(conn, now.naive_utc(), &new)))
            .await??;
        self.record(trace::credentials(actor, &client, "chiave", peer, now))
            .await?;
        Ok(row)
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
        let revoked = self
            .desk
            .run(move |conn| Ok(keys::revoke_key(conn, now.naive_utc(), &name, &kid)?))
            .await?;
        if revoked {
            self.record(trace::credentials(actor, client, "chiave", peer, now))
                .await?;
        }
        Ok(revoked)
    }
}
