//! The device that makes codes: shown once, confirmed by its first code. Until then nothing is kept of it but what the
//! user's own page carries, sealed; so an enrolment left half done changes nothing.

use diesel::prelude::*;
use schema::codes::{SessionStage, TotpState};
use schema::tables::{AuditRow, RecoveryCodeRow, recovery_code, user_credential};
use sha2::{Digest, Sha256};

use super::actor::{Actor, Peer};
use super::code::about;
use super::error::IdentityError;
use super::service::Identity;
use super::session::Entered;
use super::sessions::{self, Stored, Which};
use super::{recovery, throttle, totp, trace};

/// Seconds within which the first code must come.
const SHOWN_FOR: i64 = 900;
/// What authenticator apps call the hub.
const SERVICE: &str = "Anagrafe Hub";

/// What a user needs to set up the device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolment {
    /// To be given back with the first code.
    pub sealed: String,
    /// The secret, to be typed where no camera is at hand.
    pub secret: String,
    /// `otpauth://…`.
    pub address: String,
    /// The same as a QR code (SVG).
    pub picture: String,
}

/// A device confirmed.
#[derive(Debug)]
pub struct Confirmed {
    /// Recovery codes, shown now and never again.
    pub recovery_codes: Vec<String>,
    /// The session, under a new token.
    pub entered: Entered,
}

impl Identity {
    /// A new secret for the user's device. A session in full shows the password first.
    pub async fn begin_enrolment(
        &self,
        token: &str,
        password: &str,
        peer: &Peer,
    ) -> Result<Enrolment, IdentityError> {
        let stored = self.stored(token).await?;
        Self::may_enrol(&stored)?;
        if stored.stage == SessionStage::Full {
            drop(self.show_password(&stored, password, peer).await?);
        }
        let mut secret = [0; totp::SECRET_BYTES];
        self.entropy.fill(&mut secret)?;
        let until = self.clock.now().timestamp() + SHOWN_FOR;
        let plain = [&until.to_be_bytes()[..], &secret].concat();
        let sealed = self
            .secrets
            .seal(&plain, &about_enrolment(&stored), &*self.entropy)?;
        Ok(shown(&stored, &secret, sealed))
    }

    /// The same page again, for whoever mistyped the first code.
    pub async fn resume_enrolment(
        &self,
        token: &str,
        sealed: &str,
    ) -> Result<Enrolment, IdentityError> {
        let stored = self.stored(token).await?;
        Self::may_enrol(&stored)?;
        let secret = self.enrolling(&stored, sealed)?;
        Ok(shown(&stored, &secret, sealed.to_owned()))
    }

    /// Takes the first code: from then on a code is asked at every sign-in, and earlier recovery codes are void.
    pub async fn confirm_enrolment(
        &self,
        token: &str,
        sealed: &str,
        code: &str,
        peer: &Peer,
    ) -> Result<Confirmed, IdentityError> {
        let stored = self.stored(token).await?;
        Self::may_enrol(&stored)?;
        let secret = self.enrolling(&stored, sealed)?;
        let now = self.clock.now();
        let mine = self.subject(
            &throttle::CODES,
            &format!("enrolment {}", stored.person.username),
        );
        let attempt = self.throttle.enter(vec![mine], now)?;
        let Some(step) = totp::accept(&secret, code, now, 0) else {
            self.failed(&attempt).await?;
            return Err(IdentityError::WrongCode);
        };
        let mut credential = self.credential_of(&stored).await?;
        TotpState::Active
            .code()
            .clone_into(&mut credential.totp_state);
        credential.totp_secret =
            self.secrets
                .seal(&secret, &about(stored.row.user_id), &*self.entropy)?;
        credential.totp_step = step;
        let codes = recovery::draw(&*self.entropy)?;
        let rows = rows(stored.row.user_id, &codes);
        let stage = self.next_stage(&credential, stored.person.role, true);
        let (next, new_token) = self.advancing(&stored, stage)?;
        let (from, to) = (stored.row.clone(), next.row.clone());
        let forgiven = throttle::forgiven(&self.subjects(&stored.person.username, peer));
        let record = self.own_change(&next, "totp,codiciDiRiserva", peer);
        let all = Which::All {
            user_id: from.user_id,
        };
        self.act(Some(all), move |conn| {
            if !sessions::advance(conn, &from, &to)? {
                return Err(IdentityError::NoSession.into());
            }
            diesel::update(user_credential::table.find(from.user_id))
                .set((
                    user_credential::totp_state.eq(&credential.totp_state),
                    user_credential::totp_secret.eq(&credential.totp_secret),
                    user_credential::totp_step.eq(credential.totp_step),
                ))
                .execute(conn)?;
            replace_codes(conn, from.user_id, &rows)?;
            throttle::forget(conn, &forgiven)?;
            let others = Which::Others {
                user_id: from.user_id,
                than: from.id,
            };
            sessions::end(conn, others, from.user_id, now.naive_utc())?;
            Ok(((), vec![record.clone()]))
        })
        .await?;
        Ok(Confirmed {
            recovery_codes: codes,
            entered: self.entered(&next, new_token)?,
        })
    }

