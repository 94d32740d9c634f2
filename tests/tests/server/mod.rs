//! The hub over HTTPS.

mod checks;
mod commands;
mod errors;
mod fixtures;
mod massive;
mod service;
mod support;
mod uploads;
