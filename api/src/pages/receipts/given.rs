//! What was given to be verified: the receipt itself, or number and control code.

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::header;
use actix_web::web::Payload;

use super::upload::{MULTIPART, part};
use crate::problem::{Problem, ProblemCode};
use crate::rest::body;
use crate::session::{Form, own_site};
use crate::state::Hub;

/// The name of the field and of the file.
pub const RECEIPT: &str = "ricevuta";
/// Characters of a receipt that is pasted, at most: of the file with its proof there are some thousands.
pub const LONGEST: u32 = 20_000;

/// The text that was pasted, or that stands in the file.
///
/// # Errors
/// 403 from another site, 400, 408, 413, 415.
pub async fn read(request: &HttpRequest, hub: &Hub, payload: Payload) -> Result<String, Problem> {
    if body::media_type(request) != MULTIPART {
        let form = Form::read(request, hub, payload).await?;
        return Ok(form.get(RECEIPT).trim().to_owned());
    }
    own_site(request)?;
    let limits = &hub.config.server.limits;
    let patience = Duration::from_secs(limits.request_seconds);
    let bytes = body::read(request, payload, limits.body_bytes, patience).await?;
    let content_type = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let file = part(content_type, &bytes, RECEIPT).ok_or_else(|| {
        Problem::new(
            ProblemCode::Malformed,
            "Il modulo inviato non si può leggere.",
        )
    })?;
    // A file that is no text is no receipt, and is told to be none.
    Ok(String::from_utf8_lossy(file).trim().to_owned())
}
