//! `/v1/gruppi`.

use actix_web::web::{Path, Payload};
use hub::administration::Administration;

use super::answer::Refusals;
use super::asked::{Asked, Outcome};
use crate::wire::administration::{Created, GroupBody, GroupEditBody, GroupInBody, Items};

/// Elenca i gruppi di Comuni.
#[utoipa::path(get, path = "/v1/gruppi", tag = "Enti", operation_id = "elencaGruppi",
    security(("sessione" = []), ("chiave" = [])), responses((status = 200, description = "L'elenco", body = Items<GroupBody>), Refusals))]
pub async fn list(asked: Asked) -> Outcome {
    asked.all::<GroupBody, _>(Administration::groups).await
}

/// Registra un gruppo di Comuni.
#[utoipa::path(post, path = "/v1/gruppi", tag = "Enti", operation_id = "registraGruppo",
    request_body = GroupInBody,
    security(("sessione" = []), ("chiave" = [])), responses((status = 201, description = "Registrato; `Location` dice dove", body = Created), Refusals))]
pub async fn create(asked: Asked, payload: Payload) -> Outcome {
    asked
        .create::<GroupInBody, _>(payload, "/v1/gruppi", Administration::create_group)
        .await
}

/// Un gruppo di Comuni.
#[utoipa::path(get, path = "/v1/gruppi/{id}", tag = "Enti", operation_id = "leggiGruppo",
    params(("id" = i64, Path, description = "Numero")),
    security(("sessione" = []), ("chiave" = [])), responses((status = 200, description = "Com'è", body = GroupBody), Refusals))]
pub async fn show(asked: Asked, id: Path<String>) -> Outcome {
    asked.show::<GroupBody, _>(&id, Administration::group).await
}

/// Cambia nome o Comuni di un gruppo; le convenzioni del gruppo seguono subito.
#[utoipa::path(put, path = "/v1/gruppi/{id}", tag = "Enti", operation_id = "modificaGruppo",
    params(("id" = i64, Path, description = "Numero")),
    request_body = GroupEditBody,
    security(("sessione" = []), ("chiave" = [])), responses((status = 204, description = "Fatto"), Refusals))]
pub async fn edit(asked: Asked, id: Path<String>, payload: Payload) -> Outcome {
    asked
        .edit::<GroupEditBody>(&id, payload, Administration::edit_group)
        .await
}
