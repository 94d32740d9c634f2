//! The index as one commit left it.

use tantivy::collector::Collector;
use tantivy::query::Query;
use tantivy::schema::document::{
    DeserializeError, DocumentDeserialize, DocumentDeserializer, ValueDeserialize,
    ValueDeserializer,
};
use tantivy::{DocAddress, Searcher};

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
        let stored: Stored = self.searcher.doc(at)?;
        Ok(stored.0)
    }
}

/// What is stored of a document: the card, and nothing else. Read without a document being made of it, since a search
/// reads some hundred.
struct Stored(Vec<u8>);

struct Bytes(Vec<u8>);

impl ValueDeserialize for Bytes {
    fn deserialize<'de, D>(deserializer: D) -> Result<Self, DeserializeError>
    where
        D: ValueDeserializer<'de>,
    {
        deserializer.deserialize_bytes().map(Self)
    }
}

impl DocumentDeserialize for Stored {
    fn deserialize<'de, D>(mut deserializer: D) -> Result<Self, DeserializeError>
    where
        D: DocumentDeserializer<'de>,
    {
        let card = deserializer.next_field::<Bytes>()?;
        Ok(Self(card.map_or_else(Vec::new, |(_, bytes)| bytes.0)))
    }
}
