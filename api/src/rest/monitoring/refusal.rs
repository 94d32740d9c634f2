//! Who looks, and what is refused.

use actix_web::{HttpRequest, web};
use hub::data_subject::DataSubjectError;
use hub::monitoring::{MonitoringError, Viewer};

use crate::auth;
use crate::problem::{FieldProblem, Problem, ProblemCode};
use crate::state::Hub;

/// The caller, as one who looks at the trace.
pub async fn viewer(request: &HttpRequest, hub: &Hub) -> Result<Viewer, Problem> {
    let caller = auth::caller(request, hub).await?;
    Ok(Viewer::of(&caller, &auth::context(request, hub)))
}

/// Runs what waits for the databases away from the threads that serve.
pub async fn blocking<T: Send + 'static, E: Into<DataSubjectError> + Send + 'static>(
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, Problem> {
    web::block(work)
        .await
        .map_err(|error| Problem::internal(&error))?
        .map_err(|error| told(error.into()))
}

fn told(error: DataSubjectError) -> Problem {
    let error = match error {
        DataSubjectError::Ambiguous => {
            return Problem::fields(vec![FieldProblem {
                field: "codiceFiscale".to_owned(),
                code: "NON_VALIDO",
                text: DataSubjectError::Ambiguous.to_string(),
            }]);
        }
        DataSubjectError::Monitoring(error) => error,
    };
    match error {
        MonitoringError::Denied => Problem::new(ProblemCode::NotGranted, error.to_string()),
        MonitoringError::Period(text) => Problem::fields(vec![FieldProblem {
            field: "dal".to_owned(),
            code: "NON_VALIDO",
            text: format!("il periodo non è valido: {text}"),
        }]),
        MonitoringError::Audit(_) => Problem::busy("La traccia non è al momento disponibile.", 5),
        // Few look at once: whoever finds no place comes back.
        MonitoringError::Pool(_) => Problem::busy(
            "Troppe consultazioni della traccia in corso: riprovare tra poco.",
            5,
        ),
        other => Problem::internal(&other),
    }
}
