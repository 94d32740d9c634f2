//! The person's own right of access (art. 15 GDPR): who looked at her, for whom and why. The data-protection officer
//! asks on her behalf.
//!
//! **Invariant: the embargo cannot be told from nothing.** What public security asked is not read at all, and the
//! answer ends with the same sentence whether there was any or not. Only both keys of the seal together, used in an
//! act that is itself recorded, release it.

mod accesses;
mod document;
mod legible;
mod sealed;
mod service;

pub use crate::monitoring::PersonCode;
pub use accesses::{Accesses, Looked};
pub use document::{EMBARGO, RELEASED, accesses_csv, document};
pub use legible::about;
pub use sealed::{Opened, SealedFilter};
pub use service::{Asked, DataSubject, DataSubjectError};
