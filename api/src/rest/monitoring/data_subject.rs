//! `POST /v1/interessato/accessi`.

use actix_web::web::{self, Payload};
use actix_web::{HttpRequest, HttpResponse};
use hub::data_subject::{accesses_csv, document};

use super::refusal::{blocking, viewer};
use crate::problem::{Problem, ProblemBody};
use crate::rest::body;
use crate::state::Hub;
use crate::wire::data_subject::{AccessesBody, AccessesRequest};

/// Chi ha guardato i dati di una persona, per conto di chi e perché (art. 15 GDPR): per il responsabile della protezione
/// dei dati, che risponde alla persona. Il testo (`Accept: text/plain`) è da stampare e consegnare.
///
/// Gli accessi di pubblica sicurezza non compaiono, e la risposta non dice se ve ne siano stati.
#[utoipa::path(post, path = "/v1/interessato/accessi", tag = "Monitoraggio", operation_id = "accessiInteressato",
    request_body = AccessesRequest, security(("sessione" = []), ("chiave" = [])),
    responses((status = 200, description = "Gli accessi, in ordine di tempo",
            content((AccessesBody = "application/json"), (String = "text/csv"), (String = "text/plain"))),
        (status = 408, response = ProblemBody), (status = 413, response = ProblemBody),
        (status = 415, response = ProblemBody),
        (status = 400, response = ProblemBody), (status = 401, response = ProblemBody),
        (status = 403, response = ProblemBody), (status = 406, response = ProblemBody),
        (status = 422, response = ProblemBody), (status = 429, response = ProblemBody),
        (status = 500, response = ProblemBody), (status = 503, response = ProblemBody)))]
pub async fn accesses(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let form = body::negotiate(&request, &["application/json", "text/csv", "text/plain"])?;
    let viewer = viewer(&request, &hub).await?;
    let asked = body::json::<AccessesRequest>(&request, &hub, payload)
        .await?
        .read()?;
    let told = blocking(move || hub.data_subject.accesses(&viewer, &asked, None)).await?;
    match form {
        "text/csv" => {
            let text = accesses_csv(&told).map_err(|error| Problem::internal(&error))?;
            Ok(body::csv("accessi.csv", text))
        }
        "text/plain" => Ok(HttpResponse::Ok()
            .content_type("text/plain; charset=utf-8")
            .body(document(&told))),
        _ => Ok(HttpResponse::Ok().json(AccessesBody::from(told))),
    }
}
