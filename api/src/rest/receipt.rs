//! `GET /v1/ricevute/{id}`.

use std::sync::Arc;

use actix_web::http::header;
use actix_web::web::{self, Path};
use actix_web::{HttpRequest, HttpResponse, Resource};
use hub::audit::receipt::lookup;

use super::{missing, registry};
use crate::auth;
use crate::problem::{Problem, ProblemBody, ProblemCode};
use crate::state::Hub;
use crate::wire::receipt::ReceiptBody;

pub fn resource() -> Resource {
    missing::resource("/v1/ricevute/{id}", "GET").get(receipt)
}

/// La ricevuta di una verifica, con la prova che sta nel registro delle operazioni; solo per l'ente che ha chiesto.
///
/// È la stessa che accompagnava la risposta. Il file si verifica senza rete con `anagrafe-hub receipt verify`.
#[utoipa::path(get, path = "/v1/ricevute/{id}", tag = "Ricevute", operation_id = "ricevuta",
    params(("id" = i64, Path, description = "`indiceRegistro` della risposta")), security(("chiave" = [])),
    responses((status = 200, description = "La ricevuta", body = ReceiptBody),
        (status = 401, response = ProblemBody), (status = 403, response = ProblemBody),
        (status = 404, response = ProblemBody), (status = 429, response = ProblemBody),
        (status = 500, response = ProblemBody), (status = 503, response = ProblemBody)))]
pub async fn receipt(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let caller = auth::caller(&request, &hub).await?;
    let entity = caller.entity_id();
    let index = id
        .parse::<i64>()
        .ok()
        .filter(|index| *index > 0)
        .ok_or_else(none)?;
    let (log, receipts) = (Arc::clone(&hub.log), Arc::clone(&hub.receipts));
    let file = web::block(move || lookup(&log, &receipts, index, entity))
        .await
        .map_err(|error| Problem::internal(&error))?
        .map_err(|error| registry::failure(&error))?;
    let body = file.and_then(ReceiptBody::of).ok_or_else(none)?;
    Ok(HttpResponse::Ok()
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"ricevuta-{index}.json\""),
        ))
        .json(body))
}

/// A receipt that does not exist, that has expired, or that is another entity's: all are told alike.
fn none() -> Problem {
    Problem::new(
        ProblemCode::NotFound,
        "Non c'è una ricevuta con questo numero tra quelle dell'ente.",
    )
}
