//! The hub over HTTPS.

mod checks;
mod commands;
mod errors;
mod fixtures;
mod massive;
mod pages;
mod permissions;
mod service;
mod slowness;
mod support;
mod uploads;
