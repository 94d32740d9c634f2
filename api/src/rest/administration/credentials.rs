//! `/v1/utenti/{id}/password`, `/codici`, `/sessioni`: what whoever answers for a user does with its credentials.

use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::{self, Path};
use actix_web::{HttpRequest, HttpResponse};
use hub::identity;

use super::answer::Refusals;
use crate::acting::{Acting, credential_problem, number};
use crate::problem::Problem;
use crate::session;
use crate::state::Hub;
use crate::wire::administration::{Items, OneTimeBody, SignedInBody};

/// Reimposta la password di un utente: ne riceve una monouso, che si vede solo adesso. Le sue sessioni terminano.
#[utoipa::path(post, path = "/v1/utenti/{id}/password", tag = "Utenti", operation_id = "reimpostaPassword",
    params(("id" = i64, Path, description = "Numero")),
    security(("sessione" = [])), responses((status = 200, description = "La password monouso", body = OneTimeBody), Refusals))]
pub async fn reset_password(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let (actor, id) = acting(&request, &hub, &id).await?;
    let given = hub
        .identity
        .reset_password(&actor, id, &session::peer(&request, &hub))
        .await
        .map_err(|error| credential_problem(&error))?;
    Ok(HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .json(OneTimeBody::from(given)))
}

/// Azzera il codice di verifica di un utente: al prossimo accesso dovrà attivarlo di nuovo. Le sue sessioni terminano.
#[utoipa::path(delete, path = "/v1/utenti/{id}/codici", tag = "Utenti", operation_id = "azzeraCodici",
    params(("id" = i64, Path, description = "Numero")),
    security(("sessione" = [])), responses((status = 204, description = "Azzerato"), Refusals))]
pub async fn reset_codes(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let (actor, id) = acting(&request, &hub, &id).await?;
    hub.identity
        .reset_codes(&actor, id, &session::peer(&request, &hub))
        .await
        .map_err(|error| credential_problem(&error))?;
    Ok(HttpResponse::NoContent().finish())
}

/// Elenca le sessioni in corso di un utente.
#[utoipa::path(get, path = "/v1/utenti/{id}/sessioni", tag = "Utenti", operation_id = "sessioniUtente",
    params(("id" = i64, Path, description = "Numero")),
    security(("sessione" = [])), responses((status = 200, description = "L'elenco", body = Items<SignedInBody>), Refusals))]
pub async fn sessions(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let id = number(&id)?;
    let permit = Acting::by_request(&request, &hub)
        .await?
        .run(&hub, move |admin, actor| admin.may_reset(actor, id))
        .await?;
    let rows = hub
        .identity
        .list_sessions(permit, id)
        .await
        .map_err(|error| credential_problem(&error))?;
    let items = rows.into_iter().map(SignedInBody::from).collect();
    Ok(HttpResponse::Ok().json(Items::<SignedInBody> { items }))
}

/// Termina tutte le sessioni di un utente.
#[utoipa::path(delete, path = "/v1/utenti/{id}/sessioni", tag = "Utenti", operation_id = "terminaSessioniUtente",
    params(("id" = i64, Path, description = "Numero")),
    security(("sessione" = [])), responses((status = 204, description = "Terminate"), Refusals))]
pub async fn end_sessions(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let (actor, id) = acting(&request, &hub, &id).await?;
    hub.identity
        .revoke_sessions(&actor, id, None, &session::peer(&request, &hub))
        .await
        .map_err(|error| credential_problem(&error))?;
    Ok(HttpResponse::NoContent().finish())
}

/// Who acts, and on whom. Whether it may is for the service of credentials to say, in the transaction that changes them.
async fn acting(
    request: &HttpRequest,
    hub: &web::Data<Hub>,
    id: &str,
) -> Result<(identity::Actor, i64), Problem> {
    let id = number(id)?;
    let actor = Acting::by_request(request, hub)
        .await?
        .run(hub, |_, actor| Ok(identity::Actor::from(actor)))
        .await?;
    Ok((actor, id))
}
