//! Who may ask what, and the answers: checks of declared facts, access, identity, the trace.

pub mod access;
pub mod administration;
pub mod audit;
mod background;
pub mod check;
pub mod check_service;
pub mod consultation;
pub mod data_subject;
pub mod digest;
pub mod engine;
pub mod families;
pub mod identity;
pub mod mail;
pub mod massive;
pub mod monitoring;
pub mod notices;
pub mod search;
pub mod supplies;
pub mod validation;
