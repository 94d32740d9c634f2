//! Consultations (visure): what the register says of a person, a family, an address or a Comune, on a day and as it
//! was known at a moment, as far as the right reaches. docs/consultation.md says what is shown when.
//!
//! [`view`] is pure; `service` reads what it needs, records it, and only then answers.

mod granted;
mod read;
mod refusal;
mod request;
mod service;
pub mod sheet;
mod subject;
mod validate;
mod view;
mod waiting;

pub use granted::Granted;
pub use refusal::ConsultationRefusal;
pub use request::{
    About, AskedAddress, AskedStreet, ConsultationRequest, FIRST_DAY, KnownAt, PAGE,
};
pub(crate) use service::Together;
pub use service::{Again, ConsultationService, Consulted, Look, Outcome, SHOWN_BESIDE, Seen};
pub use view::{Material, Question, Target, compare, view};
pub use waiting::{ConsultationDesk, DeferredConsultations, Made, Taken, read_made};
