//! `POST /v1/ricerche`.

use std::time::Duration;

use actix_web::web::{self, Payload};
use actix_web::{HttpRequest, HttpResponse, Resource};
use hub::access::{Access, Service};
use hub::search::Search;
use tokio::time::timeout;

use super::{body, failure, missing};
use crate::auth;
use crate::problem::{Problem, ProblemBody};
use crate::state::Hub;
use crate::wire::search::{SearchAnswerBody, SearchBody};

pub fn resource() -> Resource {
    missing::resource("/v1/ricerche", "POST").post(search)
}

/// Cerca persone.
///
/// Trova solo chi, nel giorno indicato, appartiene ai Comuni concessi: né le persone trovate, né i conteggi, né i rifiuti
/// dicono nulla di altri. Se le persone sono troppe la ricerca è rifiutata, e occorre aggiungere elementi. La ricerca, i suoi
/// termini e ogni persona mostrata sono nella traccia prima che la risposta parta.
#[utoipa::path(post, path = "/v1/ricerche", tag = "Ricerche", operation_id = "ricerca",
    request_body = SearchBody, security(("sessione" = []), ("chiave" = [])),
    responses(
        (status = 200, description = "Le persone trovate; nessuna, se nessuna corrisponde o la pagina è oltre la fine", body = SearchAnswerBody),
        (status = 400, response = ProblemBody), (status = 401, response = ProblemBody),
        (status = 403, response = ProblemBody), (status = 408, response = ProblemBody),
        (status = 413, response = ProblemBody), (status = 415, response = ProblemBody),
        (status = 422, response = ProblemBody), (status = 429, response = ProblemBody),
        (status = 500, response = ProblemBody), (status = 503, response = ProblemBody)))]
pub async fn search(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let caller = auth::caller(&request, &hub).await?;
    let search = body::json::<SearchBody>(&request, &hub, payload)
        .await?
        .read(hub.clock.today())?;
    let context = auth::context(&request, &hub);
    let access = caller.for_search(&context);
    let access = auth::opened(&hub, &caller, Service::Search, &context, access).await?;
    let patience = Duration::from_secs(hub.config.server.limits.request_seconds);
    // It waits for the trace, and for the disk where pages of the index are not in memory.
    let work = web::block(move || answered(&hub, &access, &search));
    let answer = timeout(patience, work)
        .await
        .map_err(|_| Problem::busy("La ricerca non è stata completata in tempo.", 5))?
        .map_err(|error| Problem::internal(&error))??;
    Ok(HttpResponse::Ok().json(answer))
}

fn answered(hub: &Hub, access: &Access, search: &Search) -> Result<SearchAnswerBody, Problem> {
    let answer = hub
        .search
        .search(access, search)
        .map_err(failure::searching)?;
    let people = answer.found.hits.iter().map(|hit| hit.person_id);
    let references = hub
        .references
        .make(access, people)
        .map_err(|error| Problem::internal(&error))?;
    Ok(SearchAnswerBody::new(
        access.request_id(),
        answer,
        references,
    ))
}
