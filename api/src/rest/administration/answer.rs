//! Answers and bodies that the handlers have in common.

use std::collections::BTreeMap;
use std::time::Duration;

use actix_web::http::header::LOCATION;
use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use serde::de::DeserializeOwned;
use utoipa::openapi::{Ref, RefOr, Response};
use utoipa::{IntoResponses, ToResponse, ToSchema};

use crate::pages::components::{Cell, Column, Table};
use crate::problem::{Problem, ProblemBody};
use crate::rest::body;
use crate::state::Hub;
use crate::wire::administration::{Created, Listed};
use crate::wire::parse_json;
use crate::wire::supply::Page;

const JSON: &str = "application/json";
const CSV: &str = "text/csv";

/// The refusals that every handler of the directory may give.
pub struct Refusals;

impl IntoResponses for Refusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let (name, _) = ProblemBody::response();
        ["401", "403", "404", "409", "422", "429", "500", "503"]
            .into_iter()
            .map(|status| {
                let refusal = RefOr::Ref(Ref::from_response_name(name));
                (status.to_owned(), refusal)
            })
            .collect()
    }
}

/// The body of a request, as JSON within the hub's limits.
pub async fn read<T: DeserializeOwned>(
    request: &HttpRequest,
    hub: &Hub,
    payload: Payload,
) -> Result<T, Problem> {
    let limits = &hub.config.server.limits;
    let patience = Duration::from_secs(limits.request_seconds);
    let bytes = body::read(request, payload, limits.body_bytes, patience).await?;
    parse_json(&bytes)
}

/// In which form a list is wanted.
pub fn form(request: &HttpRequest) -> Result<&'static str, Problem> {
    body::negotiate(request, &[JSON, CSV])
}

/// A page of a list, in that form.
pub fn page<R, T: Listed + Serialize + ToSchema>(
    form: &str,
    rows: Vec<R>,
    limit: usize,
    file: &str,
    body: impl Fn(R) -> T,
) -> Result<HttpResponse, Problem> {
    let items: Vec<T> = rows.into_iter().map(body).collect();
    if form == CSV {
        let columns = T::HEAD.iter().map(|head| Column::text(*head)).collect();
        let rows = items
            .iter()
            .map(|item| item.cells().into_iter().map(Cell::Text).collect());
        return Table::new("elenco", "", columns).rows(rows).csv(file);
    }
    let next = items
        .last()
        .filter(|_| items.len() >= limit)
        .map(Listed::number);
    Ok(HttpResponse::Ok().json(Page { items, next }))
}

/// What was registered, and where it is.
pub fn created(path: &str, id: i64) -> HttpResponse {
    HttpResponse::Created()
        .insert_header((LOCATION, format!("{path}/{id}")))
        .json(Created { id })
}
