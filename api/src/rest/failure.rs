//! What the services refuse, as problems.

use actix_web::web;
use hub::engine::Refusal;
use hub::search::SearchRefusal;
use hub::supplies::SupplyError;
use hub::validation::ValidationError;
use sync::load::LoadError;

use crate::auth;
use crate::problem::{FieldProblem, Problem, ProblemCode};
use crate::wire::supply::anomaly_text;

/// Runs a service that waits for the database, away from the threads that serve.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, SupplyError> + Send + 'static,
) -> Result<T, Problem> {
    web::block(work)
        .await
        .map_err(|error| Problem::internal(&error))?
        .map_err(supply)
}

/// A number in a path; anything else leads nowhere.
pub fn number(text: &str) -> Result<i64, Problem> {
    text.parse::<i64>()
        .ok()
        .filter(|number| *number > 0)
        .ok_or_else(no_such_supply)
}

/// A supply that does not exist, or that the caller may not see: the two are told alike.
fn no_such_supply() -> Problem {
    Problem::new(
        ProblemCode::NotFound,
        "Non c'è una fornitura con questo numero tra quelle che la chiave può vedere.",
    )
}

/// What the supply service refuses.
pub fn supply(error: SupplyError) -> Problem {
    match error {
        SupplyError::NotFound => no_such_supply(),
        SupplyError::Load(LoadError::Refused(anomaly)) => {
            let text = anomaly_text(&anomaly.code);
            // Of the anomalies of a whole supply these contradict what is already there.
            let code = match anomaly.code.as_str() {
                "F024" | "F025" | "F026" | "F027" => ProblemCode::Conflict,
                _ => ProblemCode::Fields,
            };
            Problem {
                fields: vec![FieldProblem {
                    field: anomaly.field.clone(),
                    code: "NON_VALIDO",
                    text: format!("{}: {text}", anomaly.code),
                }],
                ..Problem::new(
                    code,
                    format!("Fornitura rifiutata, {}: {text}", anomaly.code),
                )
            }
        }
        SupplyError::Denied(denied) => auth::denied(&denied),
        SupplyError::Audit(_) => Problem::busy("La traccia non è al momento disponibile.", 5),
        other => Problem::internal(&other),
    }
}

/// What the check engine refuses.
pub fn check(refusal: Refusal) -> Problem {
    match refusal {
        Refusal::Denied(denied) => auth::denied(&denied),
        Refusal::Invalid(invalid) => Problem::fields(vec![FieldProblem {
            field: invalid.field.to_owned(),
            code: "NON_VALIDO",
            text: invalid.text.to_owned(),
        }]),
        Refusal::Busy => Problem::busy(refusal.to_string(), 1),
        Refusal::Unavailable | Refusal::Stopping => Problem::busy(refusal.to_string(), 5),
    }
}

/// What a search is refused for.
pub fn searching(refusal: SearchRefusal) -> Problem {
    let detail = refusal.to_string();
    let reason = Some(refusal.code());
    let waiting = |seconds| Problem {
        reason,
        ..Problem::busy(detail.clone(), seconds)
    };
    match refusal {
        SearchRefusal::Invalid(faults) => Problem::fields(
            faults
                .into_iter()
                .map(|fault| FieldProblem {
                    field: fault.field.to_owned(),
                    code: fault.code,
                    text: fault.message,
                })
                .collect(),
        ),
        SearchRefusal::Denied(denied) => auth::denied(&denied),
        SearchRefusal::TooMany(_) => Problem::new(ProblemCode::TooManyFound, detail),
        SearchRefusal::Preparing => waiting(60),
        SearchRefusal::Busy => waiting(1),
        SearchRefusal::Unavailable => waiting(5),
    }
}

/// What the workflow of validation refuses.
#[expect(clippy::needless_pass_by_value, reason = "handed to map_err")]
pub fn validation(error: ValidationError) -> Problem {
    match error {
        ValidationError::NotFound => Problem::new(ProblemCode::NotFound, error.to_string()),
        ValidationError::Invalid { field, text } => Problem::fields(vec![FieldProblem {
            field: field.to_owned(),
            code: "NON_VALIDO",
            text: text.to_owned(),
        }]),
        ValidationError::Store(_) => Problem::internal(&error),
        ValidationError::Audit(_) => Problem::busy(error.to_string(), 5),
    }
}

/// Runs a part of the workflow, which waits for the database, away from the threads that serve.
pub async fn validating<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ValidationError> + Send + 'static,
) -> Result<T, Problem> {
    web::block(work)
        .await
        .map_err(|error| Problem::internal(&error))?
        .map_err(validation)
}
