//! Building the index from nothing: the register as known at one number, read by several connections.

use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};

use diesel::prelude::*;
use schema::db::{Db, Pool, read_tx};
use schema::facts::PersonFacts;
use schema::journal;
use schema::tables::journal_head;
use tantivy::indexer::{IndexWriterOptions, NoMergePolicy};
use tantivy::{Index, IndexWriter};

use super::cursor::Cursor;
use super::directory::bytes;
use super::{Built, IndexError, IndexOptions, Shared};
use crate::search::document::{SUBJECTS, document};
use crate::search::fields::{Fields, settings};

/// Builds it in an empty directory. What is there is complete only once its commit carries a cursor.
pub(super) fn build(
    register: &Pool,
    path: &Path,
    options: &IndexOptions,
    shared: &Shared,
) -> Result<Built, IndexError> {
    let (cursor, last_person) = read_tx(&mut register.get()? as &mut Db, |conn| {
        let head = journal::head(conn)?;
        let last_person: i64 = journal_head::table
            .find(1)
            .select(journal_head::last_person)
            .first(conn)?;
        QueryResult::Ok((Cursor::at(conn, head)?, last_person))
    })?;
    let (fields, schema) = Fields::new();
    let index = Index::builder()
        .schema(schema)
        .settings(settings())
        .create_in_dir(path)?;
    let mut writer: IndexWriter = index.writer_with_options(
        IndexWriterOptions::builder()
            .num_worker_threads(1)
            .memory_budget_per_thread(options.build_memory)
            .num_merge_threads(1)
            .build(),
    )?;
    // Each is merged once, at the end.
    writer.set_merge_policy(Box::new(NoMergePolicy));
    let work = Work {
        register,
        fields,
        writer: &writer,
        known_at: cursor.number,
        last_person,
        next: AtomicI64::new(1),
        people: options.people.max(1) as i64,
        shared,
    };
    let read = std::thread::scope(|scope| {
        let readers: Vec<_> = (0..options.readers.max(1))
            .map(|_| scope.spawn(|| work.read()))
            .collect();
        let mut people = 0;
        for reader in readers {
            people += match reader.join() {
                Ok(read) => read?,
                Err(panic) => std::panic::resume_unwind(panic),
            };
        }
        Ok::<u64, IndexError>(people)
    });
    let people = read?;
    let mut commit = writer.prepare_commit()?;
    commit.set_payload(&serde_json::to_string(&cursor).map_err(std::io::Error::other)?);
    commit.commit()?;
    // A search looks through the dictionary of each segment, so that one is answered fastest; and terms need less memory
    // while it is built, if it may be written in pieces.
    let pieces = index.searchable_segment_ids()?;
    if pieces.len() > 1 {
        writer.merge(&pieces).wait()?;
        writer.garbage_collect_files().wait()?;
    }
    writer.wait_merging_threads()?;
    Ok(Built {
        people,
        cursor: cursor.number,
        bytes: bytes(path)?,
    })
}

struct Work<'a> {
    register: &'a Pool,
    fields: Fields,
    writer: &'a IndexWriter,
    known_at: i64,
    last_person: i64,
    next: AtomicI64,
    people: i64,
    shared: &'a Shared,
}

impl Work<'_> {
    /// Takes stretches of people until there are none left. What is known at a number never changes, so that each
    /// statement may see another state of the database.
    fn read(&self) -> Result<u64, IndexError> {
        let mut conn = self.register.get()?;
        let mut people = 0;
        loop {
            if self.shared.stopped() {
                return Err(IndexError::Stopped);
            }
            let first = self.next.fetch_add(self.people, Ordering::Relaxed);
            if first > self.last_person {
                return Ok(people);
            }
            let last = (first + self.people - 1).min(self.last_person);
            let ids: Vec<i64> = (first..=last).collect();
            let facts = PersonFacts::load(&mut conn, &ids, SUBJECTS, self.known_at)?;
            for (id, facts) in ids.iter().zip(&facts) {
                if let Some(document) = document(&self.fields, *id, facts)? {
                    self.writer.add_document(document)?;
                    people += 1;
                }
            }
        }
    }
}
