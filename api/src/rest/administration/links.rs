//! `/v1/legami`: where users stand.

use actix_web::HttpResponse;
use actix_web::web::{Path, Payload};
use hub::administration::{Administration, MoveInput};

use super::answer::Refusals;
use super::asked::{Asked, Outcome};
use crate::wire::administration::{Items, LinkBody, MoveBody, MovedBody};

/// Gli uffici in cui un utente è stato, dal più recente.
#[utoipa::path(get, path = "/v1/utenti/{id}/legami", tag = "Legami", operation_id = "legamiUtente",
    params(("id" = i64, Path, description = "Numero")),
    security(("sessione" = []), ("chiave" = [])), responses((status = 200, description = "L'elenco", body = Items<LinkBody>), Refusals))]
pub async fn list(asked: Asked, id: Path<String>) -> Outcome {
    asked
        .all_of::<LinkBody, _>(&id, Administration::links)
        .await
}

/// Sposta utenti in un altro ufficio dello stesso ente: tutti o nessuno. La loro storia resta.
#[utoipa::path(post, path = "/v1/legami", tag = "Legami", operation_id = "spostaUtenti",
    request_body = MoveBody,
    security(("sessione" = []), ("chiave" = [])), responses((status = 200, description = "Quanti", body = MovedBody), Refusals))]
pub async fn move_users(asked: Asked, payload: Payload) -> Outcome {
    let (asked, body) = asked.with::<MoveBody>(payload).await?;
    let input = MoveInput::from(body);
    let moved = asked
        .run(move |admin, actor| admin.move_users(actor, &input))
        .await?;
    Ok(HttpResponse::Ok().json(MovedBody { moved }))
}
