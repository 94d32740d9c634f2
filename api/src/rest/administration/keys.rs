//! `/v1/utenti/{id}/chiavi`: keys of applications.

use actix_web::HttpResponse;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::{Path, Payload};
use hub::administration::Administration;

use super::answer::{self, Refusals};
use super::asked::{Asked, Outcome};
use crate::acting::number;
use crate::wire::administration::{Items, KeyBody, KeyInBody, NewKeyBody};

/// Elenca le chiavi di un'applicazione, senza la parte segreta.
#[utoipa::path(get, path = "/v1/utenti/{id}/chiavi", tag = "Utenti", operation_id = "elencaChiavi",
    params(("id" = i64, Path, description = "Numero")),
    security(("sessione" = []), ("chiave" = [])), responses((status = 200, description = "L'elenco", body = Items<KeyBody>), Refusals))]
pub async fn list(asked: Asked, id: Path<String>) -> Outcome {
    asked.all_of::<KeyBody, _>(&id, Administration::keys).await
}

/// Emette una chiave: si vede solo adesso. Le altre restano in vigore.
#[utoipa::path(post, path = "/v1/utenti/{id}/chiavi", tag = "Utenti", operation_id = "emettiChiave",
    params(("id" = i64, Path, description = "Numero")),
    request_body = KeyInBody,
    security(("sessione" = []), ("chiave" = [])), responses((status = 201, description = "La chiave", body = NewKeyBody), Refusals))]
pub async fn issue(asked: Asked, id: Path<String>, payload: Payload) -> Outcome {
    let key = asked
        .act(&id, payload, |admin, actor, id, body: KeyInBody| {
            admin.issue_key(actor, id, &body.into())
        })
        .await?;
    Ok(HttpResponse::Created()
        .insert_header((CACHE_CONTROL, "no-store"))
        .json(NewKeyBody::from(key)))
}

/// Revoca una chiave.
#[utoipa::path(delete, path = "/v1/utenti/{id}/chiavi/{chiave}", tag = "Utenti", operation_id = "revocaChiave",
    params(("id" = i64, Path, description = "Numero"), ("chiave" = i64, Path, description = "Numero della chiave")),
    security(("sessione" = []), ("chiave" = [])), responses((status = 204, description = "Fatto"), Refusals))]
pub async fn revoke(asked: Asked, path: Path<(String, String)>) -> Outcome {
    let (id, key) = (number(&path.0)?, number(&path.1)?);
    asked
        .run(move |admin, actor| admin.revoke_key(actor, id, key))
        .await?;
    Ok(answer::done())
}
