//! Consultations.

pub mod again;
pub mod ask;
pub mod pdf;

use actix_web::web::ServiceConfig;
use hub::consultation::ConsultationRefusal;

use super::missing;
use crate::auth;
use crate::problem::{FieldProblem, Problem, ProblemCode};

/// All routes under `/v1/consultazioni`. What is asked goes to a kind, what is shown again has a number.
pub fn configure(config: &mut ServiceConfig) {
    config.service(
        missing::resource("/v1/consultazioni/{id}", "GET, POST")
            .get(again::again)
            .post(ask::ask),
    );
    config.service(missing::resource("/v1/consultazioni/{id}/pdf", "GET").get(pdf::document));
}

/// What the service refuses.
pub fn refusal(refusal: ConsultationRefusal) -> Problem {
    let text = refusal.to_string();
    match refusal {
        ConsultationRefusal::Invalid(invalid) => Problem::fields(vec![FieldProblem {
            field: invalid.field.to_owned(),
            code: "NON_VALIDO",
            text,
        }]),
        ConsultationRefusal::Denied(denied) => auth::denied(&denied),
        ConsultationRefusal::TooMany => Problem::fields(vec![FieldProblem {
            field: "indirizzo.interno".to_owned(),
            code: "TROPPE_PERSONE",
            text,
        }]),
        ConsultationRefusal::NotFound => Problem::new(ProblemCode::NotFound, text),
        ConsultationRefusal::Busy => Problem::busy(text, 1),
        ConsultationRefusal::Unavailable => Problem::busy(text, 5),
    }
}
