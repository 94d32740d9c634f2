//! Checks by people: the form, its answer, the receipt.

mod answer;
mod ask;
mod draft;
mod inputs;
mod outcome;
mod receipt;
mod view;

use actix_web::web::{self, ServiceConfig};

use crate::rest::missing;

pub use inputs::{Choices, iso, istat};
pub use outcome::{outcomes, part_badge};
pub use receipt::answers;

/// All routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(
            missing::resource("/verifica", "GET, POST")
                .route(web::get().to(ask::show))
                .route(web::post().to(ask::send)),
        )
        .service(missing::resource("/ricevute/{id}", "GET").route(web::get().to(receipt::show)));
}
