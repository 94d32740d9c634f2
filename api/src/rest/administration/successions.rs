//! `/v1/fusioni`.

use actix_web::web::{Path, Payload};
use hub::administration::{Administration, SuccessionInput};

use super::answer::{self, Refusals};
use super::asked::{Asked, Outcome};
use crate::wire::administration::{Items, SuccessionBody};

/// Elenca le fusioni di Comuni.
#[utoipa::path(get, path = "/v1/fusioni", tag = "Enti", operation_id = "elencaFusioni",
    security(("sessione" = []), ("chiave" = [])), responses((status = 200, description = "L'elenco", body = Items<SuccessionBody>), Refusals))]
pub async fn list(asked: Asked) -> Outcome {
    asked
        .all::<SuccessionBody, _>(Administration::successions)
        .await
}

/// Registra una fusione: il Comune subentrante risponde anche per ciò che era del cessato.
#[utoipa::path(post, path = "/v1/fusioni", tag = "Enti", operation_id = "registraFusione",
    request_body = SuccessionBody,
    security(("sessione" = []), ("chiave" = [])), responses((status = 204, description = "Registrata"), Refusals))]
pub async fn create(asked: Asked, payload: Payload) -> Outcome {
    let (asked, body) = asked.with::<SuccessionBody>(payload).await?;
    let input = SuccessionInput::from(body);
    asked
        .run(move |admin, actor| admin.create_succession(actor, &input))
        .await?;
    Ok(answer::done())
}

/// Toglie una fusione registrata per errore.
#[utoipa::path(delete, path = "/v1/fusioni/{cessato}/{subentrante}", tag = "Enti", operation_id = "togliFusione",
    params(("cessato" = String, Path, description = "Codice ISTAT"), ("subentrante" = String, Path, description = "Codice ISTAT")),
    security(("sessione" = []), ("chiave" = [])), responses((status = 204, description = "Fatto"), Refusals))]
pub async fn remove(asked: Asked, path: Path<(String, String)>) -> Outcome {
    let (old, new) = path.into_inner();
    asked
        .run(move |admin, actor| admin.remove_succession(actor, &old, &new))
        .await?;
    Ok(answer::done())
}
