//! What is searched: criteria as typed, what is wrong with them, and what they come to.

mod birth;
mod check;
mod criteria;
mod faults;
mod fields;
mod wanted;
mod words;

pub(super) use birth::{Birth, BirthFit};
pub(super) use check::wanted;
pub use check::{Invalid, validate};
pub use criteria::{AddressWish, BirthWish, Criteria, PlaceWish, Search, SheetWish};
pub(super) use wanted::{Address, Fiscal, Place, Sheet, Wanted};
pub(super) use words::{asked_fields, in_words};

/// Characters of a field, at most.
const LONGEST: usize = 200;
/// Hits on a page, at most.
const LARGEST_PAGE: u32 = 50;

#[cfg(test)]
mod tests;
