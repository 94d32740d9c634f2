//! Which days are due, and their mails into the queue.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::Timelike;
use diesel::dsl::max;
use diesel::prelude::*;
use schema::clock::Clock;
use schema::codes::Role;
use schema::date::Day;
use schema::db::{Db, Pool, write_tx};
use schema::italian_time::{start_of, to_civil};
use schema::on_backend;
use schema::tables::{AppUserRow, digest_day};
use thiserror::Error;

use super::compose::{Digest, Office, Service, User, compose};
use super::people::{Concern, People};
use super::reader::count;
use super::tally::{Counts, Tally};
use crate::mail::{Outgoing, enqueue};

/// Days looked back on: the hub may have stood still.
const LOOK_BACK: i64 = 7;

/// Why the daily mails could not be composed.
#[derive(Debug, Error)]
pub enum DigestError {
    /// No connection to a store.
    #[error("no connection to the store: {0}")]
    Pool(#[from] diesel::r2d2::PoolError),
    /// A store failed.
    #[error("the store failed: {0}")]
    Store(#[from] diesel::result::Error),
}

/// Composes the daily mails.
pub struct Digests {
    register: Pool,
    trace: Pool,
    clock: Arc<dyn Clock>,
    hour: u32,
}

impl Digests {
    /// The mails of a day are due on the next, after that hour of Italian clocks.
    pub fn new(register: Pool, trace: Pool, clock: Arc<dyn Clock>, hour: u32) -> Self {
        Self {
            register,
            trace,
            clock,
            hour,
        }
    }

    /// Queues the mails of the days that are due and not done; how many mails.
    ///
    /// # Errors
    /// A store failed; what was not queued is at the next call.
    pub fn run_due(&self) -> Result<usize, DigestError> {
        let now = to_civil(self.clock.now());
        let back = if now.hour() >= self.hour { 1 } else { 2 };
        let last = Day::from_naive(now.date()).add_days(-back);
        let done: Option<i64> = digest_day::table
            .select(max(digest_day::day))
            .first(&mut *self.register.get()?)?;
        // Where mail is new, it begins with the day that is due.
        let mut day = match done.and_then(|day| i32::try_from(day).ok()) {
            None => last,
            Some(done) => Day(done).add_days(1).max(last.add_days(1 - LOOK_BACK)),
        };
        let mut queued = 0;
        while day <= last {
            queued += self.run(day)?;
            day = day.add_days(1);
        }
        Ok(queued)
    }

    fn run(&self, day: Day) -> Result<usize, DigestError> {
        let (Some(from), Some(to)) = (start_of(day), start_of(day.add_days(1))) else {
            return Ok(0);
        };
        let tally = count(&mut *self.trace.get()?, from.naive_utc(), to.naive_utc())?;
        let conn = &mut *self.register.get()?;
        let people = People::read(conn, day)?;
        let mails: Vec<Outgoing> = people
            .recipients()
            .into_iter()
            .filter_map(|(user, concern)| mail(day, &tally, &people, user, &concern))
            .collect();
        let now = self.clock.now().naive_utc();
        Ok(write_tx(conn, |conn| {
            // Of several nodes that come at once the first one queues, the others find it done.
            if !note(conn, day, now)? {
                return Ok(0);
            }
            let mut queued = 0;
            for mail in &mails {
                queued += usize::from(enqueue(conn, now, mail)?);
            }
            Ok::<_, diesel::result::Error>(queued)
        })?)
    }
}

/// Notes that the day is done; false if it was.
fn note(conn: &mut Db, day: Day, now: chrono::NaiveDateTime) -> QueryResult<bool> {
    let row = (
        digest_day::day.eq(i64::from(day.0)),
        digest_day::composed_at.eq(now),
    );
    let noted = on_backend!(conn, |conn| {
        diesel::insert_into(digest_day::table)
            .values(row)
            .on_conflict_do_nothing()
            .execute(conn)?
    });
    Ok(noted == 1)
}

/// The mail to one recipient; `None` if nothing was done that concerns it.
fn mail(
    day: Day,
    tally: &Tally,
    people: &People,
    to: &AppUserRow,
    concern: &Concern,
) -> Option<Outgoing> {
    // Office, user, service.
    let mut found: BTreeMap<String, BTreeMap<String, BTreeMap<&str, Counts>>> = BTreeMap::new();
    for (key, counts) in tally.0.iter().filter(|(key, _)| concern.covers(key)) {
        let Some(user) = people.user_name(key.user_id) else {
            continue;
        };
        let office = people.office_name(key.entity_id, key.office_id);
        let users = found.entry(office).or_default();
        let services = users.entry(user).or_default();
        services.entry(&key.service).or_default().add(counts);
    }
    if found.is_empty() {
        return None;
    }
    let is_top = to.role == Role::Top.code();
    let (subject, body) = compose(&Digest {
        day,
        comune: is_top.then(|| people.entity_name(to.entity_id)),
        offices: found
            .into_iter()
            .map(|(name, users)| Office {
                name,
                users: users
                    .into_iter()
                    .map(|(name, services)| User {
                        name,
                        services: services
                            .into_iter()
                            .map(|(code, counts)| Service {
                                code: code.to_owned(),
                                counts,
                            })
                            .collect(),
                    })
                    .collect(),
            })
            .collect(),
    });
    Some(Outgoing {
        dedup: format!("digest:{}:{}", day.0, to.id),
        recipient: to.email.clone(),
        subject,
        body,
    })
}
