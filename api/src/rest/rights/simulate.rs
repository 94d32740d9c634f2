//! `POST /v1/me/diritti/simula`.

use actix_web::web::{self, Payload};
use actix_web::{HttpRequest, HttpResponse};
use hub::access::{Denied, Service};

use crate::auth;
use crate::problem::{Problem, ProblemBody};
use crate::rest::{body, failure};
use crate::state::Hub;
use crate::wire::Fields;
use crate::wire::rights::{OutlookBody, SimulateBody};

/// Simula una richiesta di verifica.
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
    let SimulateBody {
        service,
        request: question,
    } = body::json(&request, &hub, payload).await?;
    let service = read_service(service.as_deref())?;
    let question = question.unwrap_or_default().read()?;
    question
        .validate(hub.clock.today())
        .map_err(|invalid| failure::check(invalid.into()))?;
    let context = auth::context(&request, &hub);
    let body = web::block(move || {
        let outlook = caller.simulate(service, &question, &context, hub.engine.quotas());
        match outlook {
            // That it cannot be told now is no outlook.
            Err(Denied::Unavailable) => Err(Denied::Unavailable),
            outlook => Ok(OutlookBody::new(&question, outlook)),
        }
    })
    .await
    .map_err(|error| Problem::internal(&error))?
    .map_err(|refused| auth::denied(&refused))?;
    Ok(HttpResponse::Ok().json(body))
}

fn read_service(code: Option<&str>) -> Result<Service, Problem> {
    let service = match code {
        None => Some(Service::Check),
        Some(code) => Service::from_code(code).filter(|service| !service.kinds().is_empty()),
    };
    let mut fields = Fields::default();
    if service.is_none() {
        fields.wrong("servizio", "NON_VALIDO", "VERIFICA o VERIFICA_MASSIVA");
    }
    fields.finish(service.unwrap_or(Service::Check))
}
