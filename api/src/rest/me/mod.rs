//! `/v1/me`: what a person sees and changes of her own.

pub mod codes;
pub mod sessions;

use actix_web::web::{self, ServiceConfig};

use super::missing;

pub fn configure(config: &mut ServiceConfig) {
    config
        .service(
            missing::resource("/v1/me/sessioni", "GET, DELETE")
                .route(web::get().to(sessions::list))
                .route(web::delete().to(sessions::end_others)),
        )
        .service(
            missing::resource("/v1/me/sessioni/{id}", "DELETE")
                .route(web::delete().to(sessions::end)),
        )
        .service(
            missing::resource("/v1/me/totp", "GET, POST, DELETE")
                .route(web::get().to(codes::state))
                .route(web::post().to(codes::begin))
                .route(web::delete().to(codes::remove)),
        )
        .service(
            missing::resource("/v1/me/totp/conferma", "POST").route(web::post().to(codes::confirm)),
        )
        .service(
            missing::resource("/v1/me/codici-riserva", "POST").route(web::post().to(codes::renew)),
        );
}
