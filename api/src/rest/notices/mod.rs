//! The notice board (bacheca).

mod acting;
pub mod list;
pub mod publish;
pub mod read;
pub mod readers;
pub mod withdraw;

use actix_web::web::ServiceConfig;

use super::missing;

/// All routes under `/v1/bacheca`.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(
            missing::resource("/v1/bacheca", "GET, POST")
                .get(list::list)
                .post(publish::publish),
        )
        .service(missing::resource("/v1/bacheca/{id}", "DELETE").delete(withdraw::withdraw))
        .service(missing::resource("/v1/bacheca/{id}/lettura", "POST").post(read::read))
        .service(missing::resource("/v1/bacheca/{id}/lettori", "GET").get(readers::readers));
}
