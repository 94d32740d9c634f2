//! Requests that wait for the Comuni, on both databases.

mod deciding;
mod once;
mod reading;
mod support;
mod time;
