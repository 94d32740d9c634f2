//! Proving who one is, on both databases: people, their codes and sessions, applications.

mod codes;
mod oauth;
mod sessions;
mod sign_in;
pub mod signer;
pub mod support;
mod throttle;
mod untraced;
mod working_case;
