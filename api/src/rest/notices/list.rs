//! `GET /v1/bacheca`.

use actix_web::{HttpRequest, HttpResponse, web};

use super::acting::acting;
use crate::problem::{Problem, ProblemBody};
use crate::state::Hub;
use crate::wire::notices::{NoticeBody, NoticesBody};

/// Gli avvisi validi oggi e rivolti a chi chiede, prima quelli non letti; con quelli che può gestire.
#[utoipa::path(get, path = "/v1/bacheca", tag = "Bacheca", operation_id = "elencoAvvisi",
    security(("chiave" = [])),
    responses((status = 200, description = "Gli avvisi", body = NoticesBody),
        (status = 401, response = ProblemBody), (status = 429, response = ProblemBody),
        (status = 500, response = ProblemBody), (status = 503, response = ProblemBody)))]
pub async fn list(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    let views = acting(&request, &hub, |notices, member, _| notices.list(member)).await?;
    Ok(HttpResponse::Ok().json(NoticesBody {
        notices: views.into_iter().map(NoticeBody::from).collect(),
    }))
}
