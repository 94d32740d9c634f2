//! Behaviour of the whole, on both databases.

mod storage;
