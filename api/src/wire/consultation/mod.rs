//! Consultations: what is asked, and what is shown.

pub mod about;
pub mod answer;
pub mod ask;
mod made;
pub mod pending;
pub mod sheet;
