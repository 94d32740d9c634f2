//! The hub over HTTPS.

mod checks;
mod commands;
mod errors;
mod fixtures;
mod log_commands;
mod massive;
mod pages;
mod permissions;
mod receipts;
mod service;
mod slowness;
mod support;
mod uploads;
mod validation;
