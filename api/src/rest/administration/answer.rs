//! Answers that the handlers have in common.

use std::collections::BTreeMap;

use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::openapi::{Ref, RefOr, Response};
use utoipa::{IntoResponses, ToResponse, ToSchema};

use crate::pages::components::{Cell, Column, Table};
use crate::problem::{Problem, ProblemBody};
use crate::rest::body;
use crate::wire::administration::{Created, Listed};
use crate::wire::supply::Page;

const JSON: &str = "application/json";
const CSV: &str = "text/csv";

/// The refusals that every handler of the directory may give.
pub struct Refusals;

impl IntoResponses for Refusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let (name, _) = ProblemBody::response();
        [
            "400", "401", "403", "404", "406", "408", "409", "413", "415", "422", "429", "500",
            "503",
        ]
        .into_iter()
        .map(|status| {
            let refusal = RefOr::Ref(Ref::from_response_name(name));
            (status.to_owned(), refusal)
        })
        .collect()
    }
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

/// Done, and there is nothing to tell.
pub fn done() -> HttpResponse {
    HttpResponse::NoContent().finish()
}
