//! `GET /.well-known/jwks.json` and `GET /v1/registro/chiavi`: with what receipts and checkpoints are verified.

use actix_web::{HttpResponse, web};

use crate::problem::ProblemBody;
use crate::state::Hub;
use crate::wire::registry::KeysBody;

/// Le chiavi pubbliche che firmano le ricevute (RFC 7517), quella in uso per prima.
#[utoipa::path(get, path = "/.well-known/jwks.json", tag = "Registro", operation_id = "jwks",
    responses((status = 200, description = "Le chiavi", body = serde_json::Value)))]
pub async fn jwks(hub: web::Data<Hub>) -> HttpResponse {
    HttpResponse::Ok().json(hub.receipts.jwks())
}

/// Il nome del registro e le chiavi: di chi firma i checkpoint, dei testimoni, delle ricevute.
#[utoipa::path(get, path = "/v1/registro/chiavi", tag = "Registro", operation_id = "chiaviRegistro",
    responses((status = 200, description = "Le chiavi", body = KeysBody), (status = 500, response = ProblemBody)))]
pub async fn keys(hub: web::Data<Hub>) -> HttpResponse {
    HttpResponse::Ok().json(KeysBody::of(hub.log.keys(), &hub.receipts))
}
