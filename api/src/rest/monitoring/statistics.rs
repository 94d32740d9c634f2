//! `GET /v1/statistiche-attivita`.

use actix_web::web::{self, Query};
use actix_web::{HttpRequest, HttpResponse};
use hub::monitoring::{Look, statistics_csv};

use super::refusal::{blocking, viewer};
use crate::problem::{Problem, ProblemBody};
use crate::rest::body;
use crate::state::Hub;
use crate::wire::monitoring::{StatisticsBody, StatisticsQuery};

/// Quanto si è lavorato: atti ed esiti per utente, ufficio, ente, servizio, e per giorno, settimana o mese.
#[utoipa::path(get, path = "/v1/statistiche-attivita", tag = "Monitoraggio", operation_id = "statisticheAttivita",
    params(StatisticsQuery), security(("sessione" = []), ("chiave" = [])),
    responses((status = 200, description = "I conteggi",
            content((StatisticsBody = "application/json"), (String = "text/csv"))),
        (status = 400, response = ProblemBody), (status = 401, response = ProblemBody),
        (status = 403, response = ProblemBody), (status = 406, response = ProblemBody),
        (status = 422, response = ProblemBody), (status = 429, response = ProblemBody),
        (status = 500, response = ProblemBody), (status = 503, response = ProblemBody)))]
pub async fn statistics(
    request: HttpRequest,
    hub: web::Data<Hub>,
    query: Query<StatisticsQuery>,
) -> Result<HttpResponse, Problem> {
    let form = body::negotiate(&request, &["application/json", "text/csv"])?;
    let (filter, grouping) = query.into_inner().read()?;
    let viewer = viewer(&request, &hub).await?;
    let counted = blocking(move || {
        let reading = hub.monitoring.open(&viewer, filter, Look::Statistics)?;
        hub.monitoring.statistics(&reading, grouping)
    })
    .await?;
    if form == "text/csv" {
        let text = statistics_csv(&counted).map_err(|error| Problem::internal(&error))?;
        return Ok(body::csv("statistiche-attivita.csv", text));
    }
    Ok(HttpResponse::Ok().json(StatisticsBody::from(counted)))
}
