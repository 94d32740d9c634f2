//! The index as one commit left it.

use tantivy::collector::Collector;
use tantivy::query::Query;
use tantivy::schema::Value;
use tantivy::{DocAddress, Searcher, TantivyDocument};

use super::IndexError;
use crate::search::fields::Fields;

/// An unchanging view of the index, at a journal number.
pub struct Snapshot {
    pub(in crate::search) searcher: Searcher,
    pub(in crate::search) fields: Fields,
    cursor: i64,
}

impl Snapshot {
    pub(super) fn new(searcher: Searcher, fields: Fields, cursor: i64) -> Self {
        Self {
            searcher,
            fields,
            cursor,
        }
    }

    /// The last journal number that is in it: what it finds is as known then.
    pub fn cursor(&self) -> i64 {
        self.cursor
    }

    /// People in it.
    pub fn people(&self) -> u64 {
        self.searcher.num_docs()
    }

    pub(in crate::search) fn search<C: Collector>(
        &self,
        query: &dyn Query,
        collector: &C,
    ) -> Result<C::Fruit, IndexError> {
        Ok(self.searcher.search(query, collector)?)
    }

    /// The bytes of a card.
    pub(in crate::search) fn card(&self, at: DocAddress) -> Result<Vec<u8>, IndexError> {
        let document: TantivyDocument = self.searcher.doc(at)?;
        let card = document.get_first(self.fields.card);
        let bytes = card.and_then(|value| value.as_bytes().map(<[u8]>::to_vec));
        bytes.ok_or(IndexError::Card(postcard::Error::DeserializeUnexpectedEnd))
    }
}
