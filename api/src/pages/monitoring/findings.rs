//! `GET /registro-accessi/segnalazioni`: what is out of the ordinary, with its evidence, and the same as CSV.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use hub::monitoring::findings::{Finding, FindingKind};
use hub::monitoring::{Choices, Look, MonitoringError, Names, Viewer, findings_csv};

use super::asking::Asking;
use super::{filter, viewer};
use crate::pages::components::{Cell, Column, Facts, Form, Table};
use crate::pages::{Page, Sheet, render_as, text};
use crate::problem::{Problem, ProblemCode};
use crate::rest::body;
use crate::rest::monitoring::refusal;
use crate::state::Hub;

const PATH: &str = "/registro-accessi/segnalazioni";
/// Days looked at if nothing is said.
const DAYS: i64 = 30;

struct Found {
    findings: Vec<Finding>,
    choices: Choices,
    names: Names,
}

/// The page.
pub async fn findings(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    let viewer = viewer(&request, &hub).await?;
    let asking = asking(&request, &hub)?;
    let (status, found) = match find(&hub, &viewer, &asking).await {
        Err(problem)
            if problem.code == ProblemCode::Fields && Look::Findings.is_open_to(viewer.role) =>
        {
            (StatusCode::UNPROCESSABLE_ENTITY, Err(problem))
        }
        Err(problem) => return Err(problem),
        Ok(found) => (StatusCode::OK, Ok(found)),
    };
    render_as(status, &sheet(&request, &asking, &found))
}

/// The same for a spreadsheet.
pub async fn csv(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    let viewer = viewer(&request, &hub).await?;
    let asking = asking(&request, &hub)?;
    let found = find(&hub, &viewer, &asking).await?;
    let text =
        findings_csv(&found.findings, &found.names).map_err(|error| Problem::internal(&error))?;
    Ok(body::csv("segnalazioni.csv", text))
}

fn asking(request: &HttpRequest, hub: &Hub) -> Result<Asking, Problem> {
    let since = hub.clock.today().add_days(-DAYS).iso();
    Ok(Asking::of_address(request)?.or("dal", &since))
}

async fn find(hub: &web::Data<Hub>, viewer: &Viewer, asking: &Asking) -> Result<Found, Problem> {
    let asked = asking.read()?;
    let (hub, viewer) = (web::Data::clone(hub), viewer.clone());
    refusal::blocking(move || {
        let reading = hub.monitoring.open(&viewer, asked.filter, Look::Findings)?;
        Ok::<_, MonitoringError>(Found {
            findings: hub.monitoring.findings(&reading)?,
            choices: hub.monitoring.choices(&reading)?,
            names: reading.into_names(),
        })
    })
    .await
}

fn sheet(request: &HttpRequest, asking: &Asking, found: &Result<Found, Problem>) -> Sheet {
    let page = Page::new(request, "Segnalazioni")
        .crumb("Pagina iniziale", "/")
        .crumb("Registro degli accessi", "/registro-accessi");
    let wrong = found.as_ref().err();
    let none = Choices::default();
    let choices = found.as_ref().map_or(&none, |found| &found.choices);
    let form = Form::get(PATH, "Cerca");
    let form = filter::period(form, asking.get("dal"), asking.get("al"), wrong);
    let form = filter::whose(form, asking, choices, wrong);
    let sheet = Sheet::new(page)
        .lead("Ciò che nel periodo esce dall'ordinario. È un motivo per guardare, non un giudizio su chi ha lavorato.")
        .part(&form);
    let Ok(found) = found else {
        return sheet;
    };
    let table = table(found).download(asking.address("/registro-accessi/segnalazioni.csv"));
    let kinds = FindingKind::ALL.into_iter();
    let meanings = kinds.fold(Facts::new(), |facts, kind| {
        facts.fact(kind.label(), meaning(kind))
    });
    sheet
        .part(&table)
        .heading("Che cosa significano")
        .part(&meanings)
}

fn table(found: &Found) -> Table {
    let columns = vec![
        Column::text("Segnalazione"),
        Column::text("Utente"),
        Column::text("Soggetto"),
        Column::text("Dal"),
        Column::text("Al"),
        Column::number("Quanti"),
        Column::number("Usuali o limite"),
    ];
    let rows = found.findings.iter().map(|finding| {
        let user = match finding.user_id {
            0 => Cell::text(""),
            id => Cell::link(
                format!("/registro-accessi?utente={id}"),
                found.names.user(id),
            ),
        };
        vec![
            Cell::text(finding.kind.label()),
            user,
            Cell::text(&finding.subject),
            Cell::text(text::moment(finding.from)),
            Cell::text(text::moment(finding.to)),
            Cell::Number(number(finding.count)),
            Cell::Number(number(finding.usual)),
        ]
    });
    Table::new("segnalazioni", "Segnalazioni, in ordine di tempo", columns)
        .rows(rows)
        .empty("Nel periodo nulla esce dall'ordinario.")
}

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

const fn meaning(kind: FindingKind) -> &'static str {
    match kind {
        FindingKind::FailedSignIns => {
            "In un giorno l'utente ha fallito l'accesso più volte del limite."
        }
        FindingKind::Refusals => {
            "In un giorno all'utente sono state rifiutate più richieste del limite."
        }
        FindingKind::OutsideHours => {
            "L'utente ha lavorato fuori dall'orario degli uffici, in un giorno non lavorativo o festivo."
        }
        FindingKind::UnusualHour => {
            "L'utente ha lavorato in un'ora in cui, nel periodo, non lavora quasi mai."
        }
        FindingKind::Burst => {
            "In pochi minuti l'utente ha fatto molte più richieste di quante ne fa di solito."
        }
        FindingKind::ManySubjects => {
            "In un giorno l'utente ha chiesto di molte più persone di quante ne chiede di solito."
        }
        FindingKind::SubjectOfMany => "Molti utenti hanno chiesto della stessa persona.",
    }
}
