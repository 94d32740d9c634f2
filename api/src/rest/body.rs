//! The body of a request, within its limits of size and time.

use std::time::Duration;

use actix_web::http::header;
use actix_web::web::{Bytes, BytesMut, Payload};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::StreamExt;
use tokio::time::timeout;

use crate::problem::{Problem, ProblemCode};
use crate::state::Hub;
use crate::wire::parse_json;

/// Reads a body whole.
///
/// # Errors
/// 413 beyond `limit` bytes, 408 if it has not arrived within `patience`, 400 if the connection breaks.
pub async fn read(
    request: &HttpRequest,
    payload: Payload,
    limit: usize,
    patience: Duration,
) -> Result<Bytes, Problem> {
    refuse_announced(request, limit as u64)?;
    let gather = async {
        let mut payload = payload;
        let mut body = BytesMut::new();
        while let Some(piece) = payload.next().await {
            let piece = piece.map_err(|error| broken(&error))?;
            if body.len() + piece.len() > limit {
                return Err(too_large(limit as u64));
            }
            body.extend_from_slice(&piece);
        }
        Ok(body.freeze())
    };
    timeout(patience, gather).await.map_err(|_| too_slow())?
}

/// Reads a JSON body within the hub's limits.
///
/// # Errors
/// As [`read`]; 415 if it is of another kind, 400 or 422 if it is not of that shape.
pub async fn json<T: serde::de::DeserializeOwned>(
    request: &HttpRequest,
    hub: &Hub,
    payload: Payload,
) -> Result<T, Problem> {
    // Not even one of no stated kind: a browser sends that to another's site without asking first.
    if media_type(request) != "application/json" {
        return Err(Problem::new(
            ProblemCode::MediaType,
            "Il corpo deve essere application/json.",
        ));
    }
    let limits = &hub.config.server.limits;
    let patience = Duration::from_secs(limits.request_seconds);
    let bytes = read(request, payload, limits.body_bytes, patience).await?;
    parse_json(&bytes)
}

/// A whole table, to be saved under that name.
pub fn csv(name: &str, text: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8; header=present")
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ))
        .body(text)
}

/// Refuses a body whose announced length is beyond the limit, before it is sent.
pub fn refuse_announced(request: &HttpRequest, limit: u64) -> Result<(), Problem> {
    let announced = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| text.parse::<u64>().ok());
    if announced.is_some_and(|length| length > limit) {
        return Err(too_large(limit));
    }
    Ok(())
}

/// 413.
pub fn too_large(limit: u64) -> Problem {
    Problem::new(
        ProblemCode::TooLarge,
        format!("Il corpo può essere al massimo di {limit} byte."),
    )
}

/// 408.
pub fn too_slow() -> Problem {
    Problem::new(
        ProblemCode::SlowClient,
        "Il corpo della richiesta non è arrivato nel tempo previsto.",
    )
}

/// 400.
pub fn broken(_: &actix_web::error::PayloadError) -> Problem {
    Problem::new(
        ProblemCode::Malformed,
        "La trasmissione del corpo si è interrotta.",
    )
}

/// The media type of the body, lower case, without parameters; empty if not said.
pub fn media_type(request: &HttpRequest) -> String {
    request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| text.split(';').next())
        .map(|text| text.trim().to_ascii_lowercase())
        .unwrap_or_default()
}

/// Of the forms on offer, the one that `Accept` prefers; the first if it says nothing.
///
/// # Errors
/// 406 if it accepts none of them.
pub fn negotiate(request: &HttpRequest, offered: &[&'static str]) -> Result<&'static str, Problem> {
    let accept = request
        .headers()
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("*/*");
    let mut best: Option<(f32, &'static str)> = None;
    for range in accept.split(',') {
        let mut parts = range.split(';').map(str::trim);
        let kind = parts.next().unwrap_or_default().to_ascii_lowercase();
        let weight = parts
            .find_map(|part| part.strip_prefix("q="))
            .and_then(|q| q.parse::<f32>().ok())
            .unwrap_or(1.0);
        let found = offered.iter().find(|offer| {
            let class = offer.split('/').next().unwrap_or_default();
            kind == **offer || kind == "*/*" || kind == format!("{class}/*")
        });
        if let Some(offer) = found
            && weight > 0.0
            && best.is_none_or(|(known, _)| weight > known)
        {
            best = Some((weight, offer));
        }
    }
    best.map(|(_, offer)| offer).ok_or_else(|| {
        Problem::new(
            ProblemCode::NotAcceptable,
            format!("Formati disponibili: {}.", offered.join(", ")),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn chosen(accept: Option<&str>) -> Result<&'static str, ProblemCode> {
        let mut request = TestRequest::get();
        if let Some(accept) = accept {
            request = request.insert_header((header::ACCEPT, accept));
        }
        let offered = ["application/json", "text/csv"];
        negotiate(&request.to_http_request(), &offered).map_err(|problem| problem.code)
    }

    #[test]
    fn the_preferred_form_that_is_on_offer() {
        assert_eq!(chosen(None), Ok("application/json"));
        assert_eq!(chosen(Some("*/*")), Ok("application/json"));
        assert_eq!(chosen(Some("text/csv")), Ok("text/csv"));
        assert_eq!(chosen(Some("text/*")), Ok("text/csv"));
        assert_eq!(
            chosen(Some("application/json;q=0.2, TEXT/CSV;q=0.9")),
            Ok("text/csv")
        );
        assert_eq!(chosen(Some("text/html, */*;q=0.1")), Ok("application/json"));
        assert_eq!(
            chosen(Some("application/pdf")),
            Err(ProblemCode::NotAcceptable)
        );
        assert_eq!(
            chosen(Some("text/csv;q=0")),
            Err(ProblemCode::NotAcceptable)
        );
    }

    #[test]
    fn an_announced_body_beyond_the_limit_is_refused_unsent() {
        let request = |length: &'static str| {
            TestRequest::post()
                .insert_header((header::CONTENT_LENGTH, length))
                .to_http_request()
        };
        assert!(refuse_announced(&request("10"), 10).is_ok());
        let problem = refuse_announced(&request("11"), 10).unwrap_err();
        assert_eq!(problem.code, ProblemCode::TooLarge);
    }
}
