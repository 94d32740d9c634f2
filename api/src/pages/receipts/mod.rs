//! Receipts: whether one is genuine, for anybody who has it.

mod given;
mod verdict;
mod verify;

use actix_web::web::{self, ServiceConfig};

use crate::rest::missing;

/// All routes.
pub fn configure(config: &mut ServiceConfig) {
    config.service(
        missing::resource("/ricevute/verifica", "GET, POST")
            .route(web::get().to(verify::ask))
            .route(web::post().to(verify::verify)),
    );
}
