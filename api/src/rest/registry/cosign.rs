//! `POST /v1/registro/controfirme`.

use std::time::Duration;

use actix_web::web::{self, Payload};
use actix_web::{HttpRequest, HttpResponse};

use crate::problem::{Problem, ProblemBody, ProblemCode};
use crate::rest::body;
use crate::state::Hub;
use crate::wire::registry::CosignedBody;

/// Deposita la controfirma di un testimone (C2SP tlog-cosignature): il checkpoint del registro con la riga del testimone.
///
/// Non serve una chiave di accesso: vale la firma, se è di un testimone configurato.
#[utoipa::path(post, path = "/v1/registro/controfirme", tag = "Registro", operation_id = "controfirma",
    request_body(content = String, content_type = "text/plain", description = "La nota firmata"),
    responses((status = 200, description = "Le controfirme accolte", body = CosignedBody),
        (status = 400, response = ProblemBody), (status = 403, response = ProblemBody),
        (status = 408, response = ProblemBody), (status = 409, response = ProblemBody),
        (status = 413, response = ProblemBody), (status = 429, response = ProblemBody),
        (status = 500, response = ProblemBody), (status = 503, response = ProblemBody)))]
pub async fn cosign(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let limits = &hub.config.server.limits;
    let patience = Duration::from_secs(limits.request_seconds);
    let bytes = body::read(&request, payload, limits.body_bytes, patience).await?;
    let note = String::from_utf8(bytes.to_vec())
        .map_err(|_| Problem::new(ProblemCode::Malformed, "Il corpo non è UTF-8."))?;
    let witnesses = super::ask(&hub, move |log| log.accept(&note)).await?;
    Ok(HttpResponse::Ok().json(CosignedBody { witnesses }))
}
