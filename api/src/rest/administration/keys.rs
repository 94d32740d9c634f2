//! `/v1/utenti/{id}/chiavi`: keys of applications.

use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::{self, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use hub::administration::KeyInput;

use super::answer::{self, Refusals};
use crate::acting::{Acting, number};
use crate::problem::Problem;
use crate::state::Hub;
use crate::wire::administration::{Items, KeyBody, KeyInBody, NewKeyBody};

/// Elenca le chiavi di un'applicazione, senza la parte segreta.
#[utoipa::path(get, path = "/v1/utenti/{id}/chiavi", tag = "Utenti", operation_id = "elencaChiavi",
    params(("id" = i64, Path, description = "Numero")),
    security(("sessione" = []), ("chiave" = [])), responses((status = 200, description = "L'elenco", body = Items<KeyBody>), Refusals))]
pub async fn list(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let id = number(&id)?;
    let rows = Acting::by_request(&request, &hub)
        .await?
        .run(&hub, move |admin, actor| admin.keys(actor, id))
        .await?;
    let items = rows.into_iter().map(KeyBody::from).collect();
    Ok(HttpResponse::Ok().json(Items::<KeyBody> { items }))
}

/// Emette una chiave: si vede solo adesso. Le altre restano in vigore.
#[utoipa::path(post, path = "/v1/utenti/{id}/chiavi", tag = "Utenti", operation_id = "emettiChiave",
    params(("id" = i64, Path, description = "Numero")),
    request_body = KeyInBody,
    security(("sessione" = []), ("chiave" = [])), responses((status = 201, description = "La chiave", body = NewKeyBody), Refusals))]
pub async fn issue(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let id = number(&id)?;
    let acting = Acting::by_request(&request, &hub).await?;
    let input = KeyInput::from(answer::read::<KeyInBody>(&request, &hub, payload).await?);
    let key = acting
        .run(&hub, move |admin, actor| admin.issue_key(actor, id, &input))
        .await?;
    Ok(HttpResponse::Created()
        .insert_header((CACHE_CONTROL, "no-store"))
        .json(NewKeyBody::from(key)))
}

/// Revoca una chiave.
#[utoipa::path(delete, path = "/v1/utenti/{id}/chiavi/{chiave}", tag = "Utenti", operation_id = "revocaChiave",
    params(("id" = i64, Path, description = "Numero"), ("chiave" = i64, Path, description = "Numero della chiave")),
    security(("sessione" = []), ("chiave" = [])), responses((status = 204, description = "Fatto"), Refusals))]
pub async fn revoke(
    request: HttpRequest,
    hub: web::Data<Hub>,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let (id, key) = path.into_inner();
    let (id, key) = (number(&id)?, number(&key)?);
    Acting::by_request(&request, &hub)
        .await?
        .run(&hub, move |admin, actor| admin.revoke_key(actor, id, key))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
