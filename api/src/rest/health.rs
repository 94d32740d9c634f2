//! `/salute/viva` and `/salute/pronta`, for whatever watches over the process.

use actix_web::{HttpResponse, Resource, web};
use schema::db::{Pool, Store, pending_migrations};
use serde::Serialize;
use utoipa::ToSchema;

use super::missing;
use crate::problem::{Problem, ProblemCode};
use crate::state::Hub;

/// State of the process or of one of its parts.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Salute)]
pub struct Health {
    /// `ok`.
    #[serde(rename = "stato")]
    pub status: &'static str,
}

pub fn alive_resource() -> Resource {
    missing::resource("/salute/viva", "GET").get(alive)
}

pub fn ready_resource() -> Resource {
    missing::resource("/salute/pronta", "GET").get(ready)
}

/// Il processo è vivo.
#[utoipa::path(get, path = "/salute/viva", tag = "Servizio", operation_id = "viva",
    responses((status = 200, description = "Il processo risponde", body = Health)))]
pub async fn alive() -> HttpResponse {
    HttpResponse::Ok().json(Health { status: "ok" })
}

/// Il servizio è pronto: schema aggiornato, registro leggibile, traccia scrivibile. L'esito vale due secondi.
#[utoipa::path(get, path = "/salute/pronta", tag = "Servizio", operation_id = "pronta",
    responses(
        (status = 200, description = "Il servizio può rispondere", body = Health),
        (status = 503, description = "Il servizio non può rispondere; il dettaglio dice che cosa manca",
            body = inline(crate::problem::ProblemBody), content_type = "application/problem+json")))]
pub async fn ready(hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    let register = hub.register.clone();
    let trace = hub.trace.clone();
    let missing = hub
        .readiness
        .get(move || probe(&register, &trace))
        .await
        .map_err(|error| Problem::internal(&error))?;
    match missing {
        None => Ok(HttpResponse::Ok().json(Health { status: "ok" })),
        Some(what) => Err(Problem::new(ProblemCode::Busy, what)),
    }
}

/// What is missing, for the operator; `None` if nothing.
fn probe(register: &Pool, trace: &Pool) -> Option<&'static str> {
    let Ok(mut conn) = register.get() else {
        return Some("Il registro non è raggiungibile.");
    };
    match pending_migrations(&mut conn, Store::Register) {
        Ok(names) if names.is_empty() => {}
        Ok(_) => return Some("Lo schema del registro non è aggiornato."),
        Err(_) => return Some("Il registro non risponde."),
    }
    if schema::journal::head(&mut conn).is_err() {
        return Some("Il registro non si legge.");
    }
    drop(conn);
    let Ok(mut conn) = trace.get() else {
        return Some("La traccia non è raggiungibile.");
    };
    match pending_migrations(&mut conn, Store::Trace) {
        Ok(names) if names.is_empty() => {}
        Ok(_) => return Some("Lo schema della traccia non è aggiornato."),
        Err(_) => return Some("La traccia non risponde."),
    }
    match hub::audit::is_writable(&mut conn) {
        Ok(true) => None,
        _ => Some("La traccia non si può scrivere."),
    }
}
