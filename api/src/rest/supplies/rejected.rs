//! `GET /v1/forniture/{id}/scarti`.

use actix_web::web::{self, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use schema::tables::RejectedRecordRow;

use crate::auth;
use crate::problem::{Problem, ProblemBody};
use crate::rest::failure;
use crate::state::Hub;
use crate::wire::supply::{Page, PageQuery, RejectedBody};

/// Le schede scartate di una fornitura, come sono arrivate.
#[utoipa::path(get, path = "/v1/forniture/{id}/scarti", tag = "Forniture", operation_id = "scartiFornitura",
    params(("id" = i64, Path, description = "`idFornitura`"), PageQuery), security(("chiave" = [])),
    responses((status = 200, description = "Una pagina", body = Page<RejectedBody>),
        (status = 400, response = ProblemBody), (status = 401, response = ProblemBody),
        (status = 403, response = ProblemBody), (status = 404, response = ProblemBody),
        (status = 422, response = ProblemBody), (status = 429, response = ProblemBody),
        (status = 500, response = ProblemBody), (status = 503, response = ProblemBody)))]
pub async fn rejected(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
    query: Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let id = failure::number(&id)?;
    let (after, limit) = query.read()?;
    let access = auth::supply_access(&request, &hub, None).await?;
    let rows = failure::blocking(move || hub.supplies.rejected(&access, id, after, limit)).await?;
    let page = Page::of(
        rows,
        limit,
        |row: &RejectedRecordRow| row.seq,
        RejectedBody::from,
    );
    Ok(HttpResponse::Ok().json(page))
}
