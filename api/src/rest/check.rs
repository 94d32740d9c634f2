//! `POST /v1/verifiche`.

use std::time::Duration;

use actix_web::http::header::LOCATION;
use actix_web::web::{self, Payload};
use actix_web::{HttpRequest, HttpResponse, Resource};
use hub::access::Service;
use hub::check_service::Submitted;
use tokio::time::timeout;

use super::{body, failure, missing};
use crate::auth;
use crate::problem::{Problem, ProblemBody};
use crate::state::Hub;
use crate::wire::answer::AnswerBody;
use crate::wire::check::CheckBody;
use crate::wire::validation::RequestBody;

pub fn resource() -> Resource {
    missing::resource("/v1/verifiche", "POST").post(check)
}

/// Verifica una o più dichiarazioni su un soggetto.
///
/// La risposta è `S`, `N` o `A` (non determinabile, con il motivo): mai il dato vero. La traccia della
/// risposta è su disco prima che la risposta parta. La ricevuta firmata dice lo stesso a chi non c'era. Se un Comune interessato chiede di validare la richiesta, la
/// risposta è 202: ciò che attende dipende solo dalla richiesta e dalle convenzioni, mai da dove è la persona.
#[utoipa::path(post, path = "/v1/verifiche", tag = "Verifiche", operation_id = "verifica",
    request_body = CheckBody, security(("chiave" = [])),
    responses(
        (status = 200, description = "Gli esiti", body = AnswerBody),
        (status = 202, description = "Uno o più Comuni decidono prima della risposta: lo stato è in `Location`", body = RequestBody),
        (status = 400, response = ProblemBody), (status = 401, response = ProblemBody),
        (status = 403, response = ProblemBody), (status = 408, response = ProblemBody),
        (status = 413, response = ProblemBody), (status = 415, response = ProblemBody),
        (status = 422, response = ProblemBody), (status = 429, response = ProblemBody),
        (status = 500, response = ProblemBody), (status = 503, response = ProblemBody)))]
pub async fn check(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let caller = auth::caller(&request, &hub).await?;
    let question = body::json::<CheckBody>(&request, &hub, payload)
        .await?
        .read()?;
    let context = auth::context(&request, &hub);
    let access = caller.for_check(&context);
    let access = auth::opened(&hub, &caller, Service::Check, &context, access).await?;
    let patience = Duration::from_secs(hub.config.server.limits.request_seconds);
    let submitted = timeout(patience, hub.checks.submit(access, question))
        .await
        .map_err(|_| Problem::busy("La verifica non è stata completata in tempo.", 5))?
        .map_err(failure::check)?;
    Ok(match submitted {
        Submitted::Answered(answer) => {
            let record = answer.record.as_deref();
            let receipt = record.and_then(|record| hub.receipts.issue(record));
            HttpResponse::Ok().json(AnswerBody::new(answer, receipt))
        }
        Submitted::Pending(view) => {
            let place = format!("/v1/richieste/{}", view.request_id);
            HttpResponse::Accepted()
                .insert_header((LOCATION, place))
                .json(RequestBody::from(*view))
        }
    })
}
