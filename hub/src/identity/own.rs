//! A user's own sessions: seen, and ended one by one or all but the present one.

use super::actor::{Actor, Peer};
use super::error::IdentityError;
use super::service::Identity;
use super::session::SessionInfo;
use super::sessions::{self, Which};
use super::trace;

impl Identity {
    /// The user's sessions in force, and the id of the one that asks.
    pub async fn own_sessions(
        &self,
        token: &str,
    ) -> Result<(Vec<SessionInfo>, i64), IdentityError> {
        let session = self.session(token).await?;
        let user_id = session.full()?.id;
        Ok((self.sessions_of(user_id).await?, session.id))
    }

    /// Ends one of the user's own sessions; somebody else's does not exist.
    pub async fn end_own_session(
        &self,
        token: &str,
        id: i64,
        peer: &Peer,
    ) -> Result<(), IdentityError> {
        let session = self.session(token).await?;
        let user_id = session.full()?.id;
        self.end_and_record(token, Which::One { user_id, id }, peer)
            .await?;
        Ok(())
    }

    /// Ends all of the user's own sessions but the present one; how many.
    pub async fn end_other_sessions(
        &self,
        token: &str,
        peer: &Peer,
    ) -> Result<usize, IdentityError> {
        let session = self.session(token).await?;
        let (user_id, than) = (session.full()?.id, session.id);
        match self
            .end_and_record(token, Which::Others { user_id, than }, peer)
            .await
        {
            // There were no others.
            Err(IdentityError::NotFound) => Ok(0),
            other => other,
        }
    }

    /// Whether the user gives codes, and how many recovery codes are left.
    pub async fn own_codes(&self, token: &str) -> Result<(bool, i64), IdentityError> {
        use diesel::prelude::*;
        use schema::codes::TotpState;
        use schema::tables::recovery_code;

        let stored = self.stored(token).await?;
        let active = self.credential_of(&stored).await?.totp_state == TotpState::Active.code();
        let user_id = stored.row.user_id;
        let left = self.desk.run(move |conn| {
            Ok(recovery_code::table
                .filter(recovery_code::user_id.eq(user_id))
                .filter(recovery_code::used_at.is_null())
                .count()
                .get_result(conn)?)
        });
        Ok((active, left.await?))
    }

    pub(super) async fn sessions_of(
        &self,
        user_id: i64,
    ) -> Result<Vec<SessionInfo>, IdentityError> {
        let (idle, now) = (self.options.idle, self.clock.now().naive_utc());
        self.desk
            .run(move |conn| Ok(sessions::list(conn, user_id, idle, now)?))
            .await
    }

    async fn end_and_record(
        &self,
        token: &str,
        which: Which,
        peer: &Peer,
    ) -> Result<usize, IdentityError> {
        // Before the end: it may be its own.
        let person = self.session(token).await?.person;
        let (now, by) = (self.clock.now(), person.id);
        let actor = Actor::from(&*person);
        let record = trace::credentials(&actor, &person.username, "sessioni", peer, now);
        self.act(Some(which), move |conn| {
            let ended = sessions::end(conn, which, by, now.naive_utc())?;
            if ended == 0 {
                return Err(IdentityError::NotFound.into());
            }
            Ok((ended, vec![record.clone()]))
        })
        .await
    }
}
