//! Addresses that can be read: whatever a handler takes from a path or a query is text that a store can keep, and a
//! log can show.

use actix_web::Error;
use actix_web::ResponseError;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;

use crate::problem::{Problem, ProblemCode};

/// Refuses an address with control characters, or that is no text, before it reaches any handler. No name, number or
/// code of the hub holds one, and PostgreSQL cannot even be asked about a NUL.
pub async fn readable(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let uri = request.uri();
    if is_text(uri.path()) && uri.query().is_none_or(is_text) {
        return Ok(next.call(request).await?.map_into_left_body());
    }
    let problem = Problem::new(
        ProblemCode::Malformed,
        "L'indirizzo contiene caratteri di controllo, o non è testo UTF-8.",
    );
    Ok(request
        .into_response(problem.error_response())
        .map_into_right_body())
}

/// Whether it decodes, percent signs and all, to text without control characters.
fn is_text(encoded: &str) -> bool {
    let mut decoded = Vec::with_capacity(encoded.len());
    let mut rest = encoded.as_bytes();
    while let [first, behind @ ..] = rest {
        let byte = match (first, behind) {
            (b'%', [high, low, ..]) => hex(*high).zip(hex(*low)).map(|(high, low)| high << 4 | low),
            _ => None,
        };
        // A percent sign that introduces nothing stands for itself.
        decoded.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &behind[2..] } else { behind };
    }
    std::str::from_utf8(&decoded).is_ok_and(|text| !text.chars().any(char::is_control))
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_what_is_none() {
        for text in [
            "/v1/utenti/12",
            "a=1&b=perch%C3%A9",
            "100%",
            "%4",
            "%zz%",
            "/%F0%9F%8F%A0",
        ] {
            assert!(is_text(text), "{text}");
        }
        for none in [
            "/%00",
            "%0",
            "a%0Ab",
            "%1f",
            "%7F",
            "%C2%85",
            "%FF",
            "%C3",
            "%ed%a0%80",
        ] {
            assert_eq!(is_text(none), none == "%0", "{none}");
        }
    }
}
