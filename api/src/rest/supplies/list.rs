//! `GET /v1/forniture`.

use actix_web::web::{self, Query};
use actix_web::{HttpRequest, HttpResponse};
use schema::tables::SupplyRow;

use crate::auth;
use crate::problem::{Problem, ProblemBody};
use crate::rest::failure;
use crate::state::Hub;
use crate::wire::supply::{ListQuery, Page, SupplyBody};

/// Elenca le forniture dei Comuni concessi alla chiave, nell'ordine di arrivo.
#[utoipa::path(get, path = "/v1/forniture", tag = "Forniture", operation_id = "elencaForniture",
    params(ListQuery), security(("chiave" = [])),
    responses((status = 200, description = "Una pagina", body = Page<SupplyBody>),
        (status = 400, response = ProblemBody), (status = 401, response = ProblemBody),
        (status = 403, response = ProblemBody), (status = 422, response = ProblemBody),
        (status = 429, response = ProblemBody), (status = 500, response = ProblemBody),
        (status = 503, response = ProblemBody)))]
pub async fn list(
    request: HttpRequest,
    hub: web::Data<Hub>,
    query: Query<ListQuery>,
) -> Result<HttpResponse, Problem> {
    let (after, limit, comune) = query.into_inner().read()?;
    let access = auth::supply_access(&request, &hub, comune.as_deref()).await?;
    let rows =
        failure::blocking(move || hub.supplies.list(&access, comune.as_deref(), after, limit))
            .await?;
    let page = Page::of(rows, limit, |row: &SupplyRow| row.id, SupplyBody::from);
    Ok(HttpResponse::Ok().json(page))
}
