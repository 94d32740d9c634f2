//! `POST /v1/forniture`: a supply is received, exactly once, and answered before it is loaded.

use actix_web::http::header;
use actix_web::web::{self, Payload, Query};
use actix_web::{HttpRequest, HttpResponse};
use std::time::{Duration, Instant};

use super::incoming;
use crate::auth;
use crate::problem::{Problem, ProblemBody};
use crate::rest::body;
use crate::rest::failure;
use crate::state::Hub;
use crate::wire::supply::{AcceptedBody, Announced, SendQuery};

/// Invia una fornitura.
///
/// Il corpo è il file, anche compresso con gzip. La stessa fornitura inviata di nuovo riceve la stessa
/// risposta e non cambia nulla; lo stesso identificativo con un altro contenuto è un conflitto.
#[utoipa::path(post, path = "/v1/forniture", tag = "Forniture", operation_id = "inviaFornitura",
    params(SendQuery), security(("chiave" = [])),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "Il file"),
    responses(
        (status = 202, description = "Accolta: sarà caricata nel suo ordine", body = AcceptedBody,
            headers(("Location" = String, description = "Dove seguirne lo stato"))),
        (status = 400, response = ProblemBody), (status = 401, response = ProblemBody),
        (status = 403, response = ProblemBody), (status = 408, response = ProblemBody),
        (status = 409, response = ProblemBody), (status = 413, response = ProblemBody),
        (status = 422, response = ProblemBody), (status = 429, response = ProblemBody),
        (status = 500, response = ProblemBody), (status = 503, response = ProblemBody)))]
pub async fn send(
    request: HttpRequest,
    hub: web::Data<Hub>,
    query: Query<SendQuery>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let announced = query.into_inner().read()?;
    let limits = &hub.config.server.limits;
    body::refuse_announced(&request, limits.supply_bytes)?;
    let access = auth::supply_access(&request, &hub, Some(&announced.comune)).await?;
    let slot = hub.uploads.take(access.user_id())?;
    let (outgoing, mut incoming) = incoming::channel();
    let receiving = {
        let hub = hub.clone();
        web::block(move || {
            // It is this thread that an upload takes up, also when its client is gone.
            let _slot = slot;
            let Announced {
                comune,
                format,
                header,
            } = announced;
            hub.supplies
                .receive(&access, &comune, format, header, &mut incoming)
        })
    };
    let patience = Duration::from_secs(limits.request_seconds);
    let until = Instant::now() + Duration::from_secs(limits.transfer_seconds);
    // Both run at once; the upload's own error, if any, is the one to tell.
    let (received, sent) = tokio::join!(
        receiving,
        outgoing.pump(payload, limits.supply_bytes, patience, until)
    );
    let bytes = sent?;
    let accepted = received
        .map_err(|error| Problem::internal(&error))?
        .map_err(failure::supply)?;
    hub.metrics.supply_bytes.inc_by(bytes);
    // A repetition too: the first sending may have been received without being acknowledged.
    hub.wake_loader();
    let place = format!("/v1/forniture/{}", accepted.supply_id);
    Ok(HttpResponse::Accepted()
        .insert_header((header::LOCATION, place))
        .json(AcceptedBody {
            supply_id: accepted.supply_id,
            status: accepted.status.code(),
            repeated: accepted.repeated,
        }))
}
