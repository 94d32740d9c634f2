//! `GET /v1/richieste`.

use actix_web::web::{self, Query};
use actix_web::{HttpRequest, HttpResponse};
use hub::validation::{Reader, RequestView};

use crate::auth;
use crate::problem::{Problem, ProblemBody};
use crate::rest::failure;
use crate::state::Hub;
use crate::wire::supply::{Page, PageQuery};
use crate::wire::validation::RequestBody;

/// Elenca le proprie richieste sottoposte alla validazione dei Comuni, le più recenti prima.
///
/// Chi dirige un ufficio vede quelle di tutto l'ufficio.
#[utoipa::path(get, path = "/v1/richieste", tag = "Richieste", operation_id = "elencaRichieste",
    params(PageQuery), security(("chiave" = [])),
    responses((status = 200, description = "Una pagina", body = Page<RequestBody>),
        (status = 400, response = ProblemBody), (status = 401, response = ProblemBody),
        (status = 422, response = ProblemBody), (status = 429, response = ProblemBody),
        (status = 500, response = ProblemBody), (status = 503, response = ProblemBody)))]
pub async fn list(
    request: HttpRequest,
    hub: web::Data<Hub>,
    query: Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let caller = auth::caller(&request, &hub).await?;
    let (after, limit) = query.read()?;
    let reader = Reader::of(&caller);
    let before = Some(after).filter(|number| *number > 0);
    let views = failure::validating(move || hub.validations.list(&reader, before, limit)).await?;
    let page = Page::of(
        views,
        limit,
        |view: &RequestView| view.id,
        RequestBody::from,
    );
    Ok(HttpResponse::Ok().json(page))
}
