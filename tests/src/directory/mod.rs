//! The directory as tests fill it. Rows that no administrator could write so (entities of one name, users that stand
//! where their role does not belong) are written plainly; keys come from the services ([`Registrar`]). Neither leaves
//! anything in the trace of the test, which holds what the test does.

mod registrar;
mod rows;

pub use crate::next_id;
pub use registrar::Registrar;
pub use rows::{Member, entity, set_enabled, user, write};
