//! `/enti`.

mod edit;
mod list;
mod new;

use actix_web::web::{ServiceConfig, get, post};

use crate::rest::missing::resource;

const LIST: (&str, &str) = ("Enti", "/enti");

pub fn configure(config: &mut ServiceConfig) {
    config
        .service(
            resource("/enti", "GET, POST")
                .route(get().to(list::list))
                .route(post().to(new::create)),
        )
        .service(resource("/enti.csv", "GET").route(get().to(list::csv)))
        .service(resource("/enti/nuovo", "GET").route(get().to(new::show)))
        .service(
            resource("/enti/{id}", "GET, POST")
                .route(get().to(edit::show))
                .route(post().to(edit::save)),
        );
}
