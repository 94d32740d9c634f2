//! Sessions as stored, and as this node remembers them for a few seconds.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use diesel::prelude::*;
use schema::codes::SessionStage;
use schema::db::Db;
use schema::tables::{SessionRow, session};

use super::person::Person;
use super::session::SessionInfo;

/// How long what was read is relied on: so late does another node's revocation take effect here.
const FRESH: Duration = Duration::seconds(3);
/// A use is written down when the last one written is older than this.
const SEEN_EVERY: Duration = Duration::minutes(1);
/// Sessions remembered.
const REMEMBERED: usize = 10_000;
/// Sessions that are over are kept so long, for who asks afterwards.
const KEPT: Duration = Duration::days(90);

/// A session as read.
#[derive(Clone, Debug)]
pub struct Stored {
    pub row: SessionRow,
    pub person: Arc<Person>,
    pub stage: SessionStage,
}

struct Remembered {
    stored: Stored,
    read_at: DateTime<Utc>,
}

/// What this node remembers.
#[derive(Default)]
pub struct Memory {
    by_hash: Mutex<HashMap<String, Remembered>>,
}

impl Memory {
    /// The session, if it was read a moment ago.
    pub fn recall(&self, hash: &str, now: DateTime<Utc>) -> Option<Stored> {
        let known = self.lock();
        let one = known.get(hash)?;
        ((now - one.read_at).abs() <= FRESH).then(|| one.stored.clone())
    }

    /// When it was last used on this node.
    pub fn seen(&self, hash: &str) -> Option<NaiveDateTime> {
        self.lock().get(hash).map(|one| one.stored.row.seen_at)
    }

    /// Marks a use.
    pub fn touch(&self, hash: &str, now: DateTime<Utc>) {
        if let Some(one) = self.lock().get_mut(hash) {
            one.stored.row.seen_at = one.stored.row.seen_at.max(now.naive_utc());
        }
    }

    pub fn remember(&self, stored: Stored, now: DateTime<Utc>) {
        let mut known = self.lock();
        if known.len() >= REMEMBERED {
            known.retain(|_, one| (now - one.read_at).abs() <= FRESH);
        }
        if known.len() < REMEMBERED {
            let read_at = now;
            known.insert(stored.row.hash.clone(), Remembered { stored, read_at });
        }
    }

