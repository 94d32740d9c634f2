//! The service: what sign-in stands on, and what its parts share.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;
use schema::clock::{Clock, Entropy};
use schema::codes::{Role, SessionStage};
use schema::db::{Db, Pool};
use schema::tables::{AuditRow, SessionRow, UserCredentialRow, user_credential};

use super::actor::Peer;
use super::desk::{Desk, Failure};
use super::error::IdentityError;
use super::options::Options;
use super::password::Hasher;
use super::person::Person;
use super::secrets::Secrets;
use super::session::{self, Entered, Session};
use super::sessions::{self, Memory, Stored, Which};
use super::stage::{self, requires_code};
use super::throttle::Throttle;
use super::working_case::WorkingCase;
use crate::audit::Recorder;

/// Time within which a sign-in that has begun must be completed.
const HALFWAY: Duration = Duration::minutes(10);

/// Proves who people and applications are.
pub struct Identity {
    pub(super) options: Options,
    pub(super) secrets: Secrets,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) entropy: Arc<dyn Entropy>,
    pub(super) hasher: Hasher,
    pub(super) desk: Desk,
    pub(super) throttle: Arc<Throttle>,
    pub(super) memory: Arc<Memory>,
    pub(super) recorder: Arc<Recorder>,
}

impl Identity {
    /// Over the register's store and the trace.
    pub fn start(
        register: Pool,
        recorder: Arc<Recorder>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        secrets: Secrets,
        options: Options,
    ) -> std::io::Result<Self> {
        Ok(Self {
            hasher: Hasher::start(options.hash_threads, options.hash_queue)?,
            desk: Desk::new(register),
            throttle: Arc::default(),
            memory: Arc::default(),
            options,
            secrets,
            clock,
            entropy,
            recorder,
        })
    }

    /// Password hashes computed since the start.
    pub fn hashes_computed(&self) -> u64 {
        self.hasher.computed()
    }

    /// The session of a token, if it lasts; marks its use.
    ///
    /// # Errors
    /// [`IdentityError::NoSession`], or that the store cannot be read.
    pub async fn session(&self, token: &str) -> Result<Session, IdentityError> {
        let stored = self.stored(token).await?;
        Ok(present(&stored, token))
    }

    pub(super) async fn stored(&self, token: &str) -> Result<Stored, IdentityError> {
        let hash = session::digest(token).ok_or(IdentityError::NoSession)?;
        let now = self.clock.now();
        let known = self.memory.recall(&hash, now);
        let stored = if let Some(stored) = known {
            stored
        } else {
            let sought = hash.clone();
            let idle = self.options.idle;
            let seen = self.memory.seen(&hash);
            let found = self.desk.run(move |conn| {
                let Some(mut stored) = sessions::find(conn, &sought)? else {
                    return Ok(None);
                };
                // What this node saw since it last wrote counts too.
                let written = stored.row.seen_at;
                stored.row.seen_at = seen.map_or(written, |seen| seen.max(written));
                if !sessions::lasts(&stored, idle, now.naive_utc()) {
                    return Ok(None);
                }
                if sessions::is_due(written, now.naive_utc()) {
                    sessions::mark_seen(conn, stored.row.id, now.naive_utc())?;
                }
                Ok(Some(stored))
            });
            let stored = found.await?.ok_or(IdentityError::NoSession)?;
            self.memory.remember(stored.clone(), now);
            stored
        };
        if !sessions::lasts(&stored, self.options.idle, now.naive_utc()) {
            return Err(IdentityError::NoSession);
        }
        self.memory.touch(&hash, now);
        Ok(stored)
    }

    /// Ends a session by its own wish.
    pub async fn sign_out(&self, token: &str, peer: &Peer) -> Result<(), IdentityError> {
        let stored = self.stored(token).await?;
        let (user_id, id) = (stored.row.user_id, stored.row.id);
        let (which, now) = (Which::One { user_id, id }, self.clock.now());
        let record = super::trace::sign_in(Some(&stored.person), peer, now, "USCITA");
        self.act(Some(which), move |conn| {
            sessions::end(conn, which, user_id, now.naive_utc())?;
            Ok(((), vec![record.clone()]))
        })
        .await
    }

