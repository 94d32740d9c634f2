//! `/v1/utenti`.

use actix_web::web::{Path, Payload, Query};
use hub::administration::Administration;

use super::answer::Refusals;
use super::asked::{Asked, Outcome};
use crate::wire::administration::{
    Created, UserBody, UserEditBody, UserInBody, UserQuery, UserSearchBody,
};
use crate::wire::supply::Page;

/// Under which name a browser saves the list.
const FILE: &str = "utenti.csv";

/// Elenca gli utenti.
#[utoipa::path(get, path = "/v1/utenti", tag = "Utenti", operation_id = "elencaUtenti",
    params(UserQuery),
    security(("sessione" = []), ("chiave" = [])), responses((status = 200, description = "Una pagina, in JSON o in CSV secondo Accept", body = Page<UserBody>), Refusals))]
pub async fn list(asked: Asked, query: Query<UserQuery>) -> Outcome {
    let wanted = query.read()?;
    asked
        .page::<UserBody, _>(FILE, wanted.page.limit, move |admin, actor| {
            admin.users(actor, &wanted)
        })
        .await
}

/// Cerca utenti per nome, nome utente, codice fiscale o ufficio.
#[utoipa::path(post, path = "/v1/utenti/ricerca", tag = "Utenti", operation_id = "cercaUtenti",
    request_body = UserSearchBody,
    security(("sessione" = []), ("chiave" = [])), responses((status = 200, description = "Una pagina, in JSON o in CSV secondo Accept", body = Page<UserBody>), Refusals))]
pub async fn search(asked: Asked, payload: Payload) -> Outcome {
    let (acting, wanted) = asked.with::<UserSearchBody>(payload).await?;
    let wanted = wanted.read()?;
    acting
        .page::<UserBody, _>(FILE, wanted.page.limit, move |admin, actor| {
            admin.users(actor, &wanted)
        })
        .await
}

/// Registra un utente, con un profilo ancora vuoto.
#[utoipa::path(post, path = "/v1/utenti", tag = "Utenti", operation_id = "registraUtente",
    request_body = UserInBody,
    security(("sessione" = []), ("chiave" = [])), responses((status = 201, description = "Registrato; `Location` dice dove", body = Created), Refusals))]
pub async fn create(asked: Asked, payload: Payload) -> Outcome {
    asked
        .create::<UserInBody, _>(payload, "/v1/utenti", Administration::create_user)
        .await
}

/// Un utente.
#[utoipa::path(get, path = "/v1/utenti/{id}", tag = "Utenti", operation_id = "leggiUtente",
    params(("id" = i64, Path, description = "Numero")),
    security(("sessione" = []), ("chiave" = [])), responses((status = 200, description = "Com'è", body = UserBody), Refusals))]
pub async fn show(asked: Asked, id: Path<String>) -> Outcome {
    asked.show::<UserBody, _>(&id, Administration::user).await
}

/// Cambia i dati di un utente, lo abilita o lo disabilita.
#[utoipa::path(put, path = "/v1/utenti/{id}", tag = "Utenti", operation_id = "modificaUtente",
    params(("id" = i64, Path, description = "Numero")),
    request_body = UserEditBody,
    security(("sessione" = []), ("chiave" = [])), responses((status = 204, description = "Fatto"), Refusals))]
pub async fn edit(asked: Asked, id: Path<String>, payload: Payload) -> Outcome {
    asked
        .edit::<UserEditBody>(&id, payload, Administration::edit_user)
        .await
}
