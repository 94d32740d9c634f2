//! Checks, keys and the trace, on both databases.

mod access;
mod answers;
mod engine;
mod folding;
mod known_at;
mod massive;
pub mod support;
mod thinning;
mod trace;
mod tree;
mod verify;
