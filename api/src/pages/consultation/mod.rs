//! `/consultazioni`: what the register says of a person, a family, an address or a Comune. Each sheet is an act of its
//! own, so it is asked for by a form; its number alone stands in addresses.

mod asking;
mod draft;
mod form;
mod open;
mod others;
mod places;
mod print;
mod rights;
mod show;
mod timeline;
mod tree;
mod view;

use actix_web::web::{self, ServiceConfig};

use crate::rest::missing;

pub use asking::Asking;
pub use rights::offer;

/// All routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(
            missing::resource("/consultazioni", "GET, POST")
                .route(web::get().to(open::show))
                .route(web::post().to(open::send)),
        )
        .service(missing::resource("/consultazioni/{id}", "GET").route(web::get().to(show::show)))
        .service(
            missing::resource("/consultazioni/{id}/stampa", "GET")
                .route(web::get().to(print::page)),
        )
        .service(
            missing::resource("/consultazioni/{id}/documento.pdf", "GET")
                .route(web::get().to(print::document)),
        )
        .service(
            missing::resource("/consultazioni/{id}/tabella.csv", "GET")
                .route(web::get().to(print::csv)),
        );
}
