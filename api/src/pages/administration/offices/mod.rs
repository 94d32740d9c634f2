//! `/uffici`.

mod edit;
mod list;
mod new;

use actix_web::web::{ServiceConfig, get, post};

use crate::rest::missing::resource;

const LIST: (&str, &str) = ("Uffici", "/uffici");

pub fn configure(config: &mut ServiceConfig) {
    config
        .service(
            resource("/uffici", "GET, POST")
                .route(get().to(list::list))
                .route(post().to(new::create)),
        )
        .service(resource("/uffici.csv", "GET").route(get().to(list::csv)))
        .service(resource("/uffici/nuovo", "GET").route(get().to(new::show)))
        .service(
            resource("/uffici/{id}", "GET, POST")
                .route(get().to(edit::show))
                .route(post().to(edit::save)),
        );
}
