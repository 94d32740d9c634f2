//! `GET /v1/richieste/{id}`.

use actix_web::web::{self, Path};
use actix_web::{HttpRequest, HttpResponse};
use hub::validation::Reader;

use crate::auth;
use crate::problem::{Problem, ProblemBody};
use crate::rest::failure;
use crate::state::Hub;
use crate::wire::validation::RequestBody;

/// Lo stato di una propria richiesta: che cosa ha deciso ogni Comune, quanto tempo ha ancora, gli esiti quando ci sono.
#[utoipa::path(get, path = "/v1/richieste/{id}", tag = "Richieste", operation_id = "statoRichiesta",
    params(("id" = String, Path, description = "`idRichiesta`")), security(("chiave" = [])),
    responses((status = 200, description = "Lo stato", body = RequestBody),
        (status = 401, response = ProblemBody), (status = 404, response = ProblemBody),
        (status = 429, response = ProblemBody), (status = 500, response = ProblemBody),
        (status = 503, response = ProblemBody)))]
pub async fn status(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let caller = auth::caller(&request, &hub).await?;
    let reader = Reader::of(&caller);
    let view = failure::validating(move || hub.validations.read(&reader, &id)).await?;
    Ok(HttpResponse::Ok().json(RequestBody::from(view)))
}
