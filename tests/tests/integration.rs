//! Behaviour of the whole, on both databases.

mod load;
mod stats;
mod storage;
