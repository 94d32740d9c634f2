//! Those who knock and are not let in, for the trace.
//!
//! A refusal that can be told to somebody (a key that is over, a user who is disabled, a token of yesterday) is on record
//! before it leaves; but who repeats it all day writes one record a minute, with how often it was. Of strangers, who show
//! nothing that the hub has ever given out, only the network is known, and of no more than a few networks a minute by
//! name: whoever likes can send garbage from everywhere, and must not fill the trace with it.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Duration, Utc};
use schema::codes::{ActKind, Role};
use schema::tables::AuditRow;

use super::directory::User;
use crate::audit::Entry;

/// Time within which what is repeated is one record.
const TOGETHER: Duration = Duration::minutes(1);
/// Networks of strangers that are told apart within that time; further ones are counted together.
const NETWORKS: usize = 20;
/// What the trace calls the way in.
const SERVICE: &str = "ACCESSO";

/// Somebody whom the hub knows, but does not let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The user.
    pub user_id: i64,
    /// Its office.
    pub office_id: i64,
    /// Its entity.
    pub entity_id: i64,
    /// What it is.
    pub role: Role,
    /// The key that it showed; 0: none.
    pub key_id: i64,
}

impl Known {
    /// A user of the directory, whether it may do anything or not.
    pub fn of(user: &User, key_id: i64) -> Self {
        Self {
            user_id: user.id,
            office_id: user.office.id,
            entity_id: user.entity.id,
            role: user.role,
            key_id,
        }
    }
}

/// One refusal at the door.
#[derive(Clone, Debug)]
pub struct Knock {
    /// Who it was, if that can be told.
    pub who: Option<Known>,
    /// Why it was refused: a stable code.
    pub code: &'static str,
    /// From where: of strangers the network, of others the address.
    pub place: String,
    /// The hub's id of the request.
    pub request_id: String,
}

/// By what refusals are counted together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Door {
    Known {
        user_id: i64,
        key_id: i64,
        code: &'static str,
    },
    Stranger {
        network: String,
        code: &'static str,
    },
}

#[derive(Debug)]
struct Seen {
    knock: Knock,
    since: DateTime<Utc>,
    /// How many came behind the one on record.
    more: u64,
}

/// What this node has refused in the last minute.
#[derive(Debug, Default)]
pub struct Knocks {
    seen: Mutex<HashMap<Door, Seen>>,
}

impl Knocks {
    /// Counts a refusal: gives the record to be written before it leaves, if it is not one of many.
    pub fn count(&self, mut knock: Knock, now: DateTime<Utc>) -> Option<AuditRow> {
        let mut seen = self.lock();
        let door = door(&mut knock, &seen);
        let mut times = 1;
        if let Some(known) = seen.get_mut(&door) {
            if now - known.since < TOGETHER {
                known.more += 1;
                return None;
            }
            times += known.more;
        }
        let row = row(&knock, now, times);
        let fresh = Seen {
            knock,
            since: now,
            more: 0,
        };
        seen.insert(door, fresh);
        Some(row)
    }

