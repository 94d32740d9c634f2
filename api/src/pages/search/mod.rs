//! `/ricerca`: people are found by what a clerk knows of them. What is typed travels in bodies only.

mod ask;
mod draft;
mod form;
mod hits;
mod names;

use actix_web::web::{self, ServiceConfig};

use crate::rest::missing;

/// All routes.
pub fn configure(config: &mut ServiceConfig) {
    config.service(
        missing::resource("/ricerca", "GET, POST")
            .route(web::get().to(ask::show))
            .route(web::post().to(ask::send)),
    );
}
