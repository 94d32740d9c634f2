//! `DELETE /v1/bacheca/{id}`.

use actix_web::web::{self, Path};
use actix_web::{HttpRequest, HttpResponse};

use super::acting::acting;
use crate::board::number;
use crate::problem::{Problem, ProblemBody};
use crate::state::Hub;

/// Ritira un avviso. Le conferme di lettura restano.
#[utoipa::path(delete, path = "/v1/bacheca/{id}", tag = "Bacheca", operation_id = "ritiraAvviso",
    params(("id" = i64, Path, description = "Numero dell'avviso")), security(("chiave" = [])),
    responses((status = 204, description = "Ritirato"),
        (status = 401, response = ProblemBody), (status = 404, response = ProblemBody),
        (status = 429, response = ProblemBody), (status = 500, response = ProblemBody),
        (status = 503, response = ProblemBody)))]
pub async fn withdraw(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let id = number(&id)?;
    acting(&request, &hub, move |notices, member, origin| {
        notices.withdraw(member, origin, id)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}
