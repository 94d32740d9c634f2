//! `/v1/gruppi`.

use actix_web::web::{self, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use hub::administration::GroupInput;

use super::answer::{self, Refusals};
use crate::acting::{Acting, number};
use crate::problem::Problem;
use crate::state::Hub;
use crate::wire::administration::{Created, GroupBody, GroupEditBody, GroupInBody, Items};

/// Elenca i gruppi di Comuni.
#[utoipa::path(get, path = "/v1/gruppi", tag = "Enti", operation_id = "elencaGruppi",
    security(("sessione" = []), ("chiave" = [])), responses((status = 200, description = "L'elenco", body = Items<GroupBody>), Refusals))]
pub async fn list(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    let rows = Acting::by_request(&request, &hub)
        .await?
        .run(&hub, hub::administration::Administration::groups)
        .await?;
    let items = rows.into_iter().map(GroupBody::from).collect();
    Ok(HttpResponse::Ok().json(Items::<GroupBody> { items }))
}

/// Registra un gruppo di Comuni.
#[utoipa::path(post, path = "/v1/gruppi", tag = "Enti", operation_id = "registraGruppo",
    request_body = GroupInBody,
    security(("sessione" = []), ("chiave" = [])), responses((status = 201, description = "Registrato; `Location` dice dove", body = Created), Refusals))]
pub async fn create(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let acting = Acting::by_request(&request, &hub).await?;
    let input = GroupInput::from(answer::read::<GroupInBody>(&request, &hub, payload).await?);
    let id = acting
        .run(&hub, move |admin, actor| admin.create_group(actor, &input))
        .await?;
    Ok(answer::created("/v1/gruppi", id))
}

/// Un gruppo di Comuni.
#[utoipa::path(get, path = "/v1/gruppi/{id}", tag = "Enti", operation_id = "leggiGruppo",
    params(("id" = i64, Path, description = "Numero")),
    security(("sessione" = []), ("chiave" = [])), responses((status = 200, description = "Com'è", body = GroupBody), Refusals))]
pub async fn show(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let id = number(&id)?;
    let found = Acting::by_request(&request, &hub)
        .await?
        .run(&hub, move |admin, actor| admin.group(actor, id))
        .await?;
    Ok(HttpResponse::Ok().json(GroupBody::from(found)))
}

/// Cambia nome o Comuni di un gruppo; le convenzioni del gruppo seguono subito.
#[utoipa::path(put, path = "/v1/gruppi/{id}", tag = "Enti", operation_id = "modificaGruppo",
    params(("id" = i64, Path, description = "Numero")),
    request_body = GroupEditBody,
    security(("sessione" = []), ("chiave" = [])), responses((status = 204, description = "Fatto"), Refusals))]
pub async fn edit(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let id = number(&id)?;
    let acting = Acting::by_request(&request, &hub).await?;
    let (revision, edit) = answer::read::<GroupEditBody>(&request, &hub, payload)
        .await?
        .read();
    acting
        .run(&hub, move |admin, actor| {
            admin.edit_group(actor, id, &revision, &edit)
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
