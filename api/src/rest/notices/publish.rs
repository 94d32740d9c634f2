//! `POST /v1/bacheca`.

use actix_web::web::{self, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::acting::acting;
use crate::auth;
use crate::problem::{Problem, ProblemBody};
use crate::rest::body;
use crate::state::Hub;
use crate::wire::notices::{NewNoticeBody, PublishedBody};

/// Pubblica un avviso: l'operatore della Provincia a tutti, un TOP al suo Comune e agli uffici che ha registrato, un
/// ADMIN al suo ufficio.
#[utoipa::path(post, path = "/v1/bacheca", tag = "Bacheca", operation_id = "pubblicaAvviso",
    request_body = NewNoticeBody, security(("chiave" = [])),
    responses((status = 201, description = "Pubblicato", body = PublishedBody),
        (status = 400, response = ProblemBody), (status = 401, response = ProblemBody),
        (status = 403, response = ProblemBody), (status = 408, response = ProblemBody),
        (status = 413, response = ProblemBody), (status = 415, response = ProblemBody),
        (status = 422, response = ProblemBody), (status = 429, response = ProblemBody),
        (status = 500, response = ProblemBody), (status = 503, response = ProblemBody)))]
pub async fn publish(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    // Nobody's body is read before it is known who sends it.
    auth::caller(&request, &hub).await?;
    let draft = body::json::<NewNoticeBody>(&request, &hub, payload)
        .await?
        .read()?;
    let id = acting(&request, &hub, move |notices, member, origin| {
        notices.publish(member, origin, &draft)
    })
    .await?;
    Ok(HttpResponse::Created().json(PublishedBody { id }))
}
