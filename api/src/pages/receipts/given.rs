//! What was given to be verified: the receipt itself, or number and control code.

use actix_web::HttpRequest;
use actix_web::web::Payload;

use crate::problem::Problem;
use crate::session::Form;
use crate::state::Hub;

/// The name of the field.
pub const RECEIPT: &str = "ricevuta";
/// The name of the file.
pub const FILE: &str = "file";
/// Characters of a receipt that is pasted, at most: of the file with its proof there are some thousands.
pub const LONGEST: u32 = 20_000;

/// The text that was pasted, or that stands in the file.
///
/// # Errors
/// 403 from another site, 400, 408, 413, 415.
pub async fn read(request: &HttpRequest, hub: &Hub, payload: Payload) -> Result<String, Problem> {
    let form = Form::read_with_files(request, hub, payload, 0).await?;
    Ok(match form.file(FILE) {
        // A file that is no text is no receipt, and is told to be none.
        Some(file) => String::from_utf8_lossy(file).trim().to_owned(),
        None => form.get(RECEIPT).trim().to_owned(),
    })
}
