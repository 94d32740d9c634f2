//! Guessing made slow, in such a way that nobody can keep somebody else out.
//!
//! Failures are counted for a user *from one network* and for a network, never for the user alone: a stranger elsewhere
//! adds nothing to what the user herself meets. Whoever has signed in from a device before counts on that device only.
//! Wrong codes are counted for the user alone, but only those who know the password can give any.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use diesel::prelude::*;
use schema::db::Db;
use schema::on_backend;
use schema::tables::{SignInThrottleRow, sign_in_throttle};

use super::error::IdentityError;

/// Failures are forgotten when none has followed for so long.
const FORGOTTEN_AFTER: Duration = Duration::hours(1);
/// Subjects kept in memory; the store has all of them.
const REMEMBERED: usize = 50_000;

/// What failures cost.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Failures that cost nothing.
    free: i64,
    /// Seconds to wait after the first that does; they double with each.
    first: i64,
    /// Seconds at most.
    most: i64,
    /// Whether a sign-in in full forgets them.
    forgiven: bool,
    /// Attempts under way at most: what comes beyond waits a second.
    at_once: i64,
}

/// A user from one network, or on one device.
pub const ONE_USER: Rule = Rule {
    free: 5,
    first: 30,
    most: 900,
    forgiven: true,
    at_once: i64::MAX,
};
/// A whole network: an office behind one address may mistype more, but not take all places of those who hash.
pub const NETWORK: Rule = Rule {
    free: 60,
    first: 5,
    most: 60,
    forgiven: false,
    at_once: 8,
};
/// The same for applications, of which none hashes.
pub const CLIENTS: Rule = Rule {
    at_once: i64::MAX,
    ..NETWORK
};
/// Codes of a user whose password is known to whoever gives them.
pub const CODES: Rule = Rule {
    free: 8,
    first: 30,
    most: 900,
    forgiven: true,
    at_once: i64::MAX,
};

impl Rule {
    /// Seconds to wait, if any.
    fn wait(&self, count: &Count, now: DateTime<Utc>) -> Option<u64> {
        let failures = count.recent(now);
        if failures < self.free {
            return None;
        }
        let doubled = (failures - self.free).min(20);
        let delay = (self.first << doubled).min(self.most);
        let left = (count.last + Duration::seconds(delay) - now).num_milliseconds();
        (left > 0).then(|| (left as u64).div_ceil(1000))
    }
}

/// What is counted: the key is a keyed hash.
#[derive(Clone, Debug)]
pub struct Subject {
    pub rule: &'static Rule,
    pub key: String,
}

#[derive(Clone, Copy, Debug)]
struct Count {
    failures: i64,
    last: DateTime<Utc>,
    under_way: i64,
}

impl Count {
    fn recent(&self, now: DateTime<Utc>) -> i64 {
        if now - self.last > FORGOTTEN_AFTER {
            0
        } else {
            self.failures
        }
    }
}

/// What this node knows of failures.
#[derive(Default)]
pub struct Throttle {
    known: Mutex<HashMap<String, Count>>,
}

/// An attempt under way; it is over when this is dropped.
pub struct Attempt {
    throttle: Arc<Throttle>,
    subjects: Vec<Subject>,
}

