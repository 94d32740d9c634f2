//! The case that somebody works on: asked with every request, offered again with the next one, shown above every page
//! until it is changed or the session ends.

mod fields;
mod keep;
mod rights;
mod show;

use actix_web::web::{self, ServiceConfig};

use crate::rest::missing;

pub use fields::{purpose, purposes, reference};
pub use keep::{current, keep};
pub use rights::{offered, rights};

/// All routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(
            missing::resource("/pratica", "GET, POST")
                .route(web::get().to(show::show))
                .route(web::post().to(show::take_up)),
        )
        .service(
            missing::resource("/pratica/chiudi", "POST").route(web::post().to(show::lay_down)),
        );
}
