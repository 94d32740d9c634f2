//! Checks of declared facts: S, N or A, never the true value.
//!
//! [`evaluate`] is pure; [`load`] reads what it needs. docs/checks.md says what is answered when.

mod answer;
mod declaration;
mod dossier;
mod evaluate;
mod house_number;
mod kinds;
mod numerals;
mod person;
mod position;
mod reason;
mod streets;
mod verdict;

pub use answer::{Answer, CheckAnswer, Outcome};
pub use declaration::{
    BondClaim, Declaration, FamilyClaim, KinshipTo, MemberClaim, PersonRef, PlaceRef, Relation,
    ResidenceClaim,
};
pub use dossier::{Dossier, Found, Kin, Plans, Question, Scope};
pub use evaluate::evaluate;
pub use reason::ReasonCode;
pub use streets::StreetBook;
