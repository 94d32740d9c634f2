//! `/v1/uffici`.

use actix_web::web::{Path, Payload, Query};
use hub::administration::Administration;

use super::answer::Refusals;
use super::asked::{Asked, Outcome};
use crate::wire::administration::{Created, OfficeBody, OfficeEditBody, OfficeInBody, OfficeQuery};
use crate::wire::supply::Page;

/// Elenca gli uffici.
#[utoipa::path(get, path = "/v1/uffici", tag = "Uffici", operation_id = "elencaUffici",
    params(OfficeQuery),
    security(("sessione" = []), ("chiave" = [])), responses((status = 200, description = "Una pagina, in JSON o in CSV secondo Accept", body = Page<OfficeBody>), Refusals))]
pub async fn list(asked: Asked, query: Query<OfficeQuery>) -> Outcome {
    let (wanted, entity_id) = (query.page()?, query.entity_id);
    asked
        .page::<OfficeBody, _>("uffici.csv", wanted.limit, move |admin, actor| {
            admin.offices(actor, entity_id, &wanted)
        })
        .await
}

/// Registra un ufficio di un ente.
#[utoipa::path(post, path = "/v1/uffici", tag = "Uffici", operation_id = "registraUfficio",
    request_body = OfficeInBody,
    security(("sessione" = []), ("chiave" = [])), responses((status = 201, description = "Registrato; `Location` dice dove", body = Created), Refusals))]
pub async fn create(asked: Asked, payload: Payload) -> Outcome {
    asked
        .create::<OfficeInBody, _>(payload, "/v1/uffici", Administration::create_office)
        .await
}

/// Un ufficio.
#[utoipa::path(get, path = "/v1/uffici/{id}", tag = "Uffici", operation_id = "leggiUfficio",
    params(("id" = i64, Path, description = "Numero")),
    security(("sessione" = []), ("chiave" = [])), responses((status = 200, description = "Com'è", body = OfficeBody), Refusals))]
pub async fn show(asked: Asked, id: Path<String>) -> Outcome {
    asked
        .show::<OfficeBody, _>(&id, Administration::office)
        .await
}

/// Cambia il nome di un ufficio, lo abilita o lo disabilita.
#[utoipa::path(put, path = "/v1/uffici/{id}", tag = "Uffici", operation_id = "modificaUfficio",
    params(("id" = i64, Path, description = "Numero")),
    request_body = OfficeEditBody,
    security(("sessione" = []), ("chiave" = [])), responses((status = 204, description = "Fatto"), Refusals))]
pub async fn edit(asked: Asked, id: Path<String>, payload: Payload) -> Outcome {
    asked
        .edit::<OfficeEditBody>(&id, payload, Administration::edit_office)
        .await
}
