//! `/v1/utenti`.

use actix_web::web::{self, Path, Payload, Query};
use actix_web::{HttpRequest, HttpResponse};
use hub::administration::UserInput;

use super::answer::{self, Refusals};
use crate::acting::{Acting, number};
use crate::problem::Problem;
use crate::state::Hub;
use crate::wire::administration::{
    Created, UserBody, UserEditBody, UserInBody, UserQuery, UserSearchBody,
};
use crate::wire::supply::Page;

/// Elenca gli utenti.
#[utoipa::path(get, path = "/v1/utenti", tag = "Utenti", operation_id = "elencaUtenti",
    params(UserQuery),
    security(("sessione" = []), ("chiave" = [])), responses((status = 200, description = "Una pagina, in JSON o in CSV secondo Accept", body = Page<UserBody>), Refusals))]
pub async fn list(
    request: HttpRequest,
    hub: web::Data<Hub>,
    query: Query<UserQuery>,
) -> Result<HttpResponse, Problem> {
    let form = answer::form(&request)?;
    let wanted = query.read()?;
    let limit = wanted.page.limit;
    let rows = Acting::by_request(&request, &hub)
        .await?
        .run(&hub, move |admin, actor| admin.users(actor, &wanted))
        .await?;
    answer::page(form, rows, limit, "utenti.csv", UserBody::from)
}

/// Cerca utenti per nome, nome utente, codice fiscale o ufficio.
#[utoipa::path(post, path = "/v1/utenti/ricerca", tag = "Utenti", operation_id = "cercaUtenti",
    request_body = UserSearchBody,
    security(("sessione" = []), ("chiave" = [])), responses((status = 200, description = "Una pagina, in JSON o in CSV secondo Accept", body = Page<UserBody>), Refusals))]
pub async fn search(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let form = answer::form(&request)?;
    let acting = Acting::by_request(&request, &hub).await?;
    let wanted = answer::read::<UserSearchBody>(&request, &hub, payload)
        .await?
        .read()?;
    let limit = wanted.page.limit;
    let rows = acting
        .run(&hub, move |admin, actor| admin.users(actor, &wanted))
        .await?;
    answer::page(form, rows, limit, "utenti.csv", UserBody::from)
}

/// Registra un utente, con un profilo ancora vuoto.
#[utoipa::path(post, path = "/v1/utenti", tag = "Utenti", operation_id = "registraUtente",
    request_body = UserInBody,
    security(("sessione" = []), ("chiave" = [])), responses((status = 201, description = "Registrato; `Location` dice dove", body = Created), Refusals))]
pub async fn create(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let acting = Acting::by_request(&request, &hub).await?;
    let input = UserInput::from(answer::read::<UserInBody>(&request, &hub, payload).await?);
    let id = acting
        .run(&hub, move |admin, actor| admin.create_user(actor, &input))
        .await?;
    Ok(answer::created("/v1/utenti", id))
}

/// Un utente.
#[utoipa::path(get, path = "/v1/utenti/{id}", tag = "Utenti", operation_id = "leggiUtente",
    params(("id" = i64, Path, description = "Numero")),
    security(("sessione" = []), ("chiave" = [])), responses((status = 200, description = "Com'è", body = UserBody), Refusals))]
pub async fn show(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let id = number(&id)?;
    let found = Acting::by_request(&request, &hub)
        .await?
        .run(&hub, move |admin, actor| admin.user(actor, id))
        .await?;
    Ok(HttpResponse::Ok().json(UserBody::from(found)))
}

/// Cambia i dati di un utente, lo abilita o lo disabilita.
#[utoipa::path(put, path = "/v1/utenti/{id}", tag = "Utenti", operation_id = "modificaUtente",
    params(("id" = i64, Path, description = "Numero")),
    request_body = UserEditBody,
    security(("sessione" = []), ("chiave" = [])), responses((status = 204, description = "Fatto"), Refusals))]
pub async fn edit(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let id = number(&id)?;
    let acting = Acting::by_request(&request, &hub).await?;
    let (revision, edit) = answer::read::<UserEditBody>(&request, &hub, payload)
        .await?
        .read();
    acting
        .run(&hub, move |admin, actor| {
            admin.edit_user(actor, id, &revision, &edit)
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