impl Throttle {
    /// Lets an attempt begin, from memory alone: a flood is refused without touching anything else. Attempts under way
    /// count as failures until they are over, so that many at once are no way round.
    pub fn enter(
        self: &Arc<Self>,
        subjects: Vec<Subject>,
        now: DateTime<Utc>,
    ) -> Result<Attempt, IdentityError> {
        let mut known = self.lock();
        for subject in &subjects {
            let Some(count) = known.get(&subject.key) else {
                continue;
            };
            if let Some(seconds) = subject.rule.wait(count, now) {
                return Err(IdentityError::Wait(seconds));
            }
            let failing =
                count.under_way > 0 && count.recent(now) + count.under_way >= subject.rule.free;
            if failing || count.under_way >= subject.rule.at_once {
                return Err(IdentityError::Wait(1));
            }
        }
        if known.len() > REMEMBERED {
            known.retain(|_, count| count.under_way > 0);
        }
        for subject in &subjects {
            let count = known.entry(subject.key.clone()).or_insert(Count {
                failures: 0,
                last: now,
                under_way: 0,
            });
            count.under_way += 1;
        }
        drop(known);
        Ok(Attempt {
            throttle: Arc::clone(self),
            subjects,
        })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Count>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Attempt {
    /// What is counted.
    pub fn keys(&self) -> Vec<String> {
        self.subjects.iter().map(|s| s.key.clone()).collect()
    }

    /// What a sign-in in full forgets.
    pub fn forgiven(&self) -> Vec<String> {
        forgiven(&self.subjects)
    }

    /// Takes over what the store says, other nodes' failures included; refuses if it is too much.
    pub fn learn(
        &self,
        rows: &[SignInThrottleRow],
        now: DateTime<Utc>,
    ) -> Result<(), IdentityError> {
        let mut known = self.throttle.lock();
        let mut refused = None;
        for subject in &self.subjects {
            let Some(count) = known.get_mut(&subject.key) else {
                continue;
            };
            let row = rows.iter().find(|row| row.subject == subject.key);
            count.failures = row.map_or(0, |row| row.failures);
            count.last = row.map_or(now, |row| row.last_at.and_utc());
            refused = refused.max(subject.rule.wait(count, now));
        }
        refused.map_or(Ok(()), |seconds| Err(IdentityError::Wait(seconds)))
    }
}

impl Drop for Attempt {
    fn drop(&mut self) {
        let mut known = self.throttle.lock();
        for subject in &self.subjects {
            if let Some(count) = known.get_mut(&subject.key) {
                count.under_way -= 1;
                if count.under_way == 0 && count.failures == 0 {
                    known.remove(&subject.key);
                }
            }
        }
    }
}

/// Of these subjects, those that a sign-in in full forgets.
pub fn forgiven(subjects: &[Subject]) -> Vec<String> {
    let forgiven = subjects.iter().filter(|subject| subject.rule.forgiven);
    forgiven.map(|subject| subject.key.clone()).collect()
}

/// What the store knows of these subjects.
pub fn read(conn: &mut Db, keys: &[String]) -> QueryResult<Vec<SignInThrottleRow>> {
    sign_in_throttle::table
        .filter(sign_in_throttle::subject.eq_any(keys))
        .select(SignInThrottleRow::as_select())
        .load(conn)
}

/// Counts a failure of each; inside a transaction. What is known of them afterwards.
pub fn count(
    conn: &mut Db,
    keys: &[String],
    now: NaiveDateTime,
) -> QueryResult<Vec<SignInThrottleRow>> {
    let forgotten = now - FORGOTTEN_AFTER;
    diesel::delete(sign_in_throttle::table.filter(sign_in_throttle::last_at.lt(forgotten)))
        .execute(conn)?;
    // In one order, whatever the attempt: two transactions never wait for each other.
    let mut keys = keys.to_vec();
    keys.sort_unstable();
    for key in &keys {
        let row = SignInThrottleRow {
            subject: key.clone(),
            failures: 0,
            last_at: now,
        };
        on_backend!(&mut *conn, |c| diesel::insert_into(sign_in_throttle::table)
            .values(&row)
            .on_conflict_do_nothing()
            .execute(c))?;
        diesel::update(sign_in_throttle::table.find(key))
            .set((
                sign_in_throttle::failures.eq(sign_in_throttle::failures + 1),
                sign_in_throttle::last_at.eq(now),
            ))
            .execute(conn)?;
    }
    read(conn, &keys)
}

/// Forgets them; inside a transaction.
pub fn forget(conn: &mut Db, keys: &[String]) -> QueryResult<()> {
    diesel::delete(sign_in_throttle::table.filter(sign_in_throttle::subject.eq_any(keys)))
        .execute(conn)
        .map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_000_000 + seconds, 0).unwrap()
    }

    fn subjects() -> Vec<Subject> {
        vec![Subject {
            rule: &ONE_USER,
            key: "a".to_owned(),
        }]
    }

    fn row(failures: i64, seconds: i64) -> SignInThrottleRow {
        SignInThrottleRow {
            subject: "a".to_owned(),
            failures,
            last_at: at(seconds).naive_utc(),
        }
    }

    #[test]
    fn the_wait_doubles_up_to_its_most_and_is_forgotten() {
        let wait = |failures, seconds| {
            let count = Count {
                failures,
                last: at(0),
                under_way: 0,
            };
            ONE_USER.wait(&count, at(seconds))
        };
        assert_eq!(wait(4, 0), None);
        assert_eq!(wait(5, 0), Some(30));
        assert_eq!(wait(5, 29), Some(1));
        assert_eq!(wait(5, 30), None);
        assert_eq!(wait(7, 0), Some(120));
        assert_eq!(wait(60, 0), Some(900));
        assert_eq!(wait(60, 3601), None);
    }

    #[test]
    fn many_at_once_are_no_way_round() {
        let throttle = Arc::new(Throttle::default());
        let under_way: Vec<_> = (0..20)
            .filter_map(|_| throttle.enter(subjects(), at(0)).ok())
            .collect();
        assert_eq!(under_way.len(), 5);
        under_way[0].learn(&[row(5, 0)], at(0)).unwrap_err();
        drop(under_way);
        assert_eq!(
            throttle.enter(subjects(), at(0)).err(),
            Some(IdentityError::Wait(30))
        );
        let one = throttle.enter(subjects(), at(30)).unwrap();
        assert!(throttle.enter(subjects(), at(30)).is_err());
        one.learn(&[], at(30)).unwrap();
        drop(one);
        assert!(
            throttle.lock().is_empty(),
            "nothing is kept of who has not failed"
        );
    }
}
