//! `GET /v1/forniture/{id}`.

use actix_web::web::{self, Path};
use actix_web::{HttpRequest, HttpResponse};

use crate::auth;
use crate::problem::{Problem, ProblemBody};
use crate::rest::failure;
use crate::state::Hub;
use crate::wire::supply::SupplyReportBody;

/// Lo stato di una fornitura: avanzamento, totali di controllo, anomalie per codice.
#[utoipa::path(get, path = "/v1/forniture/{id}", tag = "Forniture", operation_id = "statoFornitura",
    params(("id" = i64, Path, description = "`idFornitura`")), security(("chiave" = [])),
    responses((status = 200, description = "Lo stato", body = SupplyReportBody),
        (status = 401, response = ProblemBody), (status = 403, response = ProblemBody),
        (status = 404, response = ProblemBody), (status = 429, response = ProblemBody),
        (status = 500, response = ProblemBody), (status = 503, response = ProblemBody)))]
pub async fn status(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let id = failure::number(&id)?;
    let access = auth::supply_access(&request, &hub, None).await?;
    let report = failure::blocking(move || hub.supplies.status(&access, id)).await?;
    Ok(HttpResponse::Ok().json(SupplyReportBody::from(report)))
}
