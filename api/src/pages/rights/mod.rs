//! What whoever looks may ask, and what a request would be answered.

mod own;
mod simulate;
mod sketch;
mod words;

use actix_web::web::{self, ServiceConfig};

use crate::rest::missing;

/// All routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(missing::resource("/diritti", "GET").route(web::get().to(own::show)))
        .service(
            missing::resource("/diritti/simula", "GET, POST")
                .route(web::get().to(simulate::ask))
                .route(web::post().to(simulate::answer)),
        );
}
