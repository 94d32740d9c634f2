//! What a node keeps in memory between batches: street registers and supply plans.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use schema::db::Db;
use schema::facts::SubjectSet;
use schema::tables::{StreetRow, SuppliedSubjectsRow, journal, street, supplied_subjects};

use super::dossier::{Planned, Plans};
use super::streets::StreetBook;

/// Street names held at most; beyond it the cache starts anew. A metropolitan province has about half.
const MAX_NAMES: usize = 400_000;

#[derive(Debug, Default)]
struct Held {
    /// Everything up to this journal number is in `books` and `plans`.
    head: i64,
    books: HashMap<String, Arc<StreetBook>>,
    names: usize,
    plans: Option<Arc<Plans>>,
    comuni: Option<Arc<[String]>>,
}

/// The caches of one node, shared by its workers and kept fresh by the journal.
#[derive(Debug, Default)]
pub struct Caches {
    held: RwLock<Held>,
}

impl Caches {
    /// Forgets what changed up to `head`, the last number that this transaction sees.
    pub fn refresh(&self, conn: &mut Db, head: i64) -> QueryResult<()> {
        let seen = self
            .held
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .head;
        if seen >= head {
            return Ok(());
        }
        // Streets and plans are journalled under person 0, so this reads an index range and no more.
        let changed: Vec<String> = journal::table
            // As the index says it, not bound.
            .filter(sql::<Bool>("person_id = 0"))
            .filter(journal::number.gt(seen))
            .select(journal::comune)
            .distinct()
            .load(conn)?;
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        if held.head < head {
            if !changed.is_empty() {
                held.plans = None;
                held.comuni = None;
            }
            for comune in changed {
                if let Some(book) = held.books.remove(&comune) {
                    held.names -= book.len().min(held.names);
                }
            }
            held.head = head;
        }
        Ok(())
    }

    /// What each Comune supplies, as a transaction whose last number is `head` sees it; a newer view serves too,
    /// since each row carries the numbers between which it was known.
    pub fn plans(&self, conn: &mut Db, head: i64) -> QueryResult<Arc<Plans>> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        if held.head >= head
            && let Some(plans) = &held.plans
        {
            return Ok(Arc::clone(plans));
        }
        drop(held);
        let rows: Vec<SuppliedSubjectsRow> = supplied_subjects::table
            .select(SuppliedSubjectsRow::as_select())
            .load(conn)?;
        let plans: Arc<Plans> = Arc::new(
            rows.into_iter()
                .map(|row| {
                    let planned = Planned {
                        known_from: row.known_from,
                        known_to: row.known_to,
                        subjects: SubjectSet(row.subjects.cast_unsigned()),
                    };
                    (row.comune, planned)
                })
                .collect(),
        );
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        // Plans read from an older view must not outlive a change that others have seen already.
        if held.head == head {
            held.plans = Some(Arc::clone(&plans));
        }
        Ok(plans)
    }

    /// The Comuni that have a street register, sorted, as a transaction whose last number is `head` sees them.
    pub fn comuni(&self, conn: &mut Db, head: i64) -> QueryResult<Arc<[String]>> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        if held.head >= head
            && let Some(comuni) = &held.comuni
        {
            return Ok(Arc::clone(comuni));
        }
        drop(held);
        let comuni: Vec<String> = street::table
            .select(street::comune)
            .distinct()
            .order(street::comune)
            .load(conn)?;
        let comuni: Arc<[String]> = comuni.into();
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        if held.head == head {
            held.comuni = Some(Arc::clone(&comuni));
        }
        Ok(comuni)
    }

    /// The street register of a Comune, as a transaction whose last number is `head` sees it; a newer
    /// one serves too, since each name carries the numbers between which it was known.
    pub fn streets(&self, conn: &mut Db, comune: &str, head: i64) -> QueryResult<Arc<StreetBook>> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        if held.head >= head
            && let Some(book) = held.books.get(comune)
        {
            return Ok(Arc::clone(book));
        }
        drop(held);
        let rows: Vec<StreetRow> = street::table
            .filter(street::comune.eq(comune))
            .select(StreetRow::as_select())
            .load(conn)?;
        let book = Arc::new(StreetBook::new(&rows));
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        // A book read from an older view must not outlive a change that others have seen already.
        if held.head == head {
            if held.names + book.len() > MAX_NAMES {
                held.books.clear();
                held.names = 0;
            }
            held.names += book.len();
            if let Some(old) = held.books.insert(comune.to_owned(), Arc::clone(&book)) {
                held.names -= old.len().min(held.names);
            }
        }
        Ok(book)
    }
}
