//! `GET /monitoraggio` and `GET /registro-accessi`, and the same as CSV.

use actix_web::{HttpRequest, HttpResponse, web};
use hub::monitoring::Look;

use super::listing::{self, List};
use crate::problem::Problem;
use crate::state::Hub;

const ACTS: List = List {
    look: Look::Acts,
    path: "/monitoraggio",
    csv: "/monitoraggio.csv",
    title: "Monitoraggio",
    lead: "Chi ha fatto che cosa, quando, perché e con quale esito. Anche questa consultazione è registrata.",
    further: ("/monitoraggio/cerca", "Cerca per persona o per pratica"),
};

const ACCESSES: List = List {
    look: Look::Accesses,
    path: "/registro-accessi",
    csv: "/registro-accessi.csv",
    title: "Registro degli accessi",
    lead: "Accessi, accessi falliti, uscite e richieste rifiutate. Anche questa consultazione è registrata.",
    further: (
        "/registro-accessi/segnalazioni",
        "Segnalazioni: ciò che esce dall'ordinario",
    ),
};

pub async fn acts(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    listing::page(&request, &hub, ACTS).await
}

pub async fn acts_csv(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    listing::csv(&request, hub, ACTS).await
}

pub async fn accesses(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    listing::page(&request, &hub, ACCESSES).await
}

pub async fn accesses_csv(
    request: HttpRequest,
    hub: web::Data<Hub>,
) -> Result<HttpResponse, Problem> {
    listing::csv(&request, hub, ACCESSES).await
}
