//! `/v1/utenti/{id}/profilo`.

use actix_web::web::{Path, Payload};
use hub::administration::Administration;

use super::answer::Refusals;
use super::asked::{Asked, Outcome};
use crate::wire::administration::{GrantableBody, ProfileBody, ProfileEditBody};

/// Il profilo di un utente.
#[utoipa::path(get, path = "/v1/utenti/{id}/profilo", tag = "Utenti", operation_id = "leggiProfilo",
    params(("id" = i64, Path, description = "Numero")),
    security(("sessione" = []), ("chiave" = [])), responses((status = 200, description = "Com'è", body = ProfileBody), Refusals))]
pub async fn show(asked: Asked, id: Path<String>) -> Outcome {
    asked
        .show::<ProfileBody, _>(&id, Administration::profile)
        .await
}

/// Sostituisce il profilo di un utente. Ciò che eccede le convenzioni in vigore è rifiutato.
#[utoipa::path(put, path = "/v1/utenti/{id}/profilo", tag = "Utenti", operation_id = "modificaProfilo",
    params(("id" = i64, Path, description = "Numero")),
    request_body = ProfileEditBody,
    security(("sessione" = []), ("chiave" = [])), responses((status = 204, description = "Fatto"), Refusals))]
pub async fn edit(asked: Asked, id: Path<String>, payload: Payload) -> Outcome {
    asked
        .edit::<ProfileEditBody>(&id, payload, Administration::edit_profile)
        .await
}

/// Ciò che il profilo di un utente può contenere oggi.
#[utoipa::path(get, path = "/v1/utenti/{id}/profilo/concedibile", tag = "Utenti", operation_id = "profiloConcedibile",
    params(("id" = i64, Path, description = "Numero")),
    security(("sessione" = []), ("chiave" = [])), responses((status = 200, description = "Servizi, tipi, campi e Comuni", body = GrantableBody), Refusals))]
pub async fn grantable(asked: Asked, id: Path<String>) -> Outcome {
    asked
        .show::<GrantableBody, _>(&id, Administration::grantable)
        .await
}
