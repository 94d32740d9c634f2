//! Checks, keys and the trace, on both databases.

mod access;
mod answers;
mod engine;
mod known_at;
mod massive;
mod support;
mod trace;
mod tree;
