//! What the journal says of numbers, and which number was the last at a moment.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDateTime;
use diesel::prelude::*;
use schema::codes::JournalCause;
use schema::db::Db;
use schema::facts::{Fact, PersonFacts, STILL_KNOWN};
use schema::on_backend;
use schema::tables::{JournalRow, journal, supply};

use crate::consultation::sheet::Entry;

/// The last number that had been given at that moment, not above `head`; 0 if none had. Numbers are given in the order
/// of time, so halving finds it.
pub fn last_before(conn: &mut Db, moment: NaiveDateTime, head: i64) -> QueryResult<i64> {
    let (mut below, mut above) = (0, head + 1);
    while above - below > 1 {
        let middle = below + (above - below) / 2;
        let at: Option<NaiveDateTime> = journal::table
            .find(middle)
            .select(journal::recorded_at)
            .first(conn)
            .optional()?;
        match at {
            Some(at) if at > moment => above = middle,
            _ => below = middle,
        }
    }
    Ok(below)
}

/// The numbers that these facts carry.
pub fn numbers<'a>(people: impl Iterator<Item = &'a PersonFacts>) -> HashSet<i64> {
    let mut numbers = HashSet::new();
    let mut both = |from: i64, to: i64| {
        numbers.insert(from);
        if to != STILL_KNOWN {
            numbers.insert(to);
        }
    };
    macro_rules! every {
        ($facts:ident: $($field:ident)*) => {
            $( for row in &$facts.$field { both(row.known_from(), row.known_to()); } )*
        };
    }
    for facts in people {
        every!(facts: identifiers identities residences addresses memberships maritals bonds parentages citizenships
            documents deaths procedures events);
    }
    numbers
}

/// What stands at these numbers.
pub fn entries(conn: &mut Db, numbers: &HashSet<i64>) -> QueryResult<HashMap<i64, Entry>> {
    /// Numbers in one statement: below what any SQLite takes.
    const AT_ONCE: usize = 500;
    let mut wanted: Vec<i64> = numbers.iter().copied().collect();
    wanted.sort_unstable();
    let mut rows: Vec<JournalRow> = Vec::with_capacity(wanted.len());
    for some in wanted.chunks(AT_ONCE) {
        let found: Vec<JournalRow> = on_backend!(conn, |c| journal::table
            .filter(journal::number.eq_any(some))
            .select(JournalRow::as_select())
            .load(c))?;
        rows.extend(found);
    }
    let mut ids: Vec<i64> = rows.iter().map(|row| row.supply_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut supplies: HashMap<i64, i64> = HashMap::with_capacity(ids.len());
    for some in ids.chunks(AT_ONCE) {
        let found: Vec<(i64, i64)> = on_backend!(conn, |c| supply::table
            .filter(supply::id.eq_any(some))
            .select((supply::id, supply::number))
            .load(c))?;
        supplies.extend(found);
    }
    let entries = rows.into_iter().map(|row| {
        let entry = Entry {
            at: row.recorded_at,
            comune: row.comune,
            supply: supplies.get(&row.supply_id).copied(),
            cause: JournalCause::from_code(&row.cause),
        };
        (row.number, entry)
    });
    Ok(entries.collect())
}
