//! The journal: one numbered row for each change to one person's facts.
//!
//! **Invariant: the journal reads in order.** A reader that has seen number N never later finds a new
//! number below N. Numbers are taken from one row whose lock is held until commit, so the order in which
//! numbers are given is the order in which they become visible, on both databases.

use diesel::prelude::*;

use crate::db::Db;
use crate::tables::{JournalRow, journal, journal_head};

/// Journal numbers and person ids taken for one transaction.
#[derive(Debug, Clone, Copy)]
pub struct Allotment {
    next_number: i64,
    next_person: i64,
}

impl Allotment {
    /// Opens the books: locks them until the transaction ends, so that other writers wait.
    /// Call it before anything else in the transaction, and [`close`](Self::close) at the end.
    pub fn open(conn: &mut Db) -> QueryResult<Self> {
        // An update, not a select: it takes the row's lock on PostgreSQL too.
        diesel::update(journal_head::table.find(1))
            .set(journal_head::last.eq(journal_head::last))
            .execute(conn)?;
        let (last, last_person): (i64, i64) = journal_head::table
            .find(1)
            .select((journal_head::last, journal_head::last_person))
            .first(conn)?;
        Ok(Self {
            next_number: last + 1,
            next_person: last_person + 1,
        })
    }

    /// The next journal number.
    pub fn number(&mut self) -> i64 {
        let number = self.next_number;
        self.next_number += 1;
        number
    }

    /// The id of a person heard of for the first time.
    pub fn person(&mut self) -> i64 {
        let id = self.next_person;
        self.next_person += 1;
        id
    }

    /// The last number taken so far.
    pub fn last(&self) -> i64 {
        self.next_number - 1
    }

    /// Writes down what was taken.
    pub fn close(self, conn: &mut Db) -> QueryResult<()> {
        diesel::update(journal_head::table.find(1))
            .set((
                journal_head::last.eq(self.next_number - 1),
                journal_head::last_person.eq(self.next_person - 1),
            ))
            .execute(conn)
            .map(drop)
    }
}

/// The last number that a reader can see now.
pub fn head(conn: &mut Db) -> QueryResult<i64> {
    journal_head::table
        .find(1)
        .select(journal_head::last)
        .first(conn)
}

/// Writes journal rows; the facts that carry their numbers go into the same transaction.
pub fn append(conn: &mut Db, rows: &[JournalRow]) -> QueryResult<()> {
    crate::tables::insert_journal(conn, rows)
}

/// The rows after number `after`, oldest first, at most `limit`: what a projection reads from its cursor.
pub fn read_after(conn: &mut Db, after: i64, limit: i64) -> QueryResult<Vec<JournalRow>> {
    journal::table
        .filter(journal::number.gt(after))
        .order(journal::number)
        .limit(limit)
        .select(JournalRow::as_select())
        .load(conn)
}
