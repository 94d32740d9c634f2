//! The hub's own XML layout, version 1: one element a fact, its fields as attributes. The element and attribute
//! names are described in `docs/supply-formats.md` and `sync/schemas/fornitura.xsd`.

mod attrs;
mod facts;
mod fields;
mod header;
mod items;
mod names;
mod reader;
mod state;
mod writer;
mod writer_facts;

pub(super) use items::{household_row, street_row};
pub use reader::XmlReader;
pub use writer::XmlWriter;

/// The version of the layout that is read and written.
pub const VERSION: &str = "1";
