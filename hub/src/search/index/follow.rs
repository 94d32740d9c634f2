//! Following the journal: the people of whom it speaks are indexed anew, and the cursor moves with the commit.

use std::path::Path;

use schema::db::{Db, Pool, read_tx};
use schema::facts::PersonFacts;
use schema::journal;
use tantivy::indexer::{IndexWriterOptions, LogMergePolicy};
use tantivy::{Index, IndexReader, IndexWriter, ReloadPolicy};

use super::cursor::Cursor;
use super::snapshot::Snapshot;
use super::{IndexError, IndexOptions};
use crate::search::document::{SUBJECTS, document};
use crate::search::fields::Fields;

/// Documents replaced in a segment, of all its documents, from which on it is written anew.
const REPLACED: f32 = 0.3;

/// An index that is sound, open for reading and writing, on its way through the journal.
pub(super) struct Following {
    fields: Fields,
    reader: IndexReader,
    writer: IndexWriter,
    cursor: Cursor,
}

/// Why what is there is of no use.
pub(super) enum Unusable {
    /// Incomplete, of another version, damaged, or of another journal.
    Index(String),
    /// This could not be found out.
    Error(IndexError),
}

/// What there was in the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Followed {
    Nothing,
    /// All of it is in the index.
    All,
    /// As much as one commit takes.
    More,
}

impl From<IndexError> for Unusable {
    fn from(error: IndexError) -> Self {
        if error.is_damage() {
            Self::Index(error.to_string())
        } else {
            Self::Error(error)
        }
    }
}

impl From<tantivy::TantivyError> for Unusable {
    fn from(error: tantivy::TantivyError) -> Self {
        Self::Index(error.to_string())
    }
}

impl Following {
    /// Opens an index, after having read all of it: what is damaged is found here, not in somebody's search.
    pub fn open(path: &Path, register: &Pool, options: &IndexOptions) -> Result<Self, Unusable> {
        let index = Index::open_in_dir(path)?;
        let payload = index.load_metas()?.payload;
        let cursor: Cursor = payload
            .and_then(|text| serde_json::from_str(&text).ok())
            .ok_or_else(|| Unusable::Index("it is not complete".to_owned()))?;
        let mut conn = register.get().map_err(IndexError::from)?;
        let is_of = cursor.is_of(&mut conn).map_err(IndexError::from)?;
        if !is_of {
            return Err(Unusable::Index(
                "it is of another version, or of another journal".to_owned(),
            ));
        }
        let damaged = index.validate_checksum()?;
        if !damaged.is_empty() {
            return Err(Unusable::Index(format!("damaged files: {damaged:?}")));
        }
        let (fields, schema) = Fields::new();
        if index.schema() != schema {
            return Err(Unusable::Index("its fields are others".to_owned()));
        }
        let writer: IndexWriter = index.writer_with_options(
            IndexWriterOptions::builder()
                .num_worker_threads(1)
                .memory_budget_per_thread(options.follow_memory)
                .num_merge_threads(1)
                .build(),
        )?;
        let mut policy = LogMergePolicy::default();
        policy.set_del_docs_ratio_before_merge(REPLACED);
        writer.set_merge_policy(Box::new(policy));
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            // Blocks lie in memory as they are: keeping copies of them would only take locks.
            .doc_store_cache_num_blocks(0)
            .try_into()?;
        Ok(Self {
            fields,
            reader,
            writer,
            cursor,
        })
    }

    /// As it was last committed.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot::new(self.reader.searcher(), self.fields, self.cursor.number)
    }

    /// Takes in what the journal has beyond the cursor, up to a bound.
    pub fn follow(
        &mut self,
        register: &Pool,
        options: &IndexOptions,
    ) -> Result<Followed, IndexError> {
        let mut conn = register.get()?;
        let after = self.cursor.number;
        let mut full = false;
        let (people, cursor) = read_tx(&mut conn as &mut Db, |conn| {
            let rows = journal::read_after(conn, after, options.rows)?;
            let Some(last) = rows.last() else {
                return Ok((Vec::new(), None));
            };
            full = rows.len() as i64 >= options.rows;
            let mut people: Vec<i64> = rows.iter().map(|row| row.person_id).collect();
            // Person 0 is a street, a sheet or a plan: nothing of them is in the documents.
            people.retain(|person| *person != 0);
            people.sort_unstable();
            people.dedup();
            let cursor = Cursor::at(conn, last.number)?;
            diesel::QueryResult::Ok((people, Some(cursor)))
        })?;
        let Some(cursor) = cursor else {
            return Ok(Followed::Nothing);
        };
        for ids in people.chunks(options.people.max(1)) {
            // As known at the cursor: that never changes, whatever is loaded meanwhile.
            let facts = PersonFacts::load(&mut conn, ids, SUBJECTS, cursor.number)?;
            for (id, facts) in ids.iter().zip(&facts) {
                self.writer.delete_term(self.fields.person_term(*id));
                if let Some(document) = document(&self.fields, *id, facts)? {
                    self.writer.add_document(document)?;
                }
            }
        }
        drop(conn);
        let mut commit = self.writer.prepare_commit()?;
        commit.set_payload(&serde_json::to_string(&cursor).map_err(std::io::Error::other)?);
        commit.commit()?;
        self.reader.reload()?;
        self.cursor = cursor;
        Ok(if full { Followed::More } else { Followed::All })
    }
}
