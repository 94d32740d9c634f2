//! What surrounds every request: an id, headers of security, figures, one log line without personal data.

use std::time::Instant;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, web};
use hub::access::Known;

use crate::state::Hub;
use crate::{door, pages};

/// The id of the request, given back as `X-Request-Id` and kept in the log.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The route's name where no route matched: the path as called could hold anything.
const NO_ROUTE: &str = "-";

pub async fn frame(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let start = Instant::now();
    let Some(hub) = request.app_data::<web::Data<Hub>>().cloned() else {
        let response = next.call(request).await?;
        return Ok(response.map_into_left_body().map_into_left_body());
    };
    let id = hub.request_id();
    let method = request.method().clone();
    request.extensions_mut().insert(RequestId(id.clone()));
    hub.metrics.in_flight.inc();
    let outcome = next.call(request).await;
    hub.metrics.in_flight.dec();
    let response = door::limited(outcome?, &hub).await;
    let mut response = pages::error::present(response);
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID, value);
    }
    headers.insert(
        header::STRICT_TRANSPORT_SECURITY,
        HeaderValue::from_static("max-age=31536000; includeSubDomains"),
    );
    // Files that pages load say themselves how long they may be kept.
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    pages::headers::secure(headers);
    let route = response.request().match_pattern();
    let route = route.as_deref().unwrap_or(NO_ROUTE);
    let status = response.status().as_u16();
    let seconds = start.elapsed().as_secs_f64();
    hub.metrics
        .answered(known_method(&method), route, status, seconds);
    if tracing::enabled!(tracing::Level::INFO) {
        let entity = response
            .request()
            .extensions()
            .get::<Known>()
            .map_or(0, |who| who.entity_id);
        tracing::info!(
            request = %id,
            method = known_method(&method),
            route,
            status,
            ms = seconds * 1000.0,
            entity,
            "answered"
        );
    }
    Ok(response)
}

/// A method as a label: those that exist, so that a caller cannot invent labels without end.
fn known_method(method: &actix_web::http::Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "POST" => "POST",
        "PUT" => "PUT",
        "DELETE" => "DELETE",
        "HEAD" => "HEAD",
        "OPTIONS" => "OPTIONS",
        "PATCH" => "PATCH",
        _ => "OTHER",
    }
}
