//! The hub over HTTPS.

mod checks;
mod commands;
mod credentials;
mod errors;
mod fixtures;
mod hostile;
mod log_commands;
mod massive;
mod menus;
pub mod monitoring;
pub mod notice_pages;
mod pages;
mod permissions;
mod receipts;
mod rights;
mod service;
mod sign_in_pages;
pub mod signing_in;
mod slowness;
pub mod support;
mod tokens;
mod uploads;
mod users;
mod validation;
pub mod validation_pages;
pub mod visitor;
mod workstations;
