//! The trace, for those who answer for a Comune, for an office, or for the protection of data: what was done, who came in,
//! what is out of the ordinary, and how much was done.

mod acts;
mod asking;
mod filter;
mod findings;
mod listing;
mod search;
mod statistics;
mod table;
mod words;

use actix_web::HttpRequest;
use actix_web::web::{self, ServiceConfig};
use hub::monitoring::Viewer;

use super::caller;
use crate::auth;
use crate::problem::Problem;
use crate::rest::missing;
use crate::state::Hub;

pub use words::service;

/// All routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(missing::resource("/monitoraggio", "GET").route(web::get().to(acts::acts)))
        .service(missing::resource("/monitoraggio.csv", "GET").route(web::get().to(acts::acts_csv)))
        .service(
            missing::resource("/monitoraggio/cerca", "GET, POST")
                .route(web::get().to(search::ask))
                .route(web::post().to(search::search)),
        )
        .service(
            missing::resource("/monitoraggio/cerca.csv", "POST").route(web::post().to(search::csv)),
        )
        .service(missing::resource("/registro-accessi", "GET").route(web::get().to(acts::accesses)))
        .service(
            missing::resource("/registro-accessi.csv", "GET")
                .route(web::get().to(acts::accesses_csv)),
        )
        .service(
            missing::resource("/registro-accessi/segnalazioni", "GET")
                .route(web::get().to(findings::findings)),
        )
        .service(
            missing::resource("/registro-accessi/segnalazioni.csv", "GET")
                .route(web::get().to(findings::csv)),
        )
        .service(
            missing::resource("/statistiche-attivita", "GET")
                .route(web::get().to(statistics::statistics)),
        )
        .service(
            missing::resource("/statistiche-attivita.csv", "GET")
                .route(web::get().to(statistics::csv)),
        );
}

/// Whoever looks at one of these pages.
///
/// # Errors
/// 401, 403, 429, 503.
pub async fn viewer(request: &HttpRequest, hub: &Hub) -> Result<Viewer, Problem> {
    let caller = caller::visit(request, hub).await?;
    Ok(Viewer::of(&caller, &auth::context(request, hub)))
}
