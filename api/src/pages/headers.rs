//! What a browser may do with an answer: show a page, and nothing at all with what is no page.

use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};

/// Everything comes from this server; nothing is inline; no other site may frame a page or receive a form of it.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; \
    object-src 'none'; base-uri 'none'";

/// What is no page is not to be opened as one, nor put into one of another site.
const NO_PAGE_POLICY: &str = "default-src 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'; \
    base-uri 'none'";

const FEATURES: &str = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), \
    magnetometer=(), microphone=(), midi=(), payment=(), usb=()";

/// Of every answer.
const EVERYWHERE: [(HeaderName, &str); 2] = [
    (header::CROSS_ORIGIN_RESOURCE_POLICY, "same-origin"),
    (header::X_FRAME_OPTIONS, "DENY"),
];

/// Of pages only.
const OF_PAGES: [(HeaderName, &str); 4] = [
    // Other sites are told nothing. With `no-referrer` browsers would not tell the hub either: `Origin: null` would come
    // with every form, and every form would be refused as another site's.
    (header::REFERRER_POLICY, "same-origin"),
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::PERMISSIONS_POLICY, FEATURES),
    (header::CROSS_ORIGIN_OPENER_POLICY, "same-origin"),
];

/// Of all else.
const OF_NO_PAGES: [(HeaderName, &str); 2] = [
    (header::CONTENT_SECURITY_POLICY, NO_PAGE_POLICY),
    (header::REFERRER_POLICY, "no-referrer"),
];

/// Sets them.
pub fn secure(headers: &mut HeaderMap) {
    let kind: &[_] = if is_page(headers) {
        &OF_PAGES
    } else {
        &OF_NO_PAGES
    };
    for (name, value) in EVERYWHERE.iter().chain(kind) {
        headers.insert(name.clone(), HeaderValue::from_static(value));
    }
}

/// True of HTML.
pub fn is_page(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|media| media.as_bytes().starts_with(b"text/html"))
}
