//! What the Comuni decide.

pub mod decide;
pub mod item;
pub mod list;

use actix_web::HttpRequest;
use actix_web::web::ServiceConfig;
use hub::access::Caller;
use hub::validation::Officer;

use super::missing;
use crate::auth;
use crate::door;
use crate::problem::Problem;
use crate::state::Hub;

/// What the trace calls the queue.
const SERVICE: &str = "VALIDAZIONE";

/// All routes under `/v1/validazioni`.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(missing::resource("/v1/validazioni", "GET").get(list::list))
        .service(missing::resource("/v1/validazioni/decisioni", "POST").post(decide::decide))
        .service(missing::resource("/v1/validazioni/{id}", "GET").get(item::item));
}

/// Who decides.
///
/// # Errors
/// 403 for whoever decides for no Comune.
pub async fn officer(request: &HttpRequest, hub: &Hub) -> Result<Officer, Problem> {
    let caller = auth::caller(request, hub).await?;
    officer_of(request, hub, &caller).await
}

/// The same for whoever has been recognised.
///
/// # Errors
/// 403, on record, for whoever decides for no Comune.
pub async fn officer_of(
    request: &HttpRequest,
    hub: &Hub,
    caller: &Caller,
) -> Result<Officer, Problem> {
    match Officer::of(caller, &auth::context(request, hub)) {
        Ok(officer) => Ok(officer),
        Err(denied) => Err(door::not_allowed(request, hub, caller, SERVICE, &denied).await),
    }
}
