//! `POST /v1/sessione/password`.

use actix_web::web::{self, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::stepped;
use crate::problem::{Problem, ProblemBody};
use crate::rest::body;
use crate::session::{at_any_stage, peer, problem, token};
use crate::state::Hub;
use crate::wire::identity::{NewPasswordBody, SessionBody};

/// Sceglie una nuova password, al primo accesso o quando si vuole. Le altre sessioni dell'utente terminano.
#[utoipa::path(post, path = "/v1/sessione/password", tag = "Accesso", operation_id = "scegliPassword",
    request_body = NewPasswordBody, security(("sessione" = [])),
    responses(
        (status = 200, description = "La sessione", body = SessionBody),
        (status = 400, response = ProblemBody), (status = 401, response = ProblemBody),
        (status = 403, response = ProblemBody), (status = 415, response = ProblemBody),
        (status = 422, response = ProblemBody), (status = 429, response = ProblemBody),
        (status = 500, response = ProblemBody), (status = 503, response = ProblemBody)))]
pub async fn password(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    at_any_stage(&request, &hub).await?;
    let body: NewPasswordBody = body::json(&request, &hub, payload).await?;
    let peer = peer(&request, &hub);
    let entered = hub
        .identity
        .choose_password(&token(&request)?, &body.present, &body.new, &peer)
        .await
        .map_err(|error| problem(&error))?;
    Ok(stepped(&entered))
}
