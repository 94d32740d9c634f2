//! Whether a request comes from the hub's own pages. Browsers say so themselves, and pages cannot make them lie.

use actix_web::HttpRequest;
use actix_web::http::header;
use hub::identity::IdentityError;

use super::problem;
use crate::problem::Problem;

/// Refuses what a browser sends on behalf of another site. A client that is no browser says nothing, and is let through:
/// it has no cookies that another site could make it send.
pub fn own_site(request: &HttpRequest) -> Result<(), Problem> {
    let said = |name: &str| {
        request
            .headers()
            .get(name)
            .map(|value| value.to_str().unwrap_or("?"))
    };
    let same_site = said("sec-fetch-site").is_none_or(|site| site == "same-origin");
    let same_origin = said("origin").is_none_or(|origin| {
        host(request).is_some_and(|host| origin.strip_prefix("https://") == Some(host))
    });
    if same_site && same_origin {
        Ok(())
    } else {
        Err(problem(&IdentityError::Forged))
    }
}

/// The host as the client called it, over HTTP/1 or HTTP/2; never as a proxy's header says.
fn host(request: &HttpRequest) -> Option<&str> {
    let called = request
        .uri()
        .authority()
        .map(actix_web::http::uri::Authority::as_str);
    called.or_else(|| request.headers().get(header::HOST)?.to_str().ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn other_sites_are_refused() {
        let ask = |headers: &[(&'static str, &'static str)]| {
            let mut request = TestRequest::post().insert_header(("host", "hub.example:8443"));
            for header in headers {
                request = request.insert_header(*header);
            }
            own_site(&request.to_http_request()).is_ok()
        };
        assert!(ask(&[]));
        assert!(ask(&[
            ("origin", "https://hub.example:8443"),
            ("sec-fetch-site", "same-origin")
        ]));
        for headers in [
            [("origin", "https://hub.example")].as_slice(),
            &[("origin", "http://hub.example:8443")],
            &[("origin", "null")],
            &[("origin", "https://altro.example")],
            &[
                ("origin", "https://altro.example"),
                ("x-forwarded-host", "altro.example"),
            ],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "none")],
        ] {
            assert!(!ask(headers), "{headers:?}");
        }
    }
}
