//! `DELETE /v1/sessione`.

use actix_web::{HttpRequest, HttpResponse, web};

use crate::problem::{Problem, ProblemBody};
use crate::session::{at_any_stage, cookie, peer, problem, token};
use crate::state::Hub;

/// Esce: la sessione termina subito, su ogni nodo entro tre secondi.
#[utoipa::path(delete, path = "/v1/sessione", tag = "Accesso", operation_id = "esci",
    security(("sessione" = [])),
    responses(
        (status = 204, description = "La sessione è terminata"),
        (status = 401, response = ProblemBody), (status = 403, response = ProblemBody),
        (status = 500, response = ProblemBody), (status = 503, response = ProblemBody)))]
pub async fn sign_out(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    at_any_stage(&request, &hub).await?;
    hub.identity
        .sign_out(&token(&request)?, &peer(&request, &hub))
        .await
        .map_err(|error| problem(&error))?;
    Ok(HttpResponse::NoContent()
        .append_header(cookie::gone())
        .finish())
}
