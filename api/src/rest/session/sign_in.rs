//! `POST /v1/sessione`.

use actix_web::web::{self, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::stepped;
use crate::problem::{Problem, ProblemBody};
use crate::rest::body;
use crate::session::{leave_old, own_site, peer, problem};
use crate::state::Hub;
use crate::wire::identity::{SessionBody, SignInBody};

/// Accede con nome utente e password.
///
/// La sessione è nel cookie `__Host-ah`. `stadio` dice che cosa manca ancora: finché non è `COMPLETA`, la sessione
/// non apre nulla.
#[utoipa::path(post, path = "/v1/sessione", tag = "Accesso", operation_id = "accedi",
    request_body = SignInBody,
    responses(
        (status = 200, description = "La sessione", body = SessionBody),
        (status = 400, response = ProblemBody), (status = 401, response = ProblemBody),
        (status = 403, response = ProblemBody), (status = 415, response = ProblemBody),
        (status = 422, response = ProblemBody), (status = 429, response = ProblemBody),
        (status = 500, response = ProblemBody), (status = 503, response = ProblemBody)))]
pub async fn sign_in(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    own_site(&request)?;
    let body: SignInBody = body::json(&request, &hub, payload).await?;
    let peer = peer(&request, &hub);
    let entered = hub
        .identity
        .sign_in(&body.username, &body.password, &peer)
        .await
        .map_err(|error| problem(&error))?;
    leave_old(&request, &hub).await;
    Ok(stepped(&entered))
}
