//! `GET /v1/validazioni/{id}`.

use actix_web::web::{self, Path};
use actix_web::{HttpRequest, HttpResponse};

use super::officer;
use crate::problem::{Problem, ProblemBody};
use crate::rest::failure;
use crate::state::Hub;
use crate::wire::validation::ValidationBody;

/// Una richiesta che attende il proprio Comune, o che ha atteso.
#[utoipa::path(get, path = "/v1/validazioni/{id}", tag = "Validazioni", operation_id = "validazione",
    params(("id" = i64, Path, description = "Numero della richiesta da validare")), security(("chiave" = [])),
    responses((status = 200, description = "La richiesta", body = ValidationBody),
        (status = 401, response = ProblemBody), (status = 403, response = ProblemBody),
        (status = 404, response = ProblemBody), (status = 429, response = ProblemBody),
        (status = 500, response = ProblemBody), (status = 503, response = ProblemBody)))]
pub async fn item(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let officer = officer(&request, &hub).await?;
    // What is no number is the number of nothing.
    let id = id.parse().unwrap_or(0);
    let now = hub.clock.now();
    let item = failure::validating(move || hub.validations.item(&officer, id)).await?;
    Ok(HttpResponse::Ok().json(ValidationBody::at(item, now)))
}