    /// Forgets those of a user: all, one, or all but one.
    pub fn forget(&self, of: Which) {
        self.lock().retain(|_, one| !of.holds(&one.stored.row));
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Remembered>> {
        self.by_hash.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Which sessions of a user.
#[derive(Clone, Copy, Debug)]
pub enum Which {
    All { user_id: i64 },
    One { user_id: i64, id: i64 },
    Others { user_id: i64, than: i64 },
}

impl Which {
    /// Whose.
    pub fn user_id(self) -> i64 {
        match self {
            Self::All { user_id } | Self::One { user_id, .. } | Self::Others { user_id, .. } => {
                user_id
            }
        }
    }

    fn holds(self, row: &SessionRow) -> bool {
        match self {
            Self::All { user_id } => row.user_id == user_id,
            Self::One { user_id, id } => row.user_id == user_id && row.id == id,
            Self::Others { user_id, than } => row.user_id == user_id && row.id != than,
        }
    }
}

/// Reads a session with its person; nothing if there is none, or its person has gone.
pub fn find(conn: &mut Db, hash: &str) -> QueryResult<Option<Stored>> {
    let row: Option<SessionRow> = session::table
        .filter(session::hash.eq(hash))
        .select(SessionRow::as_select())
        .first(conn)
        .optional()?;
    let Some(row) = row else {
        return Ok(None);
    };
    let person = Person::by_id(conn, row.user_id)?;
    let stage = SessionStage::from_code(&row.stage);
    Ok(person.zip(stage).map(|(person, stage)| Stored {
        row,
        person: Arc::new(person),
        stage,
    }))
}

/// Whether it lasts.
pub fn lasts(stored: &Stored, idle: Duration, now: NaiveDateTime) -> bool {
    let row = &stored.row;
    row.ended_at.is_none()
        && now < row.expires_at
        && now - row.seen_at < idle
        && stored.person.enabled
}

/// Whether a use should be written down.
pub fn is_due(written: NaiveDateTime, now: NaiveDateTime) -> bool {
    now - written >= SEEN_EVERY
}

/// Writes down a use.
pub fn mark_seen(conn: &mut Db, id: i64, now: NaiveDateTime) -> QueryResult<()> {
    diesel::update(session::table.find(id).filter(session::seen_at.lt(now)))
        .set(session::seen_at.eq(now))
        .execute(conn)
        .map(drop)
}

/// Opens one; those long over are forgotten.
pub fn insert(conn: &mut Db, row: &SessionRow) -> QueryResult<()> {
    let long_over = row.created_at - KEPT;
    diesel::delete(
        session::table
            .filter(session::user_id.eq(row.user_id))
            .filter(session::expires_at.lt(long_over)),
    )
    .execute(conn)?;
    diesel::insert_into(session::table)
        .values(row)
        .execute(conn)
        .map(drop)
}

/// Gives a session its next stage and a new token. False if it has ended meanwhile, or another request was first.
pub fn advance(conn: &mut Db, from: &SessionRow, to: &SessionRow) -> QueryResult<bool> {
    let changed = diesel::update(
        session::table
            .find(from.id)
            .filter(session::hash.eq(&from.hash))
            .filter(session::ended_at.is_null()),
    )
    .set((
        session::hash.eq(&to.hash),
        session::stage.eq(&to.stage),
        session::seen_at.eq(to.seen_at),
        session::expires_at.eq(to.expires_at),
        session::failures.eq(to.failures),
        session::working_case.eq(&to.working_case),
    ))
    .execute(conn)?;
    Ok(changed == 1)
}

/// Notes what is worked on. False if the session has ended meanwhile, or has another token.
pub fn set_case(conn: &mut Db, row: &SessionRow, sealed: &str) -> QueryResult<bool> {
    let changed = diesel::update(
        session::table
            .find(row.id)
            .filter(session::hash.eq(&row.hash))
            .filter(session::ended_at.is_null()),
    )
    .set(session::working_case.eq(sealed))
    .execute(conn)?;
    Ok(changed == 1)
}

/// Ends sessions; how many.
pub fn end(conn: &mut Db, which: Which, by: i64, now: NaiveDateTime) -> QueryResult<usize> {
    let ended = (
        session::ended_at.eq(Some(now)),
        session::ended_by.eq(by),
        session::working_case.eq(""),
    );
    let open = session::table.filter(session::ended_at.is_null());
    match which {
        Which::All { user_id } => diesel::update(open.filter(session::user_id.eq(user_id)))
            .set(ended)
            .execute(conn),
        Which::One { user_id, id } => diesel::update(
            open.filter(session::user_id.eq(user_id))
                .filter(session::id.eq(id)),
        )
        .set(ended)
        .execute(conn),
        Which::Others { user_id, than } => diesel::update(
            open.filter(session::user_id.eq(user_id))
                .filter(session::id.ne(than)),
        )
        .set(ended)
        .execute(conn),
    }
}

/// Ends all of a user's, inside a transaction of whoever disables it.
pub fn end_all(conn: &mut Db, user_id: i64, by: i64, now: NaiveDateTime) -> QueryResult<()> {
    end(conn, Which::All { user_id }, by, now).map(drop)
}

/// Those in force, the latest first.
pub fn list(
    conn: &mut Db,
    user_id: i64,
    idle: Duration,
    now: NaiveDateTime,
) -> QueryResult<Vec<SessionInfo>> {
    let rows: Vec<SessionRow> = session::table
        .filter(session::user_id.eq(user_id))
        .filter(session::ended_at.is_null())
        .filter(session::expires_at.gt(now))
        .filter(session::seen_at.gt(now - idle))
        .order((session::created_at.desc(), session::id.desc()))
        .select(SessionRow::as_select())
        .load(conn)?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(SessionInfo {
                stage: SessionStage::from_code(&row.stage)?,
                id: row.id,
                created_at: row.created_at,
                seen_at: row.seen_at,
                expires_at: row.expires_at,
                network: row.network,
                workstation: row.workstation,
            })
        })
        .collect())
}