    /// Removes the user's own device, where the role leaves the choice.
    pub async fn remove_codes(
        &self,
        token: &str,
        password: &str,
        peer: &Peer,
    ) -> Result<(), IdentityError> {
        let stored = self.stored(token).await?;
        at_full(&stored)?;
        if self.code_required(stored.person.role) {
            return Err(IdentityError::CodeRequired);
        }
        drop(self.show_password(&stored, password, peer).await?);
        let user_id = stored.row.user_id;
        let record = self.own_change(&stored, "totp,codiciDiRiserva", peer);
        self.act(None, move |conn| {
            forget_device(conn, user_id)?;
            Ok(((), vec![record.clone()]))
        })
        .await
    }

    /// New recovery codes; the earlier ones are void.
    pub async fn renew_recovery_codes(
        &self,
        token: &str,
        password: &str,
        peer: &Peer,
    ) -> Result<Vec<String>, IdentityError> {
        let stored = self.stored(token).await?;
        at_full(&stored)?;
        if self.credential_of(&stored).await?.totp_state != TotpState::Active.code() {
            return Err(IdentityError::NotFound);
        }
        drop(self.show_password(&stored, password, peer).await?);
        let codes = recovery::draw(&*self.entropy)?;
        let user_id = stored.row.user_id;
        let rows = rows(user_id, &codes);
        let record = self.own_change(&stored, "codiciDiRiserva", peer);
        self.act(None, move |conn| {
            replace_codes(conn, user_id, &rows)?;
            Ok(((), vec![record.clone()]))
        })
        .await?;
        Ok(codes)
    }

    fn may_enrol(stored: &Stored) -> Result<(), IdentityError> {
        match stored.stage {
            SessionStage::Enrolment | SessionStage::Full => Ok(()),
            other => Err(IdentityError::Stage(other)),
        }
    }

    fn enrolling(&self, stored: &Stored, sealed: &str) -> Result<Vec<u8>, IdentityError> {
        let plain = self
            .secrets
            .open_sealed(sealed, &about_enrolment(stored))
            .ok_or(IdentityError::Enrolment)?;
        let (until, secret) = plain
            .split_first_chunk::<8>()
            .ok_or(IdentityError::Enrolment)?;
        if self.clock.now().timestamp() >= i64::from_be_bytes(*until) {
            return Err(IdentityError::Enrolment);
        }
        Ok(secret.to_vec())
    }

    fn own_change(&self, stored: &Stored, fields: &str, peer: &Peer) -> AuditRow {
        let actor = Actor::from(&*stored.person);
        let username = &stored.person.username;
        trace::credentials(&actor, username, fields, peer, self.clock.now())
    }
}

fn shown(stored: &Stored, secret: &[u8], sealed: String) -> Enrolment {
    let address = totp::address(SERVICE, &stored.person.username, secret);
    Enrolment {
        sealed,
        secret: totp::base32(secret),
        picture: totp::picture(&address),
        address,
    }
}

/// Good for this session only, under its present token.
fn about_enrolment(stored: &Stored) -> String {
    let session = hex::encode(Sha256::digest(&stored.row.hash));
    format!("enrolment {} {session}", stored.row.user_id)
}

fn at_full(stored: &Stored) -> Result<(), IdentityError> {
    if stored.stage == SessionStage::Full {
        Ok(())
    } else {
        Err(IdentityError::Stage(stored.stage))
    }
}

fn rows(user_id: i64, codes: &[String]) -> Vec<RecoveryCodeRow> {
    codes
        .iter()
        .filter_map(|code| {
            Some(RecoveryCodeRow {
                user_id,
                hash: recovery::digest(user_id, code)?,
                used_at: None,
            })
        })
        .collect()
}

fn replace_codes(
    conn: &mut schema::db::Db,
    user_id: i64,
    rows: &[RecoveryCodeRow],
) -> QueryResult<()> {
    diesel::delete(recovery_code::table.filter(recovery_code::user_id.eq(user_id)))
        .execute(conn)?;
    for row in rows {
        diesel::insert_into(recovery_code::table)
            .values(row)
            .execute(conn)?;
    }
    Ok(())
}

/// Takes the device and its recovery codes away; inside a transaction.
pub(super) fn forget_device(conn: &mut schema::db::Db, user_id: i64) -> QueryResult<()> {
    replace_codes(conn, user_id, &[])?;
    diesel::update(user_credential::table.find(user_id))
        .set((
            user_credential::totp_state.eq(TotpState::None.code()),
            user_credential::totp_secret.eq(""),
            user_credential::totp_step.eq(0),
        ))
        .execute(conn)
        .map(drop)
}
