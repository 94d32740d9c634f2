//! `GET /v1/validazioni`.

use actix_web::web::{self, Query};
use actix_web::{HttpRequest, HttpResponse};
use hub::validation::QueueItem;

use super::officer;
use crate::problem::{Problem, ProblemBody};
use crate::rest::failure;
use crate::state::Hub;
use crate::wire::supply::Page;
use crate::wire::validation::{QueueQuery, ValidationBody};

/// Elenca le richieste che attendono il proprio Comune, le più vecchie prima; oppure quelle decise, le più recenti prima.
#[utoipa::path(get, path = "/v1/validazioni", tag = "Validazioni", operation_id = "elencaValidazioni",
    params(QueueQuery), security(("chiave" = [])),
    responses((status = 200, description = "Una pagina", body = Page<ValidationBody>),
        (status = 400, response = ProblemBody), (status = 401, response = ProblemBody),
        (status = 403, response = ProblemBody), (status = 422, response = ProblemBody),
        (status = 429, response = ProblemBody), (status = 500, response = ProblemBody),
        (status = 503, response = ProblemBody)))]
pub async fn list(
    request: HttpRequest,
    hub: web::Data<Hub>,
    query: Query<QueueQuery>,
) -> Result<HttpResponse, Problem> {
    let officer = officer(&request, &hub).await?;
    let filter = query.into_inner().read()?;
    let (limit, now) = (filter.limit, hub.clock.now());
    let items = failure::validating(move || hub.validations.queue(&officer, &filter)).await?;
    let page = Page::of(
        items,
        limit,
        |item: &QueueItem| item.id,
        |item| ValidationBody::at(item, now),
    );
    Ok(HttpResponse::Ok().json(page))
}
