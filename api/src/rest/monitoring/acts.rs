//! `GET /v1/monitoraggio`.

use actix_web::web::{self, Query};
use actix_web::{HttpRequest, HttpResponse};
use hub::monitoring::Look;

use super::listing;
use super::refusal::viewer;
use crate::problem::{Problem, ProblemBody};
use crate::state::Hub;
use crate::wire::monitoring::{ActBody, ActsQuery};
use crate::wire::supply::Page;

/// Chi ha fatto che cosa, quando e con quale esito: i più recenti per primi; CSV, intero, se `Accept: text/csv`.
///
/// Un TOP vede ciò che riguarda il suo Comune e ciò che fanno gli uffici che ha registrato; un ADMIN il suo ufficio.
#[utoipa::path(get, path = "/v1/monitoraggio", tag = "Monitoraggio", operation_id = "monitoraggio",
    params(ActsQuery), security(("sessione" = []), ("chiave" = [])),
    responses((status = 200, description = "Una pagina; in CSV tutti",
            content((Page<ActBody> = "application/json"), (String = "text/csv"))),
        (status = 400, response = ProblemBody), (status = 401, response = ProblemBody),
        (status = 403, response = ProblemBody), (status = 406, response = ProblemBody),
        (status = 422, response = ProblemBody), (status = 429, response = ProblemBody),
        (status = 500, response = ProblemBody), (status = 503, response = ProblemBody)))]
pub async fn acts(
    request: HttpRequest,
    hub: web::Data<Hub>,
    query: Query<ActsQuery>,
) -> Result<HttpResponse, Problem> {
    let asked = query.into_inner().read()?;
    let viewer = viewer(&request, &hub).await?;
    listing::answer(&request, hub, viewer, asked, Look::Acts).await
}
