//! ISTAT's Lista Anagrafica Comunale: one CSV row an individual, the present state only, always in full.

mod columns;
mod families;
mod lines;
mod reader;
mod row;
mod values;
mod writer;

pub use reader::LacReader;
pub use values::{DatePattern, Encoding, LacValues};
pub use writer::{HouseholdSizes, LacWriter};

use schema::facts::{Subject, SubjectSet};

/// What a LAC says something about.
pub const SUBJECTS: SubjectSet = SubjectSet::of(&[
    Subject::Identifiers,
    Subject::Identities,
    Subject::Residences,
    Subject::Addresses,
    Subject::Memberships,
    Subject::Maritals,
    Subject::Citizenships,
]);
