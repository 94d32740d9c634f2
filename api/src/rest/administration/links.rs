//! `/v1/legami`: where users stand.

use actix_web::web::{self, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use hub::administration::MoveInput;

use super::answer::{self, Refusals};
use crate::acting::{Acting, number};
use crate::problem::Problem;
use crate::state::Hub;
use crate::wire::administration::{Items, LinkBody, MoveBody, MovedBody};

/// Gli uffici in cui un utente è stato, dal più recente.
#[utoipa::path(get, path = "/v1/utenti/{id}/legami", tag = "Legami", operation_id = "legamiUtente",
    params(("id" = i64, Path, description = "Numero")),
    security(("sessione" = []), ("chiave" = [])), responses((status = 200, description = "L'elenco", body = Items<LinkBody>), Refusals))]
pub async fn list(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let id = number(&id)?;
    let rows = Acting::by_request(&request, &hub)
        .await?
        .run(&hub, move |admin, actor| admin.links(actor, id))
        .await?;
    let items = rows.into_iter().map(LinkBody::from).collect();
    Ok(HttpResponse::Ok().json(Items::<LinkBody> { items }))
}

/// Sposta utenti in un altro ufficio dello stesso ente: tutti o nessuno. La loro storia resta.
#[utoipa::path(post, path = "/v1/legami", tag = "Legami", operation_id = "spostaUtenti",
    request_body = MoveBody,
    security(("sessione" = []), ("chiave" = [])), responses((status = 200, description = "Quanti", body = MovedBody), Refusals))]
pub async fn move_users(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let acting = Acting::by_request(&request, &hub).await?;
    let input = MoveInput::from(answer::read::<MoveBody>(&request, &hub, payload).await?);
    let moved = acting
        .run(&hub, move |admin, actor| admin.move_users(actor, &input))
        .await?;
    Ok(HttpResponse::Ok().json(MovedBody { moved }))
}
