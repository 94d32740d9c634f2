//! What the benchmarks measure with: an open-loop load generator, the memory of a process, tables of figures.

pub mod bare;
pub mod load;
pub mod memory;
pub mod report;
mod response;

pub use load::{Outcome, Pace, Target, run};
