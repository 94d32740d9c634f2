//! The REST interface: one handler a file.

mod body;
mod health;
mod metrics;
mod missing;
mod openapi;
mod supplies;

use actix_web::web::{self, ServiceConfig};

pub use openapi::document as openapi_document;

/// All routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(health::alive_resource())
        .service(health::ready_resource())
        .service(metrics::resource())
        .service(openapi::resource())
        .default_service(web::to(missing::not_found));
}
