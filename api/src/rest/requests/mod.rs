//! Requests under validation, for whoever asked.

pub mod list;
pub mod status;

use actix_web::web::ServiceConfig;

use super::missing;

/// All routes under `/v1/richieste`.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(missing::resource("/v1/richieste", "GET").get(list::list))
        .service(missing::resource("/v1/richieste/{id}", "GET").get(status::status));
}
