//! Reading the trace: acts, accesses, findings, statistics, and who looked at a person.

pub mod accesses;
pub mod acts;
pub mod data_subject;
pub mod findings;
pub mod listing;
pub mod refusal;
pub mod search;
pub mod statistics;

use actix_web::web::ServiceConfig;

use super::missing;

/// All routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(
            missing::resource("/v1/monitoraggio", "GET, POST")
                .get(acts::acts)
                .post(search::search),
        )
        .service(missing::resource("/v1/registro-accessi", "GET").get(accesses::accesses))
        .service(
            missing::resource("/v1/registro-accessi/segnalazioni", "GET").get(findings::findings),
        )
        .service(missing::resource("/v1/statistiche-attivita", "GET").get(statistics::statistics))
        .service(missing::resource("/v1/interessato/accessi", "POST").post(data_subject::accesses));
}
