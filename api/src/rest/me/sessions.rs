//! `/v1/me/sessioni`: where the user has signed in.

use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse, web};
use hub::identity::IdentityError;

use crate::problem::{Problem, ProblemBody};
use crate::session::{peer, problem, session, token};
use crate::state::Hub;
use crate::wire::identity::{SessionInfoBody, SessionsBody};

/// Elenca le proprie sessioni in corso.
#[utoipa::path(get, path = "/v1/me/sessioni", tag = "Accesso", operation_id = "leMieSessioni",
    security(("sessione" = [])),
    responses(
        (status = 200, description = "Le sessioni", body = SessionsBody),
        (status = 401, response = ProblemBody), (status = 403, response = ProblemBody),
        (status = 500, response = ProblemBody), (status = 503, response = ProblemBody)))]
pub async fn list(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    session(&request, &hub).await?;
    let (infos, present) = hub
        .identity
        .own_sessions(&token(&request)?)
        .await
        .map_err(|error| problem(&error))?;
    let items = infos
        .into_iter()
        .map(|info| SessionInfoBody::of(info, present))
        .collect();
    Ok(HttpResponse::Ok().json(SessionsBody { items }))
}

/// Termina una propria sessione. Quella di un altro utente non esiste.
#[utoipa::path(delete, path = "/v1/me/sessioni/{id}", tag = "Accesso", operation_id = "terminaSessione",
    params(("id" = i64, Path, description = "Numero della sessione")), security(("sessione" = [])),
    responses(
        (status = 204, description = "La sessione è terminata"),
        (status = 404, response = ProblemBody),
        (status = 401, response = ProblemBody), (status = 403, response = ProblemBody),
        (status = 500, response = ProblemBody), (status = 503, response = ProblemBody)))]
pub async fn end(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    session(&request, &hub).await?;
    let id: i64 = id.parse().map_err(|_| problem(&IdentityError::NotFound))?;
    hub.identity
        .end_own_session(&token(&request)?, id, &peer(&request, &hub))
        .await
        .map_err(|error| problem(&error))?;
    Ok(HttpResponse::NoContent().finish())
}

/// Termina tutte le proprie sessioni, tranne quella di questa richiesta.
#[utoipa::path(delete, path = "/v1/me/sessioni", tag = "Accesso", operation_id = "terminaAltreSessioni",
    security(("sessione" = [])),
    responses(
        (status = 204, description = "Le altre sessioni sono terminate"),
        (status = 401, response = ProblemBody), (status = 403, response = ProblemBody),
        (status = 500, response = ProblemBody), (status = 503, response = ProblemBody)))]
pub async fn end_others(
    request: HttpRequest,
    hub: web::Data<Hub>,
) -> Result<HttpResponse, Problem> {
    session(&request, &hub).await?;
    hub.identity
        .end_other_sessions(&token(&request)?, &peer(&request, &hub))
        .await
        .map_err(|error| problem(&error))?;
    Ok(HttpResponse::NoContent().finish())
}
