//! `/v1/convenzioni`.

use actix_web::web::{Path, Payload, Query};
use hub::administration::Administration;

use super::answer::{self, Refusals};
use super::asked::{Asked, Outcome};
use crate::wire::administration::{
    AgreementAmendBody, AgreementBody, AgreementEndBody, AgreementInBody, AgreementQuery,
    AgreementSuspendBody, Created,
};
use crate::wire::supply::Page;

/// Where agreements are.
const PLACE: &str = "/v1/convenzioni";

/// Elenca le convenzioni.
#[utoipa::path(get, path = "/v1/convenzioni", tag = "Convenzioni", operation_id = "elencaConvenzioni",
    params(AgreementQuery),
    security(("sessione" = []), ("chiave" = [])), responses((status = 200, description = "Una pagina, in JSON o in CSV secondo Accept", body = Page<AgreementBody>), Refusals))]
pub async fn list(asked: Asked, query: Query<AgreementQuery>) -> Outcome {
    let wanted = query.read()?;
    asked
        .page::<AgreementBody, _>("convenzioni.csv", wanted.page.limit, move |admin, actor| {
            admin.agreements(actor, &wanted)
        })
        .await
}

/// Registra una convenzione.
#[utoipa::path(post, path = "/v1/convenzioni", tag = "Convenzioni", operation_id = "registraConvenzione",
    request_body = AgreementInBody,
    security(("sessione" = []), ("chiave" = [])), responses((status = 201, description = "Registrato; `Location` dice dove", body = Created), Refusals))]
pub async fn create(asked: Asked, payload: Payload) -> Outcome {
    asked
        .create::<AgreementInBody, _>(payload, PLACE, Administration::create_agreement)
        .await
}

/// Una convenzione.
#[utoipa::path(get, path = "/v1/convenzioni/{id}", tag = "Convenzioni", operation_id = "leggiConvenzione",
    params(("id" = i64, Path, description = "Numero")),
    security(("sessione" = []), ("chiave" = [])), responses((status = 200, description = "Com'è", body = AgreementBody), Refusals))]
pub async fn show(asked: Asked, id: Path<String>) -> Outcome {
    asked
        .show::<AgreementBody, _>(&id, Administration::agreement)
        .await
}

/// Modifica una convenzione: quella di prima cessa il giorno in cui la nuova comincia.
#[utoipa::path(post, path = "/v1/convenzioni/{id}/modifica", tag = "Convenzioni", operation_id = "modificaConvenzione",
    params(("id" = i64, Path, description = "Numero")),
    request_body = AgreementAmendBody,
    security(("sessione" = []), ("chiave" = [])), responses((status = 201, description = "La nuova convenzione", body = Created), Refusals))]
pub async fn amend(asked: Asked, id: Path<String>, payload: Payload) -> Outcome {
    let new = asked
        .act(
            &id,
            payload,
            |admin, actor, id, body: AgreementAmendBody| {
                let agreement = body.agreement.into();
                admin.amend_agreement(actor, id, &body.revision, &agreement)
            },
        )
        .await?;
    Ok(answer::created(PLACE, new))
}

/// Sospende una convenzione, subito, o la riprende.
#[utoipa::path(post, path = "/v1/convenzioni/{id}/sospensione", tag = "Convenzioni", operation_id = "sospendiConvenzione",
    params(("id" = i64, Path, description = "Numero")),
    request_body = AgreementSuspendBody,
    security(("sessione" = []), ("chiave" = [])), responses((status = 204, description = "Fatto"), Refusals))]
pub async fn suspend(asked: Asked, id: Path<String>, payload: Payload) -> Outcome {
    asked
        .act(
            &id,
            payload,
            |admin, actor, id, body: AgreementSuspendBody| {
                admin.suspend_agreement(actor, id, &body.revision, body.suspended)
            },
        )
        .await?;
    Ok(answer::done())
}

/// Fa cessare una convenzione.
#[utoipa::path(post, path = "/v1/convenzioni/{id}/cessazione", tag = "Convenzioni", operation_id = "cessaConvenzione",
    params(("id" = i64, Path, description = "Numero")),
    request_body = AgreementEndBody,
    security(("sessione" = []), ("chiave" = [])), responses((status = 204, description = "Fatto"), Refusals))]
pub async fn end(asked: Asked, id: Path<String>, payload: Payload) -> Outcome {
    asked
        .act(&id, payload, |admin, actor, id, body: AgreementEndBody| {
            admin.end_agreement(actor, id, &body.revision, &body.until)
        })
        .await?;
    Ok(answer::done())
}
