//! The REST interface: one handler a file.

mod administration;
pub(crate) mod body;
mod check;
pub(crate) mod consultations;
pub(crate) mod failure;
mod families;
mod health;
pub mod massive;
mod me;
mod metrics;
pub(crate) mod missing;
pub mod monitoring;
mod notices;
mod oauth;
mod openapi;
mod receipt;
mod receipt_check;
pub(crate) mod registry;
mod requests;
mod rights;
mod search;
mod session;
mod supplies;
pub(crate) mod validations;

use actix_web::error::QueryPayloadError;
use actix_web::web::{self, QueryConfig, ServiceConfig};
use actix_web::{Error, HttpRequest};

use crate::problem::{Problem, ProblemCode};

pub use openapi::document as openapi_document;

/// All routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .app_data(QueryConfig::default().error_handler(bad_query))
        // The router tries them in this order: what is asked most comes first.
        .service(check::resource())
        .service(massive::resource())
        .service(search::resource())
        .service(health::alive_resource())
        .service(health::ready_resource())
        .service(metrics::resource())
        .service(openapi::resource())
        .service(receipt_check::resource())
        .service(receipt::resource())
        .configure(registry::configure)
        .configure(rights::configure)
        .configure(supplies::configure)
        .configure(administration::configure)
        .configure(consultations::configure)
        .service(families::resource())
        .configure(requests::configure)
        .configure(validations::configure)
        .configure(notices::configure)
        .configure(session::configure)
        .configure(me::configure)
        .service(oauth::resource())
        .configure(monitoring::configure)
        .default_service(web::to(missing::not_found));
}

/// Values of parameters can be personal: only what kind of thing is wrong is told.
#[expect(clippy::needless_pass_by_value, reason = "the signature is actix's")]
fn bad_query(error: QueryPayloadError, _: &HttpRequest) -> Error {
    let text = error.to_string();
    let detail = if text.contains("unknown field") {
        "C'è un parametro che questo indirizzo non prevede."
    } else {
        "I parametri dell'indirizzo non si possono leggere."
    };
    Problem::new(ProblemCode::Malformed, detail).into()
}
