//! `/risorse/{version}/{path}`.

use actix_web::http::header::{self, HeaderMap};
use actix_web::{HttpRequest, HttpResponse, Resource, web};

use super::{VERSION, find};
use crate::problem::{Problem, ProblemCode};
use crate::rest::missing;

/// A year, without asking again: another content has another path.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// A page of another version of the program, from another node during an update: this file will do, for now.
const FOR_NOW: &str = "no-cache";

pub fn resource() -> Resource {
    missing::resource("/risorse/{version}/{path:.*}", "GET").route(web::get().to(serve))
}

async fn serve(
    request: HttpRequest,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let (version, path) = path.into_inner();
    let file = find(&path)
        .ok_or_else(|| Problem::new(ProblemCode::NotFound, "Questa risorsa non esiste."))?;
    let cache = if version == VERSION {
        FOR_EVER
    } else {
        FOR_NOW
    };
    let headers = request.headers();
    let mut response = HttpResponse::Ok();
    response
        .insert_header((header::CACHE_CONTROL, cache))
        .insert_header((header::ETAG, file.etag))
        .insert_header((header::VARY, "Accept-Encoding"));
    if lists(headers, &header::IF_NONE_MATCH, file.etag) {
        return Ok(response
            .status(actix_web::http::StatusCode::NOT_MODIFIED)
            .finish());
    }
    response.content_type(file.media);
    Ok(match file.gzip {
        Some(gzip) if takes_gzip(headers) => response
            .insert_header((header::CONTENT_ENCODING, "gzip"))
            .body(gzip),
        _ => response.body(file.plain),
    })
}

fn values<'a>(headers: &'a HeaderMap, name: &header::HeaderName) -> impl Iterator<Item = &'a str> {
    headers
        .get_all(name)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
}

fn lists(headers: &HeaderMap, name: &header::HeaderName, wanted: &str) -> bool {
    values(headers, name).any(|value| value == wanted || value == "*")
}

fn takes_gzip(headers: &HeaderMap) -> bool {
    values(headers, &header::ACCEPT_ENCODING).any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, "q=1"));
        let refused = weight
            .trim()
            .strip_prefix("q=")
            .and_then(|weight| weight.parse::<f32>().ok())
            .is_some_and(|weight| weight <= 0.0);
        name.trim().eq_ignore_ascii_case("gzip") && !refused
    })
}
