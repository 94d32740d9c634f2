//! The fields of the index, and the version of all that it holds.

use tantivy::schema::{
    BytesOptions, FAST, Field, INDEXED, IndexRecordOption, NumericOptions, Schema,
    TextFieldIndexing, TextOptions,
};
use tantivy::store::Compressor;
use tantivy::{IndexSettings, Term};

/// Raised by whoever changes a field, the card, the spans, or how names are folded, cut up or heard: an index of
/// another version is built anew.
pub const VERSION: u32 = 1;

/// Bytes of a block of cards: a search reads some hundred cards, each from another block.
const BLOCK: usize = 4096;

/// The fields. Those of names are fields of their own, because each has a dictionary that tolerance looks through.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields {
    /// The person's id: what a new version of the document replaces.
    pub person: Field,
    /// Surnames ever borne, as [`Name::forms`](super::terms::Name::forms).
    pub surname: Field,
    /// Given names, the same.
    pub given: Field,
    /// Surnames of spouses and partners.
    pub spouse: Field,
    /// `key|word`: the words of [`surname`](Self::surname) and [`spouse`](Self::spouse) behind their sounds.
    pub surname_sound: Field,
    /// The same of given names.
    pub given_sound: Field,
    /// Days, months and years of birth ([`birth`](super::document::birth)).
    pub born: Field,
    /// Place of birth: `#` and the Belfiore code, or the folded name.
    pub place: Field,
    /// Codici fiscali without omocodia and check character.
    pub fiscal: Field,
    /// Other numbers: `A` ID ANPR, `D` document, `S` sheet.
    pub number: Field,
    /// Streets, with and without house number.
    pub home: Field,
    /// What narrows but does not identify: Comune, sex, citizenship, marital status, standing.
    pub facet: Field,
    /// [`Span`](super::span::Span)s.
    pub spans: Field,
    /// The [`Card`](super::card::Card).
    pub card: Field,
}

/// Name of the column of spans.
pub(super) const SPANS: &str = "spans";

impl Fields {
    /// Fields and schema. The order is part of the index.
    pub fn new() -> (Self, Schema) {
        // Whether a term occurs is all that is asked: no frequencies, no positions, no lengths.
        let terms = TextOptions::default().set_indexing_options(
            TextFieldIndexing::default()
                .set_tokenizer("raw")
                .set_fieldnorms(false)
                .set_index_option(IndexRecordOption::Basic),
        );
        let mut schema = Schema::builder();
        let fields = Self {
            person: schema.add_u64_field("person", NumericOptions::default() | INDEXED),
            surname: schema.add_text_field("surname", terms.clone()),
            given: schema.add_text_field("given", terms.clone()),
            spouse: schema.add_text_field("spouse", terms.clone()),
            surname_sound: schema.add_text_field("surname_sound", terms.clone()),
            given_sound: schema.add_text_field("given_sound", terms.clone()),
            born: schema.add_text_field("born", terms.clone()),
            place: schema.add_text_field("place", terms.clone()),
            fiscal: schema.add_text_field("fiscal", terms.clone()),
            number: schema.add_text_field("number", terms.clone()),
            home: schema.add_text_field("home", terms.clone()),
            facet: schema.add_text_field("facet", terms),
            spans: schema.add_u64_field(SPANS, NumericOptions::default() | FAST),
            card: schema.add_bytes_field("card", BytesOptions::default().set_stored()),
        };
        (fields, schema.build())
    }

    /// The term that names a document.
    pub fn person_term(&self, person: i64) -> Term {
        Term::from_field_u64(self.person, person.cast_unsigned())
    }
}

/// How the index is stored.
pub(super) fn settings() -> IndexSettings {
    IndexSettings {
        // Cards are compact already, and one is read in the time in which a block would be expanded.
        docstore_compression: Compressor::None,
        docstore_blocksize: BLOCK,
        docstore_compress_dedicated_thread: false,
        ..IndexSettings::default()
    }
}
