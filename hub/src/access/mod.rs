//! Who may ask: the directory of entities, agreements, profiles and users, and the proof that a request was
//! authorised.
//!
//! **Invariant: no answer without a right.** The services of this crate take an [`Access`], which only
//! this module can make.

mod approved;
mod authenticator;
mod caller;
mod decide;
mod denied;
pub mod directory;
mod effective;
mod entity_kind;
mod fields;
mod keys;
mod kind;
mod knocks;
mod network;
mod plan;
pub mod policy;
mod proof;
mod quota;
mod recognise;
mod rights;
mod search;
mod service;
mod settled;
mod sheets;
mod standing;

pub use approved::Approved;
pub use authenticator::Authenticator;
pub use caller::{Caller, Context, Credential};
pub use denied::Denied;
pub use directory::{Directory, DirectoryRows};
pub use effective::{Effective, EffectiveRight, Sketch};
pub use entity_kind::EntityKind;
pub use fields::{FieldInfo, FieldSet};
pub(crate) use keys::Drawn;
pub use keys::{CreatedKey, KeyInfo, list_keys};
pub use kind::Kind;
pub use knocks::{Knock, Knocks, Known};
pub use network::Network;
pub use plan::{Debit, Plan, Waiting};
pub use proof::{Access, Ask};
pub use quota::Quotas;
pub use rights::DEFAULT_SILENCE_HOURS;
pub use search::SearchPlan;
pub use service::Service;
pub use sheets::sheet_fields;
