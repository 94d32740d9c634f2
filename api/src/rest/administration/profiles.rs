//! `/v1/utenti/{id}/profilo`.

use actix_web::web::{self, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::answer::{self, Refusals};
use crate::acting::{Acting, number};
use crate::problem::Problem;
use crate::state::Hub;
use crate::wire::administration::{GrantableBody, ProfileBody, ProfileEditBody};

/// Il profilo di un utente.
#[utoipa::path(get, path = "/v1/utenti/{id}/profilo", tag = "Utenti", operation_id = "leggiProfilo",
    params(("id" = i64, Path, description = "Numero")),
    security(("sessione" = []), ("chiave" = [])), responses((status = 200, description = "Com'è", body = ProfileBody), Refusals))]
pub async fn show(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let id = number(&id)?;
    let found = Acting::by_request(&request, &hub)
        .await?
        .run(&hub, move |admin, actor| admin.profile(actor, id))
        .await?;
    Ok(HttpResponse::Ok().json(ProfileBody::from(found)))
}

/// Sostituisce il profilo di un utente. Ciò che eccede le convenzioni in vigore è rifiutato.
#[utoipa::path(put, path = "/v1/utenti/{id}/profilo", tag = "Utenti", operation_id = "modificaProfilo",
    params(("id" = i64, Path, description = "Numero")),
    request_body = ProfileEditBody,
    security(("sessione" = []), ("chiave" = [])), responses((status = 204, description = "Fatto"), Refusals))]
pub async fn edit(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let id = number(&id)?;
    let acting = Acting::by_request(&request, &hub).await?;
    let (revision, edit) = answer::read::<ProfileEditBody>(&request, &hub, payload)
        .await?
        .read();
    acting
        .run(&hub, move |admin, actor| {
            admin.edit_profile(actor, id, &revision, &edit)
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Ciò che il profilo di un utente può contenere oggi.
#[utoipa::path(get, path = "/v1/utenti/{id}/profilo/concedibile", tag = "Utenti", operation_id = "profiloConcedibile",
    params(("id" = i64, Path, description = "Numero")),
    security(("sessione" = []), ("chiave" = [])), responses((status = 200, description = "Servizi, tipi, campi e Comuni", body = GrantableBody), Refusals))]
pub async fn grantable(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let id = number(&id)?;
    let found = Acting::by_request(&request, &hub)
        .await?
        .run(&hub, move |admin, actor| admin.grantable(actor, id))
        .await?;
    Ok(HttpResponse::Ok().json(GrantableBody::from(found)))
}
