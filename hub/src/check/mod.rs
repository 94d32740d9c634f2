//! Checks of declared facts: S, N or A, never the true value.
//!
//! [`evaluate`] is pure; [`answer`] reads what it needs. docs/checks.md says what is answered when.

mod answer;
mod cache;
mod declaration;
mod dossier;
mod evaluate;
mod fields;
mod house_number;
mod kinds;
mod load;
mod numerals;
mod person;
mod position;
mod reason;
mod request;
pub(crate) mod resolve;
mod scope;
mod streets;
mod verdict;

pub use answer::{Answer, CheckAnswer, Outcome};
pub use cache::Caches;
pub use declaration::{
    BondClaim, Declaration, FamilyClaim, KinshipTo, MemberClaim, PersonRef, PlaceRef, Relation,
    ResidenceClaim,
};
pub use dossier::{Dossier, Found, Kin, Planned, Plans, Question};
pub use evaluate::evaluate;
pub use fields::{UsedFields, fields_of};

pub use crate::access::{FieldInfo, FieldSet};
pub use load::{Asked, Judged, answer};
pub(crate) use person::omocode;
pub(crate) use position::{Position, competent, last_before, position};
pub use reason::ReasonCode;
pub use request::{
    CheckRequest, Invalid, MAX_COMUNI, MAX_DECLARATIONS, MAX_MEMBERS, MAX_REASON, SubjectRef,
};
pub use scope::Scope;
pub use streets::StreetBook;
pub(crate) use streets::Streets;
pub(crate) use verdict::covered;

#[cfg(test)]
mod cases;