    /// Records of what came behind others within their minute; to be asked now and then, and at the end with `all`.
    pub fn due(&self, now: DateTime<Utc>, all: bool) -> Vec<AuditRow> {
        let mut rows = Vec::new();
        self.lock().retain(|_, seen| {
            let over = all || now - seen.since >= TOGETHER;
            if over && seen.more > 0 {
                rows.push(row(&seen.knock, now, seen.more));
            }
            !over
        });
        rows
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Door, Seen>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn door(knock: &mut Knock, seen: &HashMap<Door, Seen>) -> Door {
    let code = knock.code;
    if let Some(who) = &knock.who {
        return Door::Known {
            user_id: who.user_id,
            key_id: who.key_id,
            code,
        };
    }
    let stranger = |network: &str| Door::Stranger {
        network: network.to_owned(),
        code,
    };
    let own = stranger(&knock.place);
    let strangers = seen
        .keys()
        .filter(|door| matches!(door, Door::Stranger { .. }))
        .count();
    if seen.contains_key(&own) || strangers < NETWORKS {
        return own;
    }
    // Whatever else knocks, from wherever.
    knock.place.clear();
    stranger("")
}

fn row(knock: &Knock, now: DateTime<Utc>, times: u64) -> AuditRow {
    let entry = Entry::new(ActKind::SignIn, SERVICE, now.naive_utc())
        .request(&knock.request_id)
        .workstation(&knock.place)
        .outcome(knock.code);
    let entry = match &knock.who {
        Some(who) => entry
            .entity(who.entity_id)
            .user(who.user_id, who.office_id, who.role)
            .key(who.key_id),
        None => entry,
    };
    match times {
        1 => entry.into_row(),
        times => entry.fields(format!("volte={times}")).into_row(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn knock(who: Option<i64>, place: &str) -> Knock {
        Knock {
            who: who.map(|user_id| Known {
                user_id,
                office_id: 1,
                entity_id: 1,
                role: Role::Authorised,
                key_id: 7,
            }),
            code: "CHIAVE_REVOCATA",
            place: place.to_owned(),
            request_id: "r".to_owned(),
        }
    }

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_000_000 + seconds, 0).unwrap()
    }

    #[test]
    fn the_first_is_recorded_and_those_behind_it_are_counted() {
        let knocks = Knocks::default();
        let first = knocks.count(knock(Some(3), "192.0.2.1"), at(0)).unwrap();
        assert_eq!(
            (first.act.as_str(), first.user_id, first.key_id),
            ("ACCESSO", 3, 7)
        );
        assert_eq!(
            (first.fields.as_str(), first.workstation.as_str()),
            ("", "192.0.2.1")
        );
        // From wherever: the key is the same.
        for seconds in 0..5 {
            assert!(
                knocks
                    .count(knock(Some(3), "198.51.100.9"), at(seconds))
                    .is_none()
            );
        }
        assert!(knocks.count(knock(Some(4), "192.0.2.1"), at(5)).is_some());
        assert!(knocks.due(at(59), false).is_empty());
        let due = knocks.due(at(60), false);
        assert_eq!(
            due.iter()
                .map(|row| row.fields.as_str())
                .collect::<Vec<_>>(),
            ["volte=5"]
        );
        assert!(knocks.count(knock(Some(3), "192.0.2.1"), at(61)).is_some());
    }

    #[test]
    fn nothing_is_lost_where_nobody_asks_what_is_due() {
        let knocks = Knocks::default();
        let count = |seconds| knocks.count(knock(Some(3), ""), at(seconds));
        assert!(count(0).is_some() && count(1).is_none() && count(2).is_none());
        assert_eq!(count(60).unwrap().fields, "volte=3");
        assert!(count(61).is_none());
        let rest = knocks.due(at(62), true);
        assert_eq!(rest.len(), 1);
        assert!(knocks.due(at(63), true).is_empty());
    }

    #[test]
    fn strangers_do_not_fill_the_trace() {
        let knocks = Knocks::default();
        let records = (0..5_000)
            .filter_map(|n| {
                knocks.count(
                    knock(None, &format!("198.51.{}.{}", n / 256, n % 256)),
                    at(0),
                )
            })
            .collect::<Vec<_>>();
        assert_eq!(records.len(), NETWORKS + 1);
        assert!(
            records
                .iter()
                .all(|row| row.user_id == 0 && row.subject.is_empty())
        );
        assert_eq!(records.last().unwrap().workstation, "");
        let due = knocks.due(at(60), false);
        assert_eq!(due.len(), 1, "of the first networks none came twice");
        assert_eq!(due[0].fields, format!("volte={}", 5_000 - NETWORKS - 1));
        assert!(knocks.lock().is_empty());
    }
}
