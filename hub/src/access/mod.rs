//! Who may ask: keys of entities' applications, and the proof that a request was authorised.
//!
//! **Invariant: no answer without a right.** The services of this crate take an [`Access`], which only
//! this module can make.

mod authenticator;
mod denied;
mod keys;
mod proof;
mod snapshot;

pub use authenticator::{Authenticated, Authenticator};
pub use denied::Denied;
pub use keys::{
    CreatedKey, EntityKind, KeyError, KeyInfo, KeySpec, create_entity, create_key, list_keys,
    revoke_key,
};
pub use proof::{Access, Service};