    /// Changes the store; the change stands only together with its records. What is remembered of those sessions is
    /// forgotten, whatever came of it.
    pub(super) async fn act<T: Send + 'static>(
        &self,
        sessions: Option<Which>,
        work: impl FnMut(&mut Db) -> Result<(T, Vec<AuditRow>), Failure> + Send + 'static,
    ) -> Result<T, IdentityError> {
        let (recorder, memory) = (Arc::clone(&self.recorder), Arc::clone(&self.memory));
        self.desk
            .run(move |conn| {
                let outcome = recorder.act(conn, work);
                if let Some(which) = sessions {
                    memory.forget(which);
                }
                outcome
            })
            .await
    }

    /// Whether nobody of that role comes in without a code.
    pub fn code_required(&self, role: Role) -> bool {
        let Options {
            codes_optional,
            codes_for_all,
            ..
        } = self.options;
        !codes_optional && (codes_for_all || requires_code(role))
    }

    /// Writes to the trace; whoever waits for an answer gets none before.
    pub(super) async fn record(&self, row: AuditRow) -> Result<(), IdentityError> {
        self.recorder.record(row).await?;
        Ok(())
    }

    pub(super) fn salt(&self) -> std::io::Result<[u8; 16]> {
        let mut salt = [0; 16];
        self.entropy.fill(&mut salt)?;
        Ok(salt)
    }

    /// A new session at the stage that comes next.
    pub(super) fn opening(
        &self,
        person: &Arc<Person>,
        peer: &Peer,
        stage: SessionStage,
    ) -> Result<(Stored, String), IdentityError> {
        let token = session::draw(&*self.entropy)?;
        let now = self.clock.now();
        let row = SessionRow {
            id: session::draw_id(&*self.entropy)?,
            user_id: person.id,
            hash: session::digest(&token).ok_or(IdentityError::Unavailable)?,
            stage: stage.code().to_owned(),
            created_at: now.naive_utc(),
            seen_at: now.naive_utc(),
            expires_at: self.end_of(stage, now),
            network: peer.address.to_canonical().to_string(),
            workstation: peer.certificate.clone(),
            failures: 0,
            ended_at: None,
            ended_by: 0,
            working_case: String::new(),
        };
        let person = Arc::clone(person);
        Ok((Stored { row, person, stage }, token))
    }

    /// The same session at its next stage, under a new token.
    pub(super) fn advancing(
        &self,
        from: &Stored,
        stage: SessionStage,
    ) -> Result<(Stored, String), IdentityError> {
        let token = session::draw(&*self.entropy)?;
        let now = self.clock.now();
        let mut next = from.clone();
        next.stage = stage;
        stage.code().clone_into(&mut next.row.stage);
        next.row.hash = session::digest(&token).ok_or(IdentityError::Unavailable)?;
        next.row.seen_at = now.naive_utc();
        if from.stage != SessionStage::Full {
            next.row.expires_at = self.end_of(stage, now);
        }
        next.row.failures = 0;
        // The new token does not open it.
        next.row.working_case.clear();
        Ok((next, token))
    }

    fn end_of(&self, stage: SessionStage, now: DateTime<Utc>) -> chrono::NaiveDateTime {
        let lasting = if stage == SessionStage::Full {
            self.options.absolute
        } else {
            HALFWAY
        };
        (now + lasting).naive_utc()
    }

    /// What is given to the browser.
    pub(super) fn entered(&self, stored: &Stored, token: String) -> Result<Entered, IdentityError> {
        let device = if stored.stage == SessionStage::Full {
            let username = &stored.person.username;
            Some(super::device::mark(
                &self.secrets,
                username,
                &*self.entropy,
            )?)
        } else {
            None
        };
        Ok(Entered {
            session: present(stored, &token),
            token,
            device,
        })
    }

    pub(super) fn next_stage(
        &self,
        credential: &UserCredentialRow,
        role: Role,
        code_given: bool,
    ) -> SessionStage {
        stage::next(credential, code_given, self.code_required(role))
    }
}

fn present(stored: &Stored, token: &str) -> Session {
    Session {
        id: stored.row.id,
        person: Arc::clone(&stored.person),
        stage: stored.stage,
        created_at: stored.row.created_at,
        expires_at: stored.row.expires_at,
        network: stored.row.network.clone(),
        csrf: session::csrf_of(token),
        case: WorkingCase::opened(&stored.row, token),
    }
}

/// A user's credential, if it has one.
pub(super) fn credential(conn: &mut Db, user_id: i64) -> QueryResult<Option<UserCredentialRow>> {
    user_credential::table
        .find(user_id)
        .select(UserCredentialRow::as_select())
        .first(conn)
        .optional()
}

/// The same where there must be one.
pub(super) fn own_credential(conn: &mut Db, user_id: i64) -> Result<UserCredentialRow, Failure> {
    credential(conn, user_id)?.ok_or(Failure::Refused(IdentityError::NotFound))
}
