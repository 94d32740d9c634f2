//! `POST /v1/bacheca/{id}/lettura`.

use actix_web::web::{self, Path};
use actix_web::{HttpRequest, HttpResponse};

use super::acting::acting;
use crate::board::number;
use crate::problem::{Problem, ProblemBody};
use crate::state::Hub;
use crate::wire::notices::{ReadBody, moment};

/// Conferma di aver letto un avviso; ripetuta, vale la prima volta.
#[utoipa::path(post, path = "/v1/bacheca/{id}/lettura", tag = "Bacheca", operation_id = "confermaLettura",
    params(("id" = i64, Path, description = "Numero dell'avviso")), security(("chiave" = [])),
    responses((status = 200, description = "La conferma", body = ReadBody),
        (status = 401, response = ProblemBody), (status = 404, response = ProblemBody),
        (status = 429, response = ProblemBody), (status = 500, response = ProblemBody),
        (status = 503, response = ProblemBody)))]
pub async fn read(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let id = number(&id)?;
    let at = acting(&request, &hub, move |notices, member, origin| {
        notices.mark_read(member, origin, id)
    })
    .await?;
    Ok(HttpResponse::Ok().json(ReadBody {
        read_at: moment(at),
    }))
}
