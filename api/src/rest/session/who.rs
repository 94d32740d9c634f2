//! `GET /v1/sessione`.

use actix_web::{HttpRequest, HttpResponse, web};

use crate::problem::{Problem, ProblemBody};
use crate::session::at_any_stage;
use crate::state::Hub;
use crate::wire::identity::SessionBody;

/// Chi ha acceduto, e che cosa manca.
#[utoipa::path(get, path = "/v1/sessione", tag = "Accesso", operation_id = "sessione",
    security(("sessione" = [])),
    responses(
        (status = 200, description = "La sessione", body = SessionBody),
        (status = 401, response = ProblemBody), (status = 403, response = ProblemBody),
        (status = 500, response = ProblemBody), (status = 503, response = ProblemBody)))]
pub async fn who(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    let session = at_any_stage(&request, &hub).await?;
    Ok(HttpResponse::Ok().json(SessionBody::from(&session)))
}
