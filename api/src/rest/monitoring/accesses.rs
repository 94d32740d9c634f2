//! `GET /v1/registro-accessi`.

use actix_web::web::{self, Query};
use actix_web::{HttpRequest, HttpResponse};
use hub::monitoring::Look;

use super::listing;
use super::refusal::viewer;
use crate::problem::{Problem, ProblemBody};
use crate::state::Hub;
use crate::wire::monitoring::{ActBody, ActsQuery};
use crate::wire::supply::Page;

/// Accessi, accessi falliti, uscite e richieste rifiutate; senza `atto`, tutti.
///
/// Chi non ha la funzione MONITORARE non vede su chi fossero le richieste rifiutate.
#[utoipa::path(get, path = "/v1/registro-accessi", tag = "Monitoraggio", operation_id = "registroAccessi",
    params(ActsQuery), security(("sessione" = []), ("chiave" = [])),
    responses((status = 200, description = "Una pagina; in CSV tutti",
            content((Page<ActBody> = "application/json"), (String = "text/csv"))),
        (status = 400, response = ProblemBody), (status = 401, response = ProblemBody),
        (status = 403, response = ProblemBody), (status = 406, response = ProblemBody),
        (status = 422, response = ProblemBody), (status = 429, response = ProblemBody),
        (status = 500, response = ProblemBody), (status = 503, response = ProblemBody)))]
pub async fn accesses(
    request: HttpRequest,
    hub: web::Data<Hub>,
    query: Query<ActsQuery>,
) -> Result<HttpResponse, Problem> {
    let asked = query.into_inner().read()?;
    let viewer = viewer(&request, &hub).await?;
    listing::answer(&request, hub, viewer, asked, Look::Accesses).await
}
