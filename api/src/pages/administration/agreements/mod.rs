//! `/convenzioni`.

mod act;
mod amend;
mod form;
mod list;
mod new;
mod show;

use actix_web::web::{ServiceConfig, get, post};

use crate::rest::missing::resource;

const LIST: (&str, &str) = ("Convenzioni", "/convenzioni");

pub fn configure(config: &mut ServiceConfig) {
    config
        .service(
            resource("/convenzioni", "GET, POST")
                .route(get().to(list::list))
                .route(post().to(new::create)),
        )
        .service(resource("/convenzioni.csv", "GET").route(get().to(list::csv)))
        .service(resource("/convenzioni/nuova", "GET").route(get().to(new::show)))
        .service(resource("/convenzioni/{id}", "GET").route(get().to(show::show)))
        .service(
            resource("/convenzioni/{id}/modifica", "GET, POST")
                .route(get().to(amend::show))
                .route(post().to(amend::save)),
        )
        .service(resource("/convenzioni/{id}/sospensione", "POST").route(post().to(act::suspend)))
        .service(resource("/convenzioni/{id}/cessazione", "POST").route(post().to(act::end)));
}
