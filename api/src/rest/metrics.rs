//! `/metriche`, for Prometheus.

use actix_web::{HttpResponse, Resource, web};

use super::missing;
use crate::problem::{Problem, ProblemBody};
use crate::state::Hub;

pub fn resource() -> Resource {
    missing::resource("/metriche", "GET").get(metrics)
}

/// Le misure del servizio, nel formato testuale di Prometheus; nessun dato personale.
#[utoipa::path(get, path = "/metriche", tag = "Servizio", operation_id = "metriche",
    responses((status = 200, description = "Le misure", body = String, content_type = "text/plain; version=0.0.4"),
        (status = 500, response = ProblemBody)))]
pub async fn metrics(hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    let refreshed = hub.clone();
    hub.figures
        .get(move || refreshed.refresh_metrics())
        .await
        .map_err(|error| Problem::internal(&error))?;
    let text = hub
        .metrics
        .text()
        .map_err(|error| Problem::internal(&error))?;
    Ok(HttpResponse::Ok()
        .content_type("text/plain; version=0.0.4; charset=utf-8")
        .body(text))
}
