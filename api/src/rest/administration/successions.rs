//! `/v1/fusioni`.

use actix_web::web::{self, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use hub::administration::SuccessionInput;

use super::answer::{self, Refusals};
use crate::acting::Acting;
use crate::problem::Problem;
use crate::state::Hub;
use crate::wire::administration::{Items, SuccessionBody};

/// Elenca le fusioni di Comuni.
#[utoipa::path(get, path = "/v1/fusioni", tag = "Enti", operation_id = "elencaFusioni",
    security(("sessione" = []), ("chiave" = [])), responses((status = 200, description = "L'elenco", body = Items<SuccessionBody>), Refusals))]
pub async fn list(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    let rows = Acting::by_request(&request, &hub)
        .await?
        .run(&hub, hub::administration::Administration::successions)
        .await?;
    let items = rows.into_iter().map(SuccessionBody::from).collect();
    Ok(HttpResponse::Ok().json(Items::<SuccessionBody> { items }))
}

/// Registra una fusione: il Comune subentrante risponde anche per ciò che era del cessato.
#[utoipa::path(post, path = "/v1/fusioni", tag = "Enti", operation_id = "registraFusione",
    request_body = SuccessionBody,
    security(("sessione" = []), ("chiave" = [])), responses((status = 204, description = "Registrata"), Refusals))]
pub async fn create(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let acting = Acting::by_request(&request, &hub).await?;
    let input =
        SuccessionInput::from(answer::read::<SuccessionBody>(&request, &hub, payload).await?);
    acting
        .run(&hub, move |admin, actor| {
            admin.create_succession(actor, &input)
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Toglie una fusione registrata per errore.
#[utoipa::path(delete, path = "/v1/fusioni/{cessato}/{subentrante}", tag = "Enti", operation_id = "togliFusione",
    params(("cessato" = String, Path, description = "Codice ISTAT"), ("subentrante" = String, Path, description = "Codice ISTAT")),
    security(("sessione" = []), ("chiave" = [])), responses((status = 204, description = "Fatto"), Refusals))]
pub async fn remove(
    request: HttpRequest,
    hub: web::Data<Hub>,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let (old, new) = path.into_inner();
    Acting::by_request(&request, &hub)
        .await?
        .run(&hub, move |admin, actor| {
            admin.remove_succession(actor, &old, &new)
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
