//! What travels: Italian names outside, English names inside. This is the only place where the two meet.

pub mod administration;
pub mod answer;
pub mod check;
pub mod consultation;
mod convert;
pub mod data_subject;
pub mod declaration;
pub mod families;
pub mod identity;
mod json;
pub mod massive;
pub mod monitoring;
pub mod notices;
pub mod person;
pub mod receipt;
pub mod registry;
pub mod rights;
pub mod search;
pub mod simulation;
pub mod supply;
#[cfg(test)]
mod tests;
pub mod validation;

pub use convert::Fields;
pub use json::{parse_json, parse_value};
