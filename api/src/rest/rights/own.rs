//! `GET /v1/me/diritti`.

use actix_web::{HttpRequest, HttpResponse, web};

use crate::auth;
use crate::problem::{Problem, ProblemBody};
use crate::state::Hub;
use crate::wire::rights::RightsBody;

/// Che cosa può chiedere chi chiama.
///
/// Funzioni del ruolo e diritti effettivi: servizi, tipi, campi, Comuni, finalità, validazione, quota residua,
/// postazione.
#[utoipa::path(get, path = "/v1/me/diritti", tag = "Diritti", operation_id = "diritti", security(("chiave" = [])),
    responses(
        (status = 200, description = "I diritti", body = RightsBody),
        (status = 401, response = ProblemBody), (status = 403, response = ProblemBody),
        (status = 429, response = ProblemBody), (status = 503, response = ProblemBody)))]
pub async fn own(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    let caller = auth::caller(&request, &hub).await?;
    let context = auth::context(&request, &hub);
    // The quotas are read from the store.
    let body = web::block(move || {
        let effective = caller.effective(&context, hub.engine.quotas())?;
        Ok(RightsBody::new(&caller, effective))
    })
    .await
    .map_err(|error| Problem::internal(&error))?
    .map_err(|refused| auth::denied(&refused))?;
    Ok(HttpResponse::Ok().json(body))
}
