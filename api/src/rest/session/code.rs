//! `POST /v1/sessione/codice`.

use actix_web::web::{self, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::stepped;
use crate::problem::{Problem, ProblemBody};
use crate::rest::body;
use crate::session::{at_any_stage, peer, problem, token};
use crate::state::Hub;
use crate::wire::identity::{CodeBody, SessionBody};

/// Dà il codice che manca all'accesso. Dopo cinque codici errati si ricomincia dalla password.
#[utoipa::path(post, path = "/v1/sessione/codice", tag = "Accesso", operation_id = "daiCodice",
    request_body = CodeBody, security(("sessione" = [])),
    responses(
        (status = 200, description = "La sessione", body = SessionBody),
        (status = 400, response = ProblemBody), (status = 401, response = ProblemBody),
        (status = 403, response = ProblemBody), (status = 415, response = ProblemBody),
        (status = 422, response = ProblemBody), (status = 429, response = ProblemBody),
        (status = 500, response = ProblemBody), (status = 503, response = ProblemBody)))]
pub async fn code(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    at_any_stage(&request, &hub).await?;
    let body: CodeBody = body::json(&request, &hub, payload).await?;
    let entered = hub
        .identity
        .give_code(&token(&request)?, &body.code, &peer(&request, &hub))
        .await
        .map_err(|error| problem(&error))?;
    Ok(stepped(&entered))
}
