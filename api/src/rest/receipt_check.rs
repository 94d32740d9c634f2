//! `POST /v1/ricevute/verifica`.

use std::sync::Arc;

use actix_web::web::{self, Payload};
use actix_web::{HttpRequest, HttpResponse, Resource};
use hub::audit::receipt::{by_code, check};

use super::{body, missing, registry};
use crate::problem::{Problem, ProblemBody};
use crate::state::Hub;
use crate::wire::receipt::{CheckReceiptBody, Given, VerdictBody};

pub fn resource() -> Resource {
    missing::resource("/v1/ricevute/verifica", "POST").post(verify)
}

/// Dice se una ricevuta è autentica: se l'ha firmata questo hub e se sta nel suo registro.
///
/// Con la ricevuta (JWS, file, testo del codice QR), oppure con numero e codice di controllo stampati. Non serve una chiave:
/// chi non ha la ricevuta non apprende nulla, nemmeno se un numero esista.
#[utoipa::path(post, path = "/v1/ricevute/verifica", tag = "Ricevute", operation_id = "verificaRicevuta",
    request_body = CheckReceiptBody,
    responses((status = 200, description = "Il giudizio", body = VerdictBody),
        (status = 400, response = ProblemBody), (status = 408, response = ProblemBody),
        (status = 413, response = ProblemBody), (status = 415, response = ProblemBody),
        (status = 422, response = ProblemBody), (status = 429, response = ProblemBody),
        (status = 500, response = ProblemBody), (status = 503, response = ProblemBody)))]
pub async fn verify(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let given = body::json::<CheckReceiptBody>(&request, &hub, payload)
        .await?
        .read()?;
    let receipts = Arc::clone(&hub.receipts);
    let verdict = match given {
        Given::Receipt(file) => {
            match registry::ask(&hub, move |log| check(log, &receipts, &file)).await? {
                Ok(claims) => VerdictBody::genuine(claims),
                Err(bad) => VerdictBody::refused(bad.to_string()),
            }
        }
        Given::Printed(number, code) => {
            let found = registry::ask(&hub, move |log| by_code(log, &receipts, number, &code));
            match found.await? {
                Some(claims) => VerdictBody::genuine(claims),
                None => VerdictBody::refused(
                    "numero e codice non sono di una ricevuta che questo hub conserva".to_owned(),
                ),
            }
        }
    };
    Ok(HttpResponse::Ok().json(verdict))
}
