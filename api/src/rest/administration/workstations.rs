//! `/v1/postazioni`.

use actix_web::web::{Path, Payload, Query};
use hub::administration::Administration;

use super::answer::Refusals;
use super::asked::{Asked, Outcome};
use crate::wire::administration::{
    Created, OfficeQuery, WorkstationBody, WorkstationEditBody, WorkstationInBody,
};
use crate::wire::supply::Page;

/// Elenca le postazioni.
#[utoipa::path(get, path = "/v1/postazioni", tag = "Postazioni", operation_id = "elencaPostazioni",
    params(OfficeQuery),
    security(("sessione" = []), ("chiave" = [])), responses((status = 200, description = "Una pagina, in JSON o in CSV secondo Accept", body = Page<WorkstationBody>), Refusals))]
pub async fn list(asked: Asked, query: Query<OfficeQuery>) -> Outcome {
    let (wanted, office_id) = (query.page()?, query.office_id);
    asked
        .page::<WorkstationBody, _>("postazioni.csv", wanted.limit, move |admin, actor| {
            admin.workstations(actor, office_id, &wanted)
        })
        .await
}

/// Registra una postazione di un ufficio.
#[utoipa::path(post, path = "/v1/postazioni", tag = "Postazioni", operation_id = "registraPostazione",
    request_body = WorkstationInBody,
    security(("sessione" = []), ("chiave" = [])), responses((status = 201, description = "Registrato; `Location` dice dove", body = Created), Refusals))]
pub async fn create(asked: Asked, payload: Payload) -> Outcome {
    asked
        .create::<WorkstationInBody, _>(
            payload,
            "/v1/postazioni",
            Administration::create_workstation,
        )
        .await
}

/// Una postazione.
#[utoipa::path(get, path = "/v1/postazioni/{id}", tag = "Postazioni", operation_id = "leggiPostazione",
    params(("id" = i64, Path, description = "Numero")),
    security(("sessione" = []), ("chiave" = [])), responses((status = 200, description = "Com'è", body = WorkstationBody), Refusals))]
pub async fn show(asked: Asked, id: Path<String>) -> Outcome {
    asked
        .show::<WorkstationBody, _>(&id, Administration::workstation)
        .await
}

/// Cambia una postazione, la abilita o la disabilita.
#[utoipa::path(put, path = "/v1/postazioni/{id}", tag = "Postazioni", operation_id = "modificaPostazione",
    params(("id" = i64, Path, description = "Numero")),
    request_body = WorkstationEditBody,
    security(("sessione" = []), ("chiave" = [])), responses((status = 204, description = "Fatto"), Refusals))]
pub async fn edit(asked: Asked, id: Path<String>, payload: Payload) -> Outcome {
    asked
        .edit::<WorkstationEditBody>(&id, payload, Administration::edit_workstation)
        .await
}
