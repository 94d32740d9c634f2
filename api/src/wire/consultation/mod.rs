//! Consultations: what is asked, and what is shown.

pub mod answer;
pub mod ask;
mod made;
pub mod sheet;
