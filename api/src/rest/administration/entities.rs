//! `/v1/enti`.

use actix_web::web::{Path, Payload, Query};
use hub::administration::Administration;

use super::answer::Refusals;
use super::asked::{Asked, Outcome};
use crate::wire::administration::{Created, EntityBody, EntityEditBody, EntityInBody, ListQuery};
use crate::wire::supply::Page;

/// Elenca gli enti.
#[utoipa::path(get, path = "/v1/enti", tag = "Enti", operation_id = "elencaEnti",
    params(ListQuery),
    security(("sessione" = []), ("chiave" = [])), responses((status = 200, description = "Una pagina, in JSON o in CSV secondo Accept", body = Page<EntityBody>), Refusals))]
pub async fn list(asked: Asked, query: Query<ListQuery>) -> Outcome {
    let wanted = query.read()?;
    asked
        .page::<EntityBody, _>("enti.csv", wanted.limit, move |admin, actor| {
            admin.entities(actor, &wanted)
        })
        .await
}

/// Registra un ente: un Comune, un'agenzia, la Provincia.
#[utoipa::path(post, path = "/v1/enti", tag = "Enti", operation_id = "registraEnte",
    request_body = EntityInBody,
    security(("sessione" = []), ("chiave" = [])), responses((status = 201, description = "Registrato; `Location` dice dove", body = Created), Refusals))]
pub async fn create(asked: Asked, payload: Payload) -> Outcome {
    asked
        .create::<EntityInBody, _>(payload, "/v1/enti", Administration::create_entity)
        .await
}

/// Un ente.
#[utoipa::path(get, path = "/v1/enti/{id}", tag = "Enti", operation_id = "leggiEnte",
    params(("id" = i64, Path, description = "Numero")),
    security(("sessione" = []), ("chiave" = [])), responses((status = 200, description = "Com'è", body = EntityBody), Refusals))]
pub async fn show(asked: Asked, id: Path<String>) -> Outcome {
    asked
        .show::<EntityBody, _>(&id, Administration::entity)
        .await
}

/// Cambia il nome di un ente, lo abilita o lo disabilita.
#[utoipa::path(put, path = "/v1/enti/{id}", tag = "Enti", operation_id = "modificaEnte",
    params(("id" = i64, Path, description = "Numero")),
    request_body = EntityEditBody,
    security(("sessione" = []), ("chiave" = [])), responses((status = 204, description = "Fatto"), Refusals))]
pub async fn edit(asked: Asked, id: Path<String>, payload: Payload) -> Outcome {
    asked
        .edit::<EntityEditBody>(&id, payload, Administration::edit_entity)
        .await
}
