//! A problem as a page, for whoever reads pages.

use actix_web::HttpRequest;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::ServiceResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap};
use askama::Template;

use super::headers::is_page;
use super::{Page, render_as};
use crate::problem::{Problem, ProblemCode};

/// Headers of a refusal that mean the same on a page.
const KEPT: [header::HeaderName; 3] = [header::RETRY_AFTER, header::ALLOW, header::SET_COOKIE];

#[derive(Template)]
#[template(path = "frame/error.html")]
struct View {
    page: Page,
    status: u16,
    detail: String,
    sign_in: bool,
}

/// Shows a refusal as a page if the client asked for pages; any other answer goes out as it is.
pub fn present<B: MessageBody>(response: ServiceResponse<B>) -> ServiceResponse<EitherBody<B>> {
    let status = response.status();
    let refused = status.is_client_error() || status.is_server_error();
    if !refused || is_page(response.headers()) || !wants_pages(response.request().headers()) {
        return response.map_into_left_body();
    }
    let problem = response.response().extensions().get::<Problem>().cloned();
    let view = view(response.request(), status, problem.as_ref());
    let Ok(mut page) = render_as(status, &view) else {
        return response.map_into_left_body();
    };
    for name in KEPT {
        for value in response.headers().get_all(&name) {
            page.headers_mut().append(name.clone(), value.clone());
        }
    }
    response.into_response(page).map_into_right_body()
}

fn view(request: &HttpRequest, status: StatusCode, problem: Option<&Problem>) -> View {
    let title = match problem {
        Some(problem) => problem.code.title(),
        None if status.is_client_error() => "La richiesta non si può eseguire",
        None => "Errore interno",
    };
    // What an API says of an address that does not exist is no help to a reader.
    let detail = match problem {
        Some(problem) if problem.code != ProblemCode::NotFound => problem.detail.clone(),
        _ if status == StatusCode::NOT_FOUND => "La pagina non esiste, oppure non è tra quelle che si possono \
            vedere con questo accesso. Se l'indirizzo è stato scritto a mano, conviene ricontrollarlo."
            .to_owned(),
        _ => "Il server non ha potuto completare la richiesta.".to_owned(),
    };
    View {
        page: Page::new(request, title),
        status: status.as_u16(),
        detail,
        sign_in: status == StatusCode::UNAUTHORIZED,
    }
}

/// True if the client names HTML among what it takes, as browsers do; `*/*` alone is no browser.
pub fn wants_pages(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::ACCEPT)
        .filter_map(|accept| accept.to_str().ok())
        .flat_map(|accept| accept.split(','))
        .any(|range| {
            let mut parts = range.split(';').map(str::trim);
            let media = parts.next().unwrap_or_default();
            let refused = parts.any(|part| {
                part.strip_prefix("q=")
                    .and_then(|weight| weight.parse::<f32>().ok())
                    .is_some_and(|weight| weight <= 0.0)
            });
            media.eq_ignore_ascii_case("text/html") && !refused
        })
}
