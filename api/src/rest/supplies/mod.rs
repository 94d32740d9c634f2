//! Supplies: sending them, and what became of them.

pub mod anomalies;
mod incoming;
pub mod list;
pub mod rejected;
pub mod send;
pub mod status;

use actix_web::web::ServiceConfig;

use super::missing;

/// All routes under `/v1/forniture`.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(
            missing::resource("/v1/forniture", "GET, POST")
                .get(list::list)
                .post(send::send),
        )
        .service(missing::resource("/v1/forniture/{id}", "GET").get(status::status))
        .service(missing::resource("/v1/forniture/{id}/anomalie", "GET").get(anomalies::anomalies))
        .service(
            missing::resource("/v1/forniture/{id}/anomalie.csv", "GET")
                .get(anomalies::anomalies_csv),
        )
        .service(missing::resource("/v1/forniture/{id}/scarti", "GET").get(rejected::rejected));
}
