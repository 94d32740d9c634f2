//! Finding people: tantivy over the register's whole history, under the caller's rights and with a trace.
//!
//! The index is a projection of the journal and holds nothing of its own. Terms propose people, spans exclude those
//! whom the caller may not see, and the card of each, a copy of the facts with both uncertain ends of their validity,
//! decides. docs/search.md says why.

mod card;
mod document;
mod fields;
mod find;
mod index;
mod query;
mod reference;
mod refusal;
mod service;
mod span;
mod terms;

pub use fields::VERSION;
pub use find::{Field, Found, Hit, How, Person, Reason, Strength};
pub use index::{
    Built, IndexError, IndexOptions, Inspected, SearchIndex, Snapshot, inspect, request_rebuild,
};
pub use query::{
    AddressWish, BirthWish, Criteria, Invalid, PlaceWish, Search, SheetWish, validate,
};
pub use reference::{REFERENCE_LIFE, ReferenceRefusal, References};
pub use refusal::SearchRefusal;
pub use service::{SearchAnswer, SearchOptions, SearchService};
pub use span::{Standing, Territory};
