//! The families at a list of fiscal codes: inputs and answers, as NDJSON or CSV.

mod answer;
mod ask;
mod input;
mod table;

pub use answer::FamilyBody;
pub use ask::FamilyQuery;
pub use input::{Column, read_json};
pub use table::{CSV_HEAD, Line, lines, write_csv, write_failed};
