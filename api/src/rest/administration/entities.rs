//! `/v1/enti`.

use actix_web::web::{self, Path, Payload, Query};
use actix_web::{HttpRequest, HttpResponse};
use hub::administration::EntityInput;

use super::answer::{self, Refusals};
use crate::acting::{Acting, number};
use crate::problem::Problem;
use crate::state::Hub;
use crate::wire::administration::{Created, EntityBody, EntityEditBody, EntityInBody, ListQuery};
use crate::wire::supply::Page;

/// Elenca gli enti.
#[utoipa::path(get, path = "/v1/enti", tag = "Enti", operation_id = "elencaEnti",
    params(ListQuery),
    security(("sessione" = []), ("chiave" = [])), responses((status = 200, description = "Una pagina, in JSON o in CSV secondo Accept", body = Page<EntityBody>), Refusals))]
pub async fn list(
    request: HttpRequest,
    hub: web::Data<Hub>,
    query: Query<ListQuery>,
) -> Result<HttpResponse, Problem> {
    let form = answer::form(&request)?;
    let wanted = query.read()?;
    let limit = wanted.limit;
    let rows = Acting::by_request(&request, &hub)
        .await?
        .run(&hub, move |admin, actor| admin.entities(actor, &wanted))
        .await?;
    answer::page(form, rows, limit, "enti.csv", EntityBody::from)
}

/// Registra un ente: un Comune, un'agenzia, la Provincia.
#[utoipa::path(post, path = "/v1/enti", tag = "Enti", operation_id = "registraEnte",
    request_body = EntityInBody,
    security(("sessione" = []), ("chiave" = [])), responses((status = 201, description = "Registrato; `Location` dice dove", body = Created), Refusals))]
pub async fn create(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let acting = Acting::by_request(&request, &hub).await?;
    let input = EntityInput::from(answer::read::<EntityInBody>(&request, &hub, payload).await?);
    let id = acting
        .run(&hub, move |admin, actor| admin.create_entity(actor, &input))
        .await?;
    Ok(answer::created("/v1/enti", id))
}

/// Un ente.
#[utoipa::path(get, path = "/v1/enti/{id}", tag = "Enti", operation_id = "leggiEnte",
    params(("id" = i64, Path, description = "Numero")),
    security(("sessione" = []), ("chiave" = [])), responses((status = 200, description = "Com'è", body = EntityBody), Refusals))]
pub async fn show(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let id = number(&id)?;
    let found = Acting::by_request(&request, &hub)
        .await?
        .run(&hub, move |admin, actor| admin.entity(actor, id))
        .await?;
    Ok(HttpResponse::Ok().json(EntityBody::from(found)))
}

/// Cambia il nome di un ente, lo abilita o lo disabilita.
#[utoipa::path(put, path = "/v1/enti/{id}", tag = "Enti", operation_id = "modificaEnte",
    params(("id" = i64, Path, description = "Numero")),
    request_body = EntityEditBody,
    security(("sessione" = []), ("chiave" = [])), responses((status = 204, description = "Fatto"), Refusals))]
pub async fn edit(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let id = number(&id)?;
    let acting = Acting::by_request(&request, &hub).await?;
    let (revision, edit) = answer::read::<EntityEditBody>(&request, &hub, payload)
        .await?
        .read();
    acting
        .run(&hub, move |admin, actor| {
            admin.edit_entity(actor, id, &revision, &edit)
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
