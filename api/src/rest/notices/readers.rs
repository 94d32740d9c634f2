//! `GET /v1/bacheca/{id}/lettori`.

use actix_web::web::{self, Path};
use actix_web::{HttpRequest, HttpResponse};

use super::acting::acting;
use crate::board::number;
use crate::problem::{Problem, ProblemBody};
use crate::state::Hub;
use crate::wire::notices::{ReadersBody, ReceiptBody};

/// Chi ha letto un avviso, per chi avrebbe potuto pubblicarlo.
#[utoipa::path(get, path = "/v1/bacheca/{id}/lettori", tag = "Bacheca", operation_id = "lettoriAvviso",
    params(("id" = i64, Path, description = "Numero dell'avviso")), security(("chiave" = [])),
    responses((status = 200, description = "I lettori", body = ReadersBody),
        (status = 401, response = ProblemBody), (status = 404, response = ProblemBody),
        (status = 429, response = ProblemBody), (status = 500, response = ProblemBody),
        (status = 503, response = ProblemBody)))]
pub async fn readers(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let id = number(&id)?;
    let receipts = acting(&request, &hub, move |notices, member, _| {
        notices.readers(member, id)
    })
    .await?;
    Ok(HttpResponse::Ok().json(ReadersBody {
        readers: receipts.into_iter().map(ReceiptBody::from).collect(),
    }))
}
