//! What the caller may ask.

pub mod own;
pub mod simulate;

use actix_web::web::ServiceConfig;

use super::missing;

/// All routes under `/v1/me`.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(missing::resource("/v1/me/diritti", "GET").get(own::own))
        .service(missing::resource("/v1/me/diritti/simula", "POST").post(simulate::simulate));
}
