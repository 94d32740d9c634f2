//! `/v1/uffici`.

use actix_web::web::{self, Path, Payload, Query};
use actix_web::{HttpRequest, HttpResponse};
use hub::administration::OfficeInput;

use super::answer::{self, Refusals};
use crate::acting::{Acting, number};
use crate::problem::Problem;
use crate::state::Hub;
use crate::wire::administration::{Created, OfficeBody, OfficeEditBody, OfficeInBody, OfficeQuery};
use crate::wire::supply::Page;

/// Elenca gli uffici.
#[utoipa::path(get, path = "/v1/uffici", tag = "Uffici", operation_id = "elencaUffici",
    params(OfficeQuery),
    security(("sessione" = []), ("chiave" = [])), responses((status = 200, description = "Una pagina, in JSON o in CSV secondo Accept", body = Page<OfficeBody>), Refusals))]
pub async fn list(
    request: HttpRequest,
    hub: web::Data<Hub>,
    query: Query<OfficeQuery>,
) -> Result<HttpResponse, Problem> {
    let form = answer::form(&request)?;
    let wanted = query.page()?;
    let limit = wanted.limit;
    let entity_id = query.entity_id;
    let rows = Acting::by_request(&request, &hub)
        .await?
        .run(&hub, move |admin, actor| {
            admin.offices(actor, entity_id, &wanted)
        })
        .await?;
    answer::page(form, rows, limit, "uffici.csv", OfficeBody::from)
}

/// Registra un ufficio di un ente.
#[utoipa::path(post, path = "/v1/uffici", tag = "Uffici", operation_id = "registraUfficio",
    request_body = OfficeInBody,
    security(("sessione" = []), ("chiave" = [])), responses((status = 201, description = "Registrato; `Location` dice dove", body = Created), Refusals))]
pub async fn create(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let acting = Acting::by_request(&request, &hub).await?;
    let input = OfficeInput::from(answer::read::<OfficeInBody>(&request, &hub, payload).await?);
    let id = acting
        .run(&hub, move |admin, actor| admin.create_office(actor, &input))
        .await?;
    Ok(answer::created("/v1/uffici", id))
}

/// Un ufficio.
#[utoipa::path(get, path = "/v1/uffici/{id}", tag = "Uffici", operation_id = "leggiUfficio",
    params(("id" = i64, Path, description = "Numero")),
    security(("sessione" = []), ("chiave" = [])), responses((status = 200, description = "Com'è", body = OfficeBody), Refusals))]
pub async fn show(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let id = number(&id)?;
    let found = Acting::by_request(&request, &hub)
        .await?
        .run(&hub, move |admin, actor| admin.office(actor, id))
        .await?;
    Ok(HttpResponse::Ok().json(OfficeBody::from(found)))
}

/// Cambia il nome di un ufficio, lo abilita o lo disabilita.
#[utoipa::path(put, path = "/v1/uffici/{id}", tag = "Uffici", operation_id = "modificaUfficio",
    params(("id" = i64, Path, description = "Numero")),
    request_body = OfficeEditBody,
    security(("sessione" = []), ("chiave" = [])), responses((status = 204, description = "Fatto"), Refusals))]
pub async fn edit(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let id = number(&id)?;
    let acting = Acting::by_request(&request, &hub).await?;
    let (revision, edit) = answer::read::<OfficeEditBody>(&request, &hub, payload)
        .await?
        .read();
    acting
        .run(&hub, move |admin, actor| {
            admin.edit_office(actor, id, &revision, &edit)
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
