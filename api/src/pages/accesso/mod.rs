//! Sign-in, step by step, and the way out. The steps are those of `/v1/sessione`; each leads to the next.

mod code;
mod enrolment;
mod form;
mod password;
mod sign_in;
mod sign_out;
pub mod step;
pub mod view;

use actix_web::web::{self, ServiceConfig};

use crate::rest::missing;

pub use enrolment::show as show_enrolment;

pub fn configure(config: &mut ServiceConfig) {
    config
        .service(
            missing::resource("/accesso", "GET, POST")
                .route(web::get().to(form::show))
                .route(web::post().to(sign_in::sign_in)),
        )
        .service(
            missing::resource("/accesso/codice", "GET, POST")
                .route(web::get().to(code::show))
                .route(web::post().to(code::give)),
        )
        .service(
            missing::resource("/accesso/password", "GET, POST")
                .route(web::get().to(password::show))
                .route(web::post().to(password::choose)),
        )
        .service(
            missing::resource("/accesso/attivazione", "GET, POST")
                .route(web::get().to(enrolment::begin))
                .route(web::post().to(enrolment::confirm)),
        )
        .service(missing::resource("/esci", "POST").route(web::post().to(sign_out::sign_out)));
}
