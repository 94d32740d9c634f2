//! Searching: terms propose, cards decide, and each hit says why it is there.

mod address;
mod best;
mod board;
mod collect;
mod expand;
mod grade;
mod hit;
mod identity;
mod judge;
mod namesakes;
mod propose;
mod run;
mod similar;
mod streets;

pub use hit::{Field, Found, Hit, How, Person, Reason, Strength};
pub(super) use run::{Finder, Limits, Outcome};
pub(super) use streets::{Streets, resolve};
