//! `POST /v1/monitoraggio`.

use actix_web::web::{self, Payload};
use actix_web::{HttpRequest, HttpResponse};
use hub::monitoring::Look;

use super::listing;
use super::refusal::viewer;
use crate::problem::{Problem, ProblemBody};
use crate::rest::body;
use crate::state::Hub;
use crate::wire::monitoring::{ActBody, ActsBody};
use crate::wire::supply::Page;

/// Come `GET`, con filtri che possono riguardare una persona o una pratica: nel corpo, mai nell'indirizzo.
#[utoipa::path(post, path = "/v1/monitoraggio", tag = "Monitoraggio", operation_id = "ricercaMonitoraggio",
    request_body = ActsBody, security(("sessione" = []), ("chiave" = [])),
    responses((status = 200, description = "Una pagina; in CSV tutti",
            content((Page<ActBody> = "application/json"), (String = "text/csv"))),
        (status = 408, response = ProblemBody), (status = 413, response = ProblemBody),
        (status = 415, response = ProblemBody),
        (status = 400, response = ProblemBody), (status = 401, response = ProblemBody),
        (status = 403, response = ProblemBody), (status = 406, response = ProblemBody),
        (status = 422, response = ProblemBody), (status = 429, response = ProblemBody),
        (status = 500, response = ProblemBody), (status = 503, response = ProblemBody)))]
pub async fn search(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let viewer = viewer(&request, &hub).await?;
    let asked = body::json::<ActsBody>(&request, &hub, payload)
        .await?
        .read()?;
    listing::answer(&request, hub, viewer, asked, Look::Acts).await
}
