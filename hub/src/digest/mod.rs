//! The daily mail: what their users asked yesterday, to every TOP and ADMIN with an address.
//!
//! A TOP is told of everything that concerned its Comune and of the users of the offices that it registered; an ADMIN of
//! the users of its office. Records under seal, and users of public security, are never among them. The mail travels in
//! the clear: it says who asked and how much, never about whom.
//!
//! **Invariant: once.** The mails of a day are queued in one transaction with the note that the day is done, so that no
//! node and no restart sends them again, and none is missing.

mod compose;
mod people;
mod reader;
mod run;
mod tally;
mod text;

pub use compose::{Digest, Office, Service, User, compose};
pub use run::{DigestError, Digests};
pub use tally::Counts;
