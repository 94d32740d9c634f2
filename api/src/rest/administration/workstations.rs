//! `/v1/postazioni`.

use actix_web::web::{self, Path, Payload, Query};
use actix_web::{HttpRequest, HttpResponse};
use hub::administration::WorkstationInput;

use super::answer::{self, Refusals};
use crate::acting::{Acting, number};
use crate::problem::Problem;
use crate::state::Hub;
use crate::wire::administration::{
    Created, OfficeQuery, WorkstationBody, WorkstationEditBody, WorkstationInBody,
};
use crate::wire::supply::Page;

/// Elenca le postazioni.
#[utoipa::path(get, path = "/v1/postazioni", tag = "Postazioni", operation_id = "elencaPostazioni",
    params(OfficeQuery),
    security(("sessione" = []), ("chiave" = [])), responses((status = 200, description = "Una pagina, in JSON o in CSV secondo Accept", body = Page<WorkstationBody>), Refusals))]
pub async fn list(
    request: HttpRequest,
    hub: web::Data<Hub>,
    query: Query<OfficeQuery>,
) -> Result<HttpResponse, Problem> {
    let form = answer::form(&request)?;
    let wanted = query.page()?;
    let limit = wanted.limit;
    let office_id = query.office_id;
    let rows = Acting::by_request(&request, &hub)
        .await?
        .run(&hub, move |admin, actor| {
            admin.workstations(actor, office_id, &wanted)
        })
        .await?;
    answer::page(form, rows, limit, "postazioni.csv", WorkstationBody::from)
}

/// Registra una postazione di un ufficio.
#[utoipa::path(post, path = "/v1/postazioni", tag = "Postazioni", operation_id = "registraPostazione",
    request_body = WorkstationInBody,
    security(("sessione" = []), ("chiave" = [])), responses((status = 201, description = "Registrato; `Location` dice dove", body = Created), Refusals))]
pub async fn create(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let acting = Acting::by_request(&request, &hub).await?;
    let input =
        WorkstationInput::from(answer::read::<WorkstationInBody>(&request, &hub, payload).await?);
    let id = acting
        .run(&hub, move |admin, actor| {
            admin.create_workstation(actor, &input)
        })
        .await?;
    Ok(answer::created("/v1/postazioni", id))
}

/// Una postazione.
#[utoipa::path(get, path = "/v1/postazioni/{id}", tag = "Postazioni", operation_id = "leggiPostazione",
    params(("id" = i64, Path, description = "Numero")),
    security(("sessione" = []), ("chiave" = [])), responses((status = 200, description = "Com'è", body = WorkstationBody), Refusals))]
pub async fn show(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let id = number(&id)?;
    let found = Acting::by_request(&request, &hub)
        .await?
        .run(&hub, move |admin, actor| admin.workstation(actor, id))
        .await?;
    Ok(HttpResponse::Ok().json(WorkstationBody::from(found)))
}

/// Cambia una postazione, la abilita o la disabilita.
#[utoipa::path(put, path = "/v1/postazioni/{id}", tag = "Postazioni", operation_id = "modificaPostazione",
    params(("id" = i64, Path, description = "Numero")),
    request_body = WorkstationEditBody,
    security(("sessione" = []), ("chiave" = [])), responses((status = 204, description = "Fatto"), Refusals))]
pub async fn edit(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let id = number(&id)?;
    let acting = Acting::by_request(&request, &hub).await?;
    let (revision, edit) = answer::read::<WorkstationEditBody>(&request, &hub, payload)
        .await?
        .read();
    acting
        .run(&hub, move |admin, actor| {
            admin.edit_workstation(actor, id, &revision, &edit)
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
