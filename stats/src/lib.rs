//! The province's demographic figures, drawn from the register.

mod residents;

pub use residents::{ResidentCount, residents};
