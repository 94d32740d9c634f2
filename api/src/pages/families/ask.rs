//! `GET /nuclei-familiari` and `POST /nuclei-familiari`. The codes travel in the body only.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_DISPOSITION;
use actix_web::web::{self, Payload};
use actix_web::{HttpRequest, HttpResponse};
use hub::access::{Access, Caller, Service};
use hub::consultation::ConsultationRefusal;
use hub::families::{FamiliesRun, FamilyRow, Terms};
use hub::massive::RowProblem;

use super::list::{FORM_BYTES, List};
use super::{form, table};
use crate::auth;
use crate::pages::caller::{sent_with_files, visit};
use crate::pages::{Page, Sheet, render, render_as, working_case};
use crate::problem::Problem;
use crate::rest::consultations;
use crate::state::Hub;
use crate::wire::families::{CSV_HEAD, write_csv};

fn page(request: &HttpRequest, title: &str) -> Page {
    Page::new(request, title).crumb("Pagina iniziale", "/")
}

/// The form, empty.
pub async fn show(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    let caller = visit(&request, &hub).await?;
    let page = page(&request, "Nuclei familiari");
    let Some(purposes) = offered(&request, &hub, &caller).await? else {
        let nothing = "La consultazione di elenchi non è concessa a questo utente: le convenzioni e il profilo si vedono tra i \
                       propri diritti.";
        return render(&Sheet::new(page).lead(nothing));
    };
    let list = List::new(working_case::current(&request));
    render(&form::page(page, &list, &purposes))
}

/// The families, as a page or as a file; or the form again.
pub async fn send(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let (caller, sent) = sent_with_files(&request, &hub, payload, FORM_BYTES).await?;
    let context = auth::context(&request, &hub);
    let access = caller.for_families(&context);
    let access = auth::opened(&hub, &caller, Service::Families, &context, access).await?;
    let mut list = List::of(&sent);
    let (inputs, terms) = (list.inputs(), list.terms());
    if !list.typed.is_sound() {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return again(&request, &hub, &caller, status, &list).await;
    }
    let slot = hub.streams.take(caller.user_id())?;
    let answered = answer(&hub, access, terms.clone(), inputs).await;
    drop(slot);
    let rows = match answered {
        Ok(rows) => rows,
        Err(Failed::Refused(refusal)) => {
            return refused(&request, &hub, &caller, list, refusal).await;
        }
        Err(Failed::Broken(problem)) => return Err(problem),
    };
    working_case::keep(&request, &hub, &terms.purpose, &terms.case_reference).await;
    if sent.get(form::AS_FILE.0) == form::AS_FILE.1 {
        let mut file = CSV_HEAD.as_bytes().to_vec();
        for row in &rows {
            write_csv(row, &mut file);
        }
        let name = "attachment; filename=\"nuclei-familiari.csv\"";
        return Ok(HttpResponse::Ok()
            .content_type("text/csv; charset=utf-8")
            .insert_header((CONTENT_DISPOSITION, name))
            .body(file));
    }
    let page =
        page(&request, "Nuclei familiari trovati").crumb("Nuclei familiari", "/nuclei-familiari");
    render(&table::page(page, &rows))
}

enum Failed {
    Refused(ConsultationRefusal),
    Broken(Problem),
}

impl From<ConsultationRefusal> for Failed {
    fn from(refusal: ConsultationRefusal) -> Self {
        Self::Refused(refusal)
    }
}

async fn answer(
    hub: &Hub,
    access: Access,
    terms: Terms,
    inputs: Vec<Result<String, RowProblem>>,
) -> Result<Vec<FamilyRow>, Failed> {
    let consultations = Arc::clone(&hub.consultations);
    let begun = web::block(move || FamiliesRun::begin(consultations, access, terms)).await;
    let mut run = begun.map_err(|error| Failed::Broken(Problem::internal(&error)))??;
    let mut rows = Vec::with_capacity(inputs.len());
    for input in inputs {
        rows.extend(run.push(input).await?);
    }
    rows.extend(run.finish().await?);
    Ok(rows)
}

async fn again(
    request: &HttpRequest,
    hub: &web::Data<Hub>,
    caller: &Caller,
    status: StatusCode,
    list: &List,
) -> Result<HttpResponse, Problem> {
    let purposes = offered(request, hub, caller).await?.unwrap_or_default();
    let page = page(request, "Nuclei familiari");
    render_as(status, &form::page(page, list, &purposes))
}

/// The form again, with why; what no other way of asking would change is a problem of its own.
async fn refused(
    request: &HttpRequest,
    hub: &web::Data<Hub>,
    caller: &Caller,
    mut list: List,
    refusal: ConsultationRefusal,
) -> Result<HttpResponse, Problem> {
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    match &refusal {
        ConsultationRefusal::Invalid(invalid) => match invalid.field {
            "dataRiferimento" => list.typed.wrong("data", invalid.text),
            "finalita" => list.typed.wrong("finalita", invalid.text),
            "riferimentoPratica" => list.typed.wrong("pratica", invalid.text),
            _ => list.typed.others.push(invalid.text.to_owned()),
        },
        ConsultationRefusal::Denied(denied) if denied.code() != "ACCESSI_NON_DISPONIBILI" => {
            status = auth::denied(denied).code.status();
            list.typed.others.push(denied.to_string());
        }
        _ => return Err(consultations::refusal(refusal)),
    }
    again(request, hub, caller, status, &list).await
}

/// The purposes for which the caller may ask for lists; nothing if it may not.
async fn offered(
    request: &HttpRequest,
    hub: &web::Data<Hub>,
    caller: &Caller,
) -> Result<Option<Vec<String>>, Problem> {
    working_case::offered(request, hub, caller, &[Service::Families]).await
}
