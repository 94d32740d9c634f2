//! `/profilo`: what a user sees and changes of its own: password, codes, sessions.

mod codes;
mod sessions;
mod show;

use actix_web::web::{self, ServiceConfig};

use crate::rest::missing;

pub fn configure(config: &mut ServiceConfig) {
    config
        .service(missing::resource("/profilo", "GET").route(web::get().to(show::show)))
        .service(
            missing::resource("/profilo/sessioni", "POST").route(web::post().to(sessions::end)),
        )
        .service(missing::resource("/profilo/codici", "POST").route(web::post().to(codes::begin)))
        .service(
            missing::resource("/profilo/codici/disattiva", "POST")
                .route(web::post().to(codes::remove)),
        )
        .service(
            missing::resource("/profilo/codici-riserva", "POST")
                .route(web::post().to(codes::renew)),
        );
}
