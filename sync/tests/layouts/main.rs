//! The layouts from outside: what is written is read back, supplies of others are read, hostile ones are refused.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on may stop where it stands"
)]

mod hostile;
mod lac_files;
mod manual;
mod round_trip;
mod samples;
mod support;
