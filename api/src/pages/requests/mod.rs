//! Requests that a Comune decides first, for whoever asked.

mod list;
mod show;
mod words;

use actix_web::web::{self, ServiceConfig};

use crate::rest::missing;

pub use words::{asked, deciding, what};

/// All routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(missing::resource("/richieste", "GET").route(web::get().to(list::list)))
        .service(missing::resource("/richieste/{id}", "GET").route(web::get().to(show::show)));
}
