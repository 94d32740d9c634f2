//! `/v1/convenzioni`.

use actix_web::web::{self, Path, Payload, Query};
use actix_web::{HttpRequest, HttpResponse};
use hub::administration::AgreementInput;

use super::answer::{self, Refusals};
use crate::acting::{Acting, number};
use crate::problem::Problem;
use crate::state::Hub;
use crate::wire::administration::{
    AgreementAmendBody, AgreementBody, AgreementEndBody, AgreementInBody, AgreementQuery,
    AgreementSuspendBody, Created,
};
use crate::wire::supply::Page;

/// Elenca le convenzioni.
#[utoipa::path(get, path = "/v1/convenzioni", tag = "Convenzioni", operation_id = "elencaConvenzioni",
    params(AgreementQuery),
    security(("sessione" = []), ("chiave" = [])), responses((status = 200, description = "Una pagina, in JSON o in CSV secondo Accept", body = Page<AgreementBody>), Refusals))]
pub async fn list(
    request: HttpRequest,
    hub: web::Data<Hub>,
    query: Query<AgreementQuery>,
) -> Result<HttpResponse, Problem> {
    let form = answer::form(&request)?;
    let wanted = query.read()?;
    let limit = wanted.page.limit;
    let rows = Acting::by_request(&request, &hub)
        .await?
        .run(&hub, move |admin, actor| admin.agreements(actor, &wanted))
        .await?;
    answer::page(form, rows, limit, "convenzioni.csv", AgreementBody::from)
}

/// Registra una convenzione.
#[utoipa::path(post, path = "/v1/convenzioni", tag = "Convenzioni", operation_id = "registraConvenzione",
    request_body = AgreementInBody,
    security(("sessione" = []), ("chiave" = [])), responses((status = 201, description = "Registrato; `Location` dice dove", body = Created), Refusals))]
pub async fn create(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let acting = Acting::by_request(&request, &hub).await?;
    let input =
        AgreementInput::from(answer::read::<AgreementInBody>(&request, &hub, payload).await?);
    let id = acting
        .run(&hub, move |admin, actor| {
            admin.create_agreement(actor, &input)
        })
        .await?;
    Ok(answer::created("/v1/convenzioni", id))
}

/// Una convenzione.
#[utoipa::path(get, path = "/v1/convenzioni/{id}", tag = "Convenzioni", operation_id = "leggiConvenzione",
    params(("id" = i64, Path, description = "Numero")),
    security(("sessione" = []), ("chiave" = [])), responses((status = 200, description = "Com'è", body = AgreementBody), Refusals))]
pub async fn show(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let id = number(&id)?;
    let found = Acting::by_request(&request, &hub)
        .await?
        .run(&hub, move |admin, actor| admin.agreement(actor, id))
        .await?;
    Ok(HttpResponse::Ok().json(AgreementBody::from(found)))
}

/// Modifica una convenzione: quella di prima cessa il giorno in cui la nuova comincia.
#[utoipa::path(post, path = "/v1/convenzioni/{id}/modifica", tag = "Convenzioni", operation_id = "modificaConvenzione",
    params(("id" = i64, Path, description = "Numero")),
    request_body = AgreementAmendBody,
    security(("sessione" = []), ("chiave" = [])), responses((status = 201, description = "La nuova convenzione", body = Created), Refusals))]
pub async fn amend(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let id = number(&id)?;
    let acting = Acting::by_request(&request, &hub).await?;
    let body: AgreementAmendBody = answer::read(&request, &hub, payload).await?;
    let (revision, input) = (body.revision, AgreementInput::from(body.agreement));
    let new = acting
        .run(&hub, move |admin, actor| {
            admin.amend_agreement(actor, id, &revision, &input)
        })
        .await?;
    Ok(answer::created("/v1/convenzioni", new))
}

/// Sospende una convenzione, subito, o la riprende.
#[utoipa::path(post, path = "/v1/convenzioni/{id}/sospensione", tag = "Convenzioni", operation_id = "sospendiConvenzione",
    params(("id" = i64, Path, description = "Numero")),
    request_body = AgreementSuspendBody,
    security(("sessione" = []), ("chiave" = [])), responses((status = 204, description = "Fatto"), Refusals))]
pub async fn suspend(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let id = number(&id)?;
    let acting = Acting::by_request(&request, &hub).await?;
    let body: AgreementSuspendBody = answer::read(&request, &hub, payload).await?;
    acting
        .run(&hub, move |admin, actor| {
            admin.suspend_agreement(actor, id, &body.revision, body.suspended)
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Fa cessare una convenzione.
#[utoipa::path(post, path = "/v1/convenzioni/{id}/cessazione", tag = "Convenzioni", operation_id = "cessaConvenzione",
    params(("id" = i64, Path, description = "Numero")),
    request_body = AgreementEndBody,
    security(("sessione" = []), ("chiave" = [])), responses((status = 204, description = "Fatto"), Refusals))]
pub async fn end(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let id = number(&id)?;
    let acting = Acting::by_request(&request, &hub).await?;
    let body: AgreementEndBody = answer::read(&request, &hub, payload).await?;
    acting
        .run(&hub, move |admin, actor| {
            admin.end_agreement(actor, id, &body.revision, &body.until)
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
