//! The second step in: the code of the moment, or a recovery code.

use diesel::prelude::*;
use schema::codes::SessionStage;
use schema::db::Db;
use schema::tables::{UserCredentialRow, recovery_code, session, user_credential};

use super::actor::Peer;
use super::error::IdentityError;
use super::secrets::Secrets;
use super::service::{Identity, own_credential};
use super::session::Entered;
use super::sessions::{Stored, Which};
use super::sign_in::outcome;
use super::{recovery, sessions, throttle, totp, trace};

/// Wrong codes after which a session must begin again with the password.
const MOST_IN_SESSION: i64 = 5;

impl Identity {
    /// Weighs a code for a session that waits for it.
    ///
    /// # Errors
    /// That it is wrong or was already taken, or that the session waits for none.
    pub async fn give_code(
        &self,
        token: &str,
        code: &str,
        peer: &Peer,
    ) -> Result<Entered, IdentityError> {
        let stored = self.stored(token).await?;
        if stored.stage != SessionStage::Code {
            return Err(IdentityError::Stage(stored.stage));
        }
        let mine = self.subject(
            &throttle::CODES,
            &format!("codes {}", stored.person.username),
        );
        let now = self.clock.now();
        let attempt = self.throttle.enter(vec![mine], now)?;
        let rows = {
            let keys = attempt.keys();
            self.desk.run(move |conn| Ok(throttle::read(conn, &keys)?))
        };
        attempt.learn(&rows.await?, now)?;
        let credential = {
            let user_id = stored.row.user_id;
            self.desk.run(move |conn| own_credential(conn, user_id))
        }
        .await?;
        let Some(proof) = proof(&self.secrets, &credential, code, now) else {
            self.failed(&attempt).await?;
            return self.wrong_code(&stored, peer).await;
        };
        let stage = self.next_stage(&credential, stored.person.role, true);
        let (next, new_token) = self.advancing(&stored, stage)?;
        // The counters of the password, too, are forgotten now that the sign-in is whole.
        let whole = match stage {
            SessionStage::Full => throttle::forgiven(&self.subjects(&stored.person.username, peer)),
            _ => Vec::new(),
        };
        let forgiven = [attempt.forgiven(), whole].concat();
        let (from, to) = (stored.row.clone(), next.row.clone());
        let mut record = trace::sign_in(Some(&next.person), peer, now, &outcome(stage));
        proof.kind().clone_into(&mut record.fields);
        let (user_id, id) = (next.row.user_id, next.row.id);
        let taken = self.act(Some(Which::One { user_id, id }), move |conn| {
            if !proof.take(conn, from.user_id, now.naive_utc())? {
                return Err(IdentityError::WrongCode.into());
            }
            if !sessions::advance(conn, &from, &to)? {
                return Err(IdentityError::NoSession.into());
            }
            throttle::forget(conn, &forgiven)?;
            Ok(((), vec![record.clone()]))
        });
        match taken.await {
            Err(IdentityError::WrongCode) => {
                self.failed(&attempt).await?;
                return self.wrong_code(&stored, peer).await;
            }
            other => other?,
        }
        self.entered(&next, new_token)
    }

    async fn wrong_code(&self, stored: &Stored, peer: &Peer) -> Result<Entered, IdentityError> {
        let (user_id, id) = (stored.row.user_id, stored.row.id);
        let now = self.clock.now();
        let (which, wrong) = (Which::One { user_id, id }, IdentityError::WrongCode);
        let record = trace::sign_in(Some(&stored.person), peer, now, wrong.code());
        self.act(Some(which), move |conn| {
            diesel::update(session::table.find(id))
                .set(session::failures.eq(session::failures + 1))
                .execute(conn)?;
            let failures: i64 = session::table
                .find(id)
                .select(session::failures)
                .first(conn)?;
            if failures >= MOST_IN_SESSION {
                sessions::end(conn, which, 0, now.naive_utc())?;
            }
            Ok(((), vec![record.clone()]))
        })
        .await?;
        Err(wrong)
    }
}

/// What was shown, still to be taken in a transaction: of two requests with the same code one succeeds.
pub(super) enum Proof {
    Step(i64),
    Recovery(String),
}

/// What a code shows, if anything.
pub(super) fn proof(
    secrets: &Secrets,
    credential: &UserCredentialRow,
    code: &str,
    now: chrono::DateTime<chrono::Utc>,
) -> Option<Proof> {
    let digits = code.chars().filter(char::is_ascii_digit).count();
    if digits == totp::DIGITS
        && code
            .chars()
            .all(|c| c.is_ascii_digit() || c.is_whitespace())
    {
        let secret = secrets.open_sealed(&credential.totp_secret, &about(credential.user_id))?;
        return totp::accept(&secret, code, now, credential.totp_step).map(Proof::Step);
    }
    recovery::digest(credential.user_id, code).map(Proof::Recovery)
}

impl Proof {
    fn kind(&self) -> &'static str {
        match self {
            Self::Step(_) => "CODICE",
            Self::Recovery(_) => "CODICE_DI_RECUPERO",
        }
    }

    /// Takes it; false if it was taken before, or never given out.
    fn take(&self, conn: &mut Db, user_id: i64, now: chrono::NaiveDateTime) -> QueryResult<bool> {
        let taken = match self {
            Self::Step(step) => diesel::update(
                user_credential::table
                    .find(user_id)
                    .filter(user_credential::totp_step.lt(step)),
            )
            .set(user_credential::totp_step.eq(step))
            .execute(conn)?,
            Self::Recovery(hash) => diesel::update(
                recovery_code::table
                    .find((user_id, hash))
                    .filter(recovery_code::used_at.is_null()),
            )
            .set(recovery_code::used_at.eq(Some(now)))
            .execute(conn)?,
        };
        Ok(taken == 1)
    }
}

/// What a user's secret is sealed about.
pub(super) fn about(user_id: i64) -> String {
    format!("totp {user_id}")
}
