//! `GET /v1/consultazioni/{numero}`.

use actix_web::web::{self, Path};
use actix_web::{HttpRequest, HttpResponse};
use hub::access::{Caller, Credential, Service};
use hub::consultation::{Again, ConsultationRefusal, Consulted};

use super::refusal;
use crate::auth;
use crate::problem::{Problem, ProblemBody};
use crate::state::Hub;
use crate::wire::consultation::answer::ConsultedAnswer;

/// Mostra di nuovo una propria consultazione, identica.
///
/// Solo a chi l'ha fatta: a una persona finché dura la sua sessione, a un'applicazione per 12 ore con la stessa chiave. Se un
/// Comune doveva decidere, dalla risposta fino a quando la richiesta è conservata, per i soli Comuni che hanno approvato.
/// Non è un nuovo atto. Ciò che non è più concesso è mascherato.
#[utoipa::path(get, path = "/v1/consultazioni/{id}", tag = "Consultazioni", operation_id = "rivediConsultazione",
    params(("id" = i64, Path, description = "`numero` della risposta")), security(("chiave" = [])),
    responses(
        (status = 200, description = "La consultazione", body = ConsultedAnswer),
        (status = 401, response = ProblemBody), (status = 403, response = ProblemBody),
        (status = 404, response = ProblemBody), (status = 429, response = ProblemBody),
        (status = 500, response = ProblemBody), (status = 503, response = ProblemBody)))]
pub async fn again(
    request: HttpRequest,
    hub: web::Data<Hub>,
    number: Path<String>,
) -> Result<HttpResponse, Problem> {
    let (_, answer) = shown_again(&request, &hub, &number).await?;
    let record = answer.record.as_deref();
    let receipt = record.and_then(|record| hub.receipts.issue(record));
    Ok(HttpResponse::Ok().json(ConsultedAnswer::new(answer, receipt)))
}

/// The caller, and its consultation of that number.
///
/// # Errors
/// 401, 403, 404, 429, 503.
pub async fn shown_again(
    request: &HttpRequest,
    hub: &web::Data<Hub>,
    number: &str,
) -> Result<(Caller, Consulted), Problem> {
    let caller = auth::caller(request, hub).await?;
    let number = number
        .parse::<i64>()
        .ok()
        .filter(|number| *number > 0)
        .ok_or_else(|| refusal(ConsultationRefusal::NotFound))?;
    let session = match caller.credential() {
        Credential::Session { id } => Some(*id),
        _ => None,
    };
    let context = auth::context(request, hub);
    let access = caller.for_consultation(&context);
    let access = auth::opened(hub, &caller, Service::Consultation, &context, access).await?;
    let data = web::Data::clone(hub);
    let answer = web::block(move || data.consultations.again(&access, Again { number, session }))
        .await
        .map_err(|error| Problem::internal(&error))?
        .map_err(refusal)?;
    Ok((caller, answer))
}
