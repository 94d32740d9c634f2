//! `POST /v1/me/diritti/simula`.

use actix_web::web::{self, Payload};
use actix_web::{HttpRequest, HttpResponse};
use hub::access::Denied;

use crate::auth;
use crate::problem::{Problem, ProblemBody};
use crate::rest::{body, failure};
use crate::state::Hub;
use crate::wire::rights::OutlookBody;
use crate::wire::simulation::{SimulateBody, Trial};

/// Simula una richiesta di verifica, di consultazione o di ricerca.
///
/// Dice che cosa accadrebbe, e perché, senza leggere dati di nessuno e senza consumare quote.
#[utoipa::path(post, path = "/v1/me/diritti/simula", tag = "Diritti", operation_id = "simula",
    request_body = SimulateBody, security(("chiave" = [])),
    responses(
        (status = 200, description = "Che cosa accadrebbe", body = OutlookBody),
        (status = 400, response = ProblemBody), (status = 401, response = ProblemBody),
        (status = 403, response = ProblemBody), (status = 408, response = ProblemBody),
        (status = 413, response = ProblemBody), (status = 415, response = ProblemBody),
        (status = 422, response = ProblemBody), (status = 429, response = ProblemBody),
        (status = 503, response = ProblemBody)))]
pub async fn simulate(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let caller = auth::caller(&request, &hub).await?;
    let sent: SimulateBody = body::json(&request, &hub, payload).await?;
    let (service, trial) = sent.read()?;
    if let Trial::Check(question) = &trial {
        question
            .validate(hub.clock.today())
            .map_err(|invalid| failure::check(invalid.into()))?;
    }
    let context = auth::context(&request, &hub);
    let body = web::block(move || {
        let quotas = hub.engine.quotas();
        let outlook = match &trial {
            Trial::Check(question) => caller.simulate(service, question, &context, quotas),
            Trial::Sketch(sketch) => caller.simulate_sketch(service, sketch, &context, quotas),
        };
        match outlook {
            // That it cannot be told now is no outlook.
            Err(Denied::Unavailable) => Err(Denied::Unavailable),
            outlook => Ok(OutlookBody::new(&trial.kinds(), outlook)),
        }
    })
    .await
    .map_err(|error| Problem::internal(&error))?
    .map_err(|refused| auth::denied(&refused))?;
    Ok(HttpResponse::Ok().json(body))
}
