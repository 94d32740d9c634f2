//! Behaviour of the whole, on both databases.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod administration;
mod bench;
mod browser;
mod checks;
mod consultation;
mod faults;
mod identity;
mod load;
mod mail;
mod monitoring;
mod notices;
mod papers;
mod rights;
mod search;
mod server;
mod stats;
mod storage;
mod validation;
