//! Reading what a consultation needs, from one view of the register.

mod find;
mod journal;
mod material;
mod places;

pub use find::{Found, Reach, find};
pub use journal::last_before;
pub use material::Reading;
