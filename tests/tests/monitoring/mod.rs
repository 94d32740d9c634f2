//! Reading the trace: monitoring, the person's right of access, the seal.

mod data_subject;
mod findings;
mod indexes;
mod listing;
mod public_security;
mod support;
