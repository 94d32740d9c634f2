//! `/legami`: where users stand, and moving them (gestione legami).

mod list;
mod shift;

use actix_web::web::{ServiceConfig, get, post};

use crate::rest::missing::resource;

pub fn configure(config: &mut ServiceConfig) {
    config.service(
        resource("/legami", "GET, POST")
            .route(get().to(list::show))
            .route(post().to(shift::shift)),
    );
}
