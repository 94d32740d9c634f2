//! `GET /v1/registro-accessi/segnalazioni`.

use actix_web::web::{self, Query};
use actix_web::{HttpRequest, HttpResponse};
use hub::monitoring::{Look, MonitoringError, findings_csv};

use super::refusal::{blocking, viewer};
use crate::problem::{Problem, ProblemBody};
use crate::rest::body;
use crate::state::Hub;
use crate::wire::monitoring::{ActsQuery, FindingBody};

/// Ciò che esce dall'ordinario nel periodo (`dal` è obbligatorio): accessi falliti, rifiuti, orari insoliti, raffiche,
/// molti soggetti, un soggetto chiesto da molti. Ogni segnalazione porta ciò che la fonda.
#[utoipa::path(get, path = "/v1/registro-accessi/segnalazioni", tag = "Monitoraggio", operation_id = "segnalazioni",
    params(ActsQuery), security(("sessione" = []), ("chiave" = [])),
    responses((status = 200, description = "Le segnalazioni, in ordine di tempo",
            content((Vec<FindingBody> = "application/json"), (String = "text/csv"))),
        (status = 400, response = ProblemBody), (status = 401, response = ProblemBody),
        (status = 403, response = ProblemBody), (status = 406, response = ProblemBody),
        (status = 422, response = ProblemBody), (status = 429, response = ProblemBody),
        (status = 500, response = ProblemBody), (status = 503, response = ProblemBody)))]
pub async fn findings(
    request: HttpRequest,
    hub: web::Data<Hub>,
    query: Query<ActsQuery>,
) -> Result<HttpResponse, Problem> {
    let form = body::negotiate(&request, &["application/json", "text/csv"])?;
    let asked = query.into_inner().read()?;
    let viewer = viewer(&request, &hub).await?;
    let (found, names) = blocking(move || {
        let reading = hub.monitoring.open(&viewer, asked.filter, Look::Findings)?;
        let found = hub.monitoring.findings(&reading)?;
        Ok::<_, MonitoringError>((found, reading.into_names()))
    })
    .await?;
    if form == "text/csv" {
        let text = findings_csv(&found, &names).map_err(|error| Problem::internal(&error))?;
        return Ok(body::csv("segnalazioni.csv", text));
    }
    let bodies: Vec<FindingBody> = found
        .into_iter()
        .map(|finding| FindingBody::of(finding, &names))
        .collect();
    Ok(HttpResponse::Ok().json(bodies))
}
