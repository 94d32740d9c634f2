//! Behaviour of the whole, on both databases.

mod stats;
mod storage;
