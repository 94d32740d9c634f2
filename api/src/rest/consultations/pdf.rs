//! `GET /v1/consultazioni/{numero}/pdf`.

use actix_web::http::header::CONTENT_DISPOSITION;
use actix_web::web::{self, Path};
use actix_web::{HttpRequest, HttpResponse};

use super::again::shown_again;
use crate::paper::{consultation, pdf};
use crate::problem::{Problem, ProblemBody};
use crate::state::Hub;

/// Una propria consultazione come PDF, con il numero, l'ora, chi l'ha chiesta e la ricevuta.
///
/// Il documento è accessibile (PDF/UA) e dice di non essere un certificato (art. 15 L. 183/2011). A chi e per quanto
/// tempo si dà: come `GET /v1/consultazioni/{id}`.
#[utoipa::path(get, path = "/v1/consultazioni/{id}/pdf", tag = "Consultazioni", operation_id = "consultazionePdf",
    params(("id" = i64, Path, description = "`numero` della risposta")), security(("chiave" = [])),
    responses(
        (status = 200, description = "Il documento", content_type = "application/pdf"),
        (status = 401, response = ProblemBody), (status = 403, response = ProblemBody),
        (status = 404, response = ProblemBody), (status = 429, response = ProblemBody),
        (status = 500, response = ProblemBody), (status = 503, response = ProblemBody)))]
pub async fn document(
    request: HttpRequest,
    hub: web::Data<Hub>,
    number: Path<String>,
) -> Result<HttpResponse, Problem> {
    let (caller, consulted) = shown_again(&request, &hub, &number).await?;
    let paper = consultation::paper(&hub, &caller, &consulted);
    let bytes = web::block(move || pdf(&paper))
        .await
        .map_err(|error| Problem::internal(&error))?
        .map_err(|error| Problem::internal(&error))?;
    let name = format!(
        "attachment; filename=\"consultazione-{}.pdf\"",
        consulted.number
    );
    Ok(HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header((CONTENT_DISPOSITION, name))
        .body(bytes))
}
