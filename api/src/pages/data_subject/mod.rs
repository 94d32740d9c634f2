//! The person's own right of access: the data-protection officer asks who looked at somebody, and hands over the answer.

mod answer;
mod form;

use actix_web::web::{self, ServiceConfig};

use crate::rest::missing;

/// All routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(
            missing::resource("/interessato", "GET, POST")
                .route(web::get().to(form::ask))
                .route(web::post().to(answer::show)),
        )
        .service(missing::resource("/interessato.csv", "POST").route(web::post().to(answer::table)))
        .service(
            missing::resource("/interessato.txt", "POST").route(web::post().to(answer::document)),
        );
}
