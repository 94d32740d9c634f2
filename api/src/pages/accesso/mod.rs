//! Sign-in: the forms, and what receives them. A POST is one more route of the resource below, its handler a file
//! beside `form`.

mod form;
pub mod view;

use actix_web::web::{self, ServiceConfig};

use crate::rest::missing;

pub fn configure(config: &mut ServiceConfig) {
    config.service(missing::resource("/accesso", "GET").route(web::get().to(form::show)));
}
