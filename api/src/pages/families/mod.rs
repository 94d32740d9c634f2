//! `/nuclei-familiari`: the families at a list of fiscal codes, to be seen or downloaded. Lists of more than a page takes
//! go to `POST /v1/nuclei-familiari`.

mod ask;
mod form;
mod list;
mod table;

use actix_web::web::{self, ServiceConfig};

use crate::rest::missing;

/// All routes.
pub fn configure(config: &mut ServiceConfig) {
    config.service(
        missing::resource("/nuclei-familiari", "GET, POST")
            .route(web::get().to(ask::show))
            .route(web::post().to(ask::send)),
    );
}
