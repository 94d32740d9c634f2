//! `POST /v1/validazioni/decisioni`.

use actix_web::web::{self, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::officer;
use crate::problem::{Problem, ProblemBody};
use crate::rest::{body, failure};
use crate::state::Hub;
use crate::wire::validation::{DecisionBody, DecisionsBody};

/// Approva o scarta una o più richieste.
///
/// Ognuna è decisa per sé: quelle già decise, o che non riguardano il proprio Comune, sono indicate nella risposta e
/// non impediscono le altre. Ciò che è deciso non cambia più.
#[utoipa::path(post, path = "/v1/validazioni/decisioni", tag = "Validazioni", operation_id = "decidiValidazioni",
    request_body = DecisionBody, security(("chiave" = [])),
    responses((status = 200, description = "Che cosa è stato di ciascuna", body = DecisionsBody),
        (status = 400, response = ProblemBody), (status = 401, response = ProblemBody),
        (status = 403, response = ProblemBody), (status = 408, response = ProblemBody),
        (status = 413, response = ProblemBody), (status = 415, response = ProblemBody),
        (status = 422, response = ProblemBody), (status = 429, response = ProblemBody),
        (status = 500, response = ProblemBody), (status = 503, response = ProblemBody)))]
pub async fn decide(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let officer = officer(&request, &hub).await?;
    let (ids, verdict, reason) = body::json::<DecisionBody>(&request, &hub, payload)
        .await?
        .read()?;
    let decided =
        failure::validating(move || hub.validations.decide(&officer, &ids, verdict, &reason))
            .await?;
    Ok(HttpResponse::Ok().json(DecisionsBody::from(decided)))
}
