//! Passwords: what may be chosen, how it is kept, and the threads that hash.

mod common;
mod hash;
mod hasher;
mod policy;

pub use hash::{COST, Cost};
pub(super) use hash::{NOBODY, is_dated};
pub(super) use hasher::{Hasher, Place};
pub use policy::{PasswordFault, check};
