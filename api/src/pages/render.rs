//! From a view to an answer.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{ContentType, LOCATION};
use askama::Template;

use crate::problem::Problem;

/// The page, as it should be.
pub fn render(view: &impl Template) -> Result<HttpResponse, Problem> {
    render_as(StatusCode::OK, view)
}

/// The page, with another status: 422 for a form that is shown again.
pub fn render_as(status: StatusCode, view: &impl Template) -> Result<HttpResponse, Problem> {
    let body = view.render().map_err(|error| Problem::internal(&error))?;
    Ok(HttpResponse::build(status)
        .content_type(ContentType::html())
        .body(body))
}

/// After a POST: shows another page, which a reload does not send again.
pub fn see_other(path: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((LOCATION, path))
        .finish()
}
