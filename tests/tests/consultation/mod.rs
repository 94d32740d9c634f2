//! Consultations against a register, on both databases.

mod plans;
mod province;
mod reach;
mod sheets;
mod support;
mod trace;
