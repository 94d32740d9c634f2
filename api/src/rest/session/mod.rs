//! `/v1/sessione`: a person's way in, and out.

pub mod code;
pub mod password;
pub mod sign_in;
pub mod sign_out;
pub mod who;

use actix_web::HttpResponse;
use actix_web::web::{self, ServiceConfig};
use hub::identity::Entered;

use super::missing;
use crate::session::cookie;
use crate::wire::identity::SessionBody;

pub fn configure(config: &mut ServiceConfig) {
    config
        .service(
            missing::resource("/v1/sessione", "GET, POST, DELETE")
                .route(web::post().to(sign_in::sign_in))
                .route(web::get().to(who::who))
                .route(web::delete().to(sign_out::sign_out)),
        )
        .service(missing::resource("/v1/sessione/codice", "POST").route(web::post().to(code::code)))
        .service(
            missing::resource("/v1/sessione/password", "POST")
                .route(web::post().to(password::password)),
        );
}

/// A step in was taken: the cookie changes with it.
pub fn stepped(entered: &Entered) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    for cookie in cookie::of(entered) {
        response.append_header(cookie);
    }
    response.json(SessionBody::from(&entered.session))
}
