//! Behaviour of the whole, on both databases.

mod bench;
mod load;
mod stats;
mod storage;
