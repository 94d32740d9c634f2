//! `/v1/utenti/{id}/chiavi-pubbliche`: the keys with which an application signs its assertions.

use actix_web::web::{self, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use chrono::Duration;
use hub::identity::Actor;
use hub::identity::oauth::{KeyError, NewKey};

use super::answer::Refusals;
use crate::acting::{Acting, credential_problem, number};
use crate::problem::{FieldProblem, Problem, ProblemCode};
use crate::rest::body;
use crate::session::peer;
use crate::state::Hub;
use crate::wire::identity::{PublicKeyBody, PublicKeyInBody, PublicKeysBody};

/// Days; more than a key may ever be good for.
const A_CENTURY: u32 = 36_525;

/// Elenca le chiavi pubbliche di un'applicazione.
#[utoipa::path(get, path = "/v1/utenti/{id}/chiavi-pubbliche", tag = "Utenti", operation_id = "elencaChiaviPubbliche",
    params(("id" = i64, Path, description = "Numero")),
    security(("sessione" = []), ("chiave" = [])), responses((status = 200, description = "Le chiavi", body = PublicKeysBody), Refusals))]
pub async fn list(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let id = number(&id)?;
    let (permit, _) = Acting::by_request(&request, &hub)
        .await?
        .run(&hub, move |admin, actor| admin.may_change_keys(actor, id))
        .await?;
    let keys = hub
        .identity
        .keys_of(permit, id)
        .await
        .map_err(|error| credential_problem(&error))?;
    let items = keys.into_iter().map(PublicKeyBody::from).collect();
    Ok(HttpResponse::Ok().json(PublicKeysBody { items }))
}

/// Registra una chiave pubblica. Le altre restano in vigore: così una chiave si sostituisce senza fermare nulla.
#[utoipa::path(post, path = "/v1/utenti/{id}/chiavi-pubbliche", tag = "Utenti", operation_id = "registraChiavePubblica",
    params(("id" = i64, Path, description = "Numero")), request_body = PublicKeyInBody,
    security(("sessione" = []), ("chiave" = [])), responses((status = 201, description = "La chiave", body = PublicKeyBody), Refusals))]
pub async fn register(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let (actor, client) = acting(&request, &hub, &id).await?;
    let body: PublicKeyInBody = body::json(&request, &hub, payload).await?;
    let now = hub.clock.now();
    let new = NewKey {
        client,
        jwk: body.jwk.to_string(),
        kid: None,
        valid_from: now.naive_utc(),
        // Whatever is asked for, a moment that there is.
        valid_to: (now + Duration::days(body.days.min(A_CENTURY).into())).naive_utc(),
        created_by: actor.user_id,
    };
    let row = hub
        .identity
        .register_key(&actor, new, &peer(&request, &hub))
        .await
        .map_err(refused)?;
    Ok(HttpResponse::Created().json(PublicKeyBody::from(row)))
}

/// Revoca una chiave pubblica.
#[utoipa::path(delete, path = "/v1/utenti/{id}/chiavi-pubbliche/{kid}", tag = "Utenti", operation_id = "revocaChiavePubblica",
    params(("id" = i64, Path, description = "Numero"), ("kid" = String, Path, description = "Nome della chiave")),
    security(("sessione" = []), ("chiave" = [])), responses((status = 204, description = "Fatto"), Refusals))]
pub async fn revoke(
    request: HttpRequest,
    hub: web::Data<Hub>,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let (id, kid) = path.into_inner();
    let (actor, client) = acting(&request, &hub, &id).await?;
    let revoked = hub
        .identity
        .withdraw_key(&actor, &client, &kid, &peer(&request, &hub))
        .await
        .map_err(|error| credential_problem(&error))?;
    if revoked {
        Ok(HttpResponse::NoContent().finish())
    } else {
        Err(crate::acting::missing())
    }
}

/// Who acts, and on which application, if its keys are the actor's business; the change asks again.
async fn acting(
    request: &HttpRequest,
    hub: &web::Data<Hub>,
    id: &str,
) -> Result<(Actor, String), Problem> {
    let id = number(id)?;
    Acting::by_request(request, hub)
        .await?
        .run(hub, move |admin, actor| {
            let (_permit, client) = admin.may_change_keys(actor, id)?;
            Ok((Actor::from(actor), client))
        })
        .await
}

fn refused(error: KeyError) -> Problem {
    let wrong = |code, field: &str, text: String| Problem {
        fields: vec![FieldProblem {
            field: field.to_owned(),
            code: "NON_VALIDO",
            text: text.clone(),
        }],
        ..Problem::new(code, text)
    };
    match error {
        KeyError::Identity(error) => credential_problem(&error),
        KeyError::Store(error) => Problem::internal(&error),
        KeyError::NoApplication(_) => crate::acting::missing(),
        KeyError::Taken(_) => wrong(ProblemCode::Conflict, "jwk", error.to_string()),
        KeyError::Key(_) | KeyError::BadKid => wrong(ProblemCode::Fields, "jwk", error.to_string()),
        KeyError::Never | KeyError::TooLong => {
            wrong(ProblemCode::Fields, "giorni", error.to_string())
        }
    }
}
