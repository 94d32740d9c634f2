//! `GET /v1/registro/checkpoint`.

use actix_web::http::header;
use actix_web::{HttpResponse, web};

use crate::problem::{Problem, ProblemBody};
use crate::state::Hub;

/// Lo stato del registro delle operazioni: nome, numero delle voci, radice dell'albero, firma (C2SP tlog-checkpoint).
///
/// Nessun dato personale; non serve una chiave.
#[utoipa::path(get, path = "/v1/registro/checkpoint", tag = "Registro", operation_id = "checkpoint",
    responses((status = 200, description = "La nota firmata", body = String, content_type = "text/plain"),
        (status = 429, response = ProblemBody), (status = 500, response = ProblemBody),
        (status = 503, response = ProblemBody)))]
pub async fn checkpoint(hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    let signed = super::ask(&hub, hub::audit::Log::checkpoint).await?;
    Ok(HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .body(signed.note.to_string()))
}
