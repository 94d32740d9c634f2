//! `/pratica`: the case is changed, or closed.

use actix_web::http::StatusCode;
use actix_web::web::{self, Payload};
use actix_web::{HttpRequest, HttpResponse};
use hub::identity::WorkingCase;

use super::fields::{purpose, purposes, reference};
use super::keep::current;
use super::rights::rights;
use crate::pages::caller::{sent, visit};
use crate::pages::components::{Form, PostButton};
use crate::pages::{Page, Sheet, render, render_as, see_other};
use crate::problem::Problem;
use crate::session;
use crate::state::Hub;

/// The form, with what is worked on.
pub async fn show(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    let caller = visit(&request, &hub).await?;
    let purposes = purposes(&rights(&request, &hub, caller).await?);
    let (typed, none) = match current(&request) {
        Some(case) => ((case.purpose, case.reference), false),
        None => ((String::new(), String::new()), true),
    };
    let form = form(&request, &typed, [None, None], &purposes);
    let page = page(&request);
    let mut sheet = Sheet::new(page.clone())
        .lead(
            "La finalità e la pratica si indicano a ogni richiesta e restano proposte per le successive, finché non si \
             cambiano, si chiude la pratica o si esce.",
        )
        .part(&form);
    if !none {
        sheet = sheet.part(&PostButton::new(
            &page,
            "/pratica/chiudi",
            "Chiudi",
            "la pratica in corso",
        ));
    }
    render(&sheet)
}

/// Another case.
pub async fn take_up(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let (caller, sent) = sent(&request, &hub, payload).await?;
    let typed = (
        sent.get("finalita").to_owned(),
        sent.get("pratica").to_owned(),
    );
    if let Some(case) = WorkingCase::new(&typed.0, &typed.1) {
        work_on(&request, &hub, Some(&case)).await?;
        return Ok(see_other("/pratica"));
    }
    let purposes = purposes(&rights(&request, &hub, caller).await?);
    let wrong = |text: &str, what: &str| {
        // A reference stands for either: what is asked of one is asked of the other.
        WorkingCase::new(text, text)
            .is_none()
            .then(|| format!("Indicare {what}, al massimo 500 caratteri."))
    };
    let errors = [
        wrong(&typed.0, "la finalità"),
        wrong(&typed.1, "il riferimento della pratica"),
    ];
    let form = form(&request, &typed, errors, &purposes);
    let sheet = Sheet::new(page(&request)).part(&form);
    render_as(StatusCode::UNPROCESSABLE_ENTITY, &sheet)
}

/// No case.
pub async fn lay_down(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    sent(&request, &hub, payload).await?;
    work_on(&request, &hub, None).await?;
    Ok(see_other("/pratica"))
}

async fn work_on(
    request: &HttpRequest,
    hub: &Hub,
    case: Option<&WorkingCase>,
) -> Result<(), Problem> {
    hub.identity
        .work_on(&session::token(request)?, case)
        .await
        .map_err(|error| session::problem(&error))
}

fn page(request: &HttpRequest) -> Page {
    Page::new(request, "Pratica in corso").crumb("Pagina iniziale", "/")
}

fn form(
    request: &HttpRequest,
    (stated, case): &(String, String),
    [of_purpose, of_reference]: [Option<String>; 2],
    purposes: &[String],
) -> Form {
    let form = Form::post(&page(request), "/pratica", "Lavora su questa pratica");
    let form = purpose(form, stated, of_purpose, purposes);
    reference(form, case, of_reference)
}
