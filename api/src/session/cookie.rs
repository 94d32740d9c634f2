//! The two cookies: of the session, and of the known device. `__Host-` binds them to this host, to TLS and to the whole
//! of it; no script reads them, no other site sends them.

use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderValue};
use hub::identity::{DEVICE_SECONDS, Entered};

/// The session.
const SESSION: &str = "__Host-ah";
/// The device.
const DEVICE: &str = "__Host-ah-device";
const ATTRIBUTES: &str = "Path=/; Secure; HttpOnly; SameSite=Strict";

/// The token of the session, if the request carries one.
pub fn session(request: &HttpRequest) -> Option<String> {
    value(request, SESSION)
}

/// The mark of the device, if the request carries one.
pub fn device(request: &HttpRequest) -> Option<String> {
    value(request, DEVICE)
}

fn value(request: &HttpRequest, name: &str) -> Option<String> {
    request
        .headers()
        .get_all(header::COOKIE)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(known, value)| *known == name && !value.is_empty() && value.len() <= 200)
        .map(|(_, value)| value.to_owned())
}

/// What the browser is to keep after a step in.
pub fn of(entered: &Entered) -> Vec<(header::HeaderName, HeaderValue)> {
    let session = format!("{SESSION}={}; {ATTRIBUTES}", entered.token);
    let device = entered
        .device
        .as_ref()
        .map(|mark| format!("{DEVICE}={mark}; {ATTRIBUTES}; Max-Age={DEVICE_SECONDS}"));
    std::iter::once(session)
        .chain(device)
        .filter_map(|text| HeaderValue::from_str(&text).ok())
        .map(|value| (header::SET_COOKIE, value))
        .collect()
}

/// What makes the browser forget the session; the device stays known.
pub fn gone() -> (header::HeaderName, HeaderValue) {
    let value = HeaderValue::from_static(
        "__Host-ah=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0",
    );
    (header::SET_COOKIE, value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn a_cookie_is_found_among_others() {
        let request = TestRequest::get()
            .append_header((header::COOKIE, "a=1; __Host-ah-device=d.m;__Host-ah=t"))
            .to_http_request();
        assert_eq!(session(&request).as_deref(), Some("t"));
        assert_eq!(device(&request).as_deref(), Some("d.m"));
        let none = TestRequest::get()
            .append_header((header::COOKIE, "x__Host-ah=t; __Host-ah="))
            .to_http_request();
        assert_eq!(session(&none), None);
    }
}
