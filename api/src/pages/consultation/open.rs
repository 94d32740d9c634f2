//! `GET /consultazioni` and `POST /consultazioni`: a consultation is asked for. Whom it is about travels in the body.

use actix_web::http::StatusCode;
use actix_web::web::{self, Payload, Query};
use actix_web::{HttpRequest, HttpResponse};
use hub::access::{Caller, Service};
use hub::consultation::{ConsultationRefusal, Outcome, Taken};
use serde::Deserialize;

use super::draft::Draft;
use super::rights::offer;
use super::{form, view};
use crate::auth;
use crate::pages::caller::{sent, visit};
use crate::pages::typed::sentence;
use crate::pages::{Page, Sheet, render, render_as, see_other, working_case};
use crate::problem::Problem;
use crate::rest::consultations;
use crate::state::Hub;

/// Whom or what one begins with.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Beginning {
    di: String,
}

fn page(request: &HttpRequest) -> Page {
    Page::new(request, "Consultazione").crumb("Pagina iniziale", "/")
}

/// The form, empty.
pub async fn show(
    request: HttpRequest,
    hub: web::Data<Hub>,
    beginning: Query<Beginning>,
) -> Result<HttpResponse, Problem> {
    let caller = visit(&request, &hub).await?;
    let offer = offer(&request, &hub, &caller).await?;
    if offer.is_empty() {
        let nothing = "Nessun tipo di consultazione è concesso a questo utente: le convenzioni e il profilo si vedono tra i \
                       propri diritti.";
        return render(&Sheet::new(page(&request)).lead(nothing));
    }
    let mut draft = Draft::default();
    draft.0.put("di", &beginning.di);
    if let Some(case) = working_case::current(&request) {
        draft.0.put("finalita", &case.purpose);
        draft.0.put("pratica", &case.reference);
    }
    render(&form::page(page(&request), &draft, &offer))
}

/// What was filled in: shown under its number, or the form again.
pub async fn send(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let (caller, sent) = sent(&request, &hub, payload).await?;
    let context = auth::context(&request, &hub);
    let access = caller.for_consultation(&context);
    let access = auth::opened(&hub, &caller, Service::Consultation, &context, access).await?;
    let mut draft = Draft::of(&sent);
    let reference = draft.0.get("riferimento").to_owned();
    let referred = if reference.is_empty() {
        None
    } else {
        match hub.references.open(&access, &reference) {
            Ok(person) => Some(person),
            Err(refusal) => {
                draft.0.forget("riferimento");
                draft.0.others.push(sentence(&refusal.to_string()));
                None
            }
        }
    };
    let Some(asked) = draft.request(referred, hub.clock.today()) else {
        return again(
            &request,
            &hub,
            &caller,
            StatusCode::UNPROCESSABLE_ENTITY,
            &draft,
        )
        .await;
    };
    let (data, question) = (web::Data::clone(&hub), asked.clone());
    // It waits for the register and the trace.
    let taken = web::block(move || data.desk.submit(&access, &question))
        .await
        .map_err(|error| Problem::internal(&error))?;
    let taken = match taken {
        Ok(taken) => taken,
        Err(refusal) => return refused(&request, &hub, &caller, draft, refusal).await,
    };
    working_case::keep(&request, &hub, &asked.purpose, &asked.case_reference).await;
    let consulted = match taken {
        Taken::Answered(consulted) => consulted,
        // The sheet that is there already tells what waits yet.
        Taken::Pending {
            at_once: Some(shown),
            ..
        } => return Ok(see_other(&format!("/consultazioni/{}", shown.number))),
        Taken::Pending { request, .. } => {
            let place = format!("/richieste/{}?esito=presentata", request.request_id);
            return Ok(see_other(&place));
        }
    };
    match &consulted.outcome {
        Outcome::Shown(..) if consulted.record.is_some() => {
            Ok(see_other(&format!("/consultazioni/{}", consulted.number)))
        }
        // What is under seal is not shown again from its number.
        Outcome::Shown(..) => view::show(&request, &hub, &caller, &consulted).await,
        Outcome::NotFound => {
            draft.0.others.push(
                "Nessuna corrispondenza tra ciò che si può consultare: non esiste, oppure è fuori dalla competenza.".to_owned(),
            );
            again(&request, &hub, &caller, StatusCode::OK, &draft).await
        }
        Outcome::Ambiguous => {
            draft.0.others.push(
                "Corrispondono più persone o più vie: indicare altri dati, o usare la ricerca."
                    .to_owned(),
            );
            again(&request, &hub, &caller, StatusCode::OK, &draft).await
        }
    }
}

async fn again(
    request: &HttpRequest,
    hub: &web::Data<Hub>,
    caller: &Caller,
    status: StatusCode,
    draft: &Draft,
) -> Result<HttpResponse, Problem> {
    let offer = offer(request, hub, caller).await?;
    render_as(status, &form::page(page(request), draft, &offer))
}

async fn refused(
    request: &HttpRequest,
    hub: &web::Data<Hub>,
    caller: &Caller,
    mut draft: Draft,
    refusal: ConsultationRefusal,
) -> Result<HttpResponse, Problem> {
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    match &refusal {
        ConsultationRefusal::Invalid(invalid) => match input(invalid.field) {
            Some(name) => draft.0.wrong(name, invalid.text),
            None => draft.0.others.push(invalid.text.to_owned()),
        },
        ConsultationRefusal::Denied(denied) if denied.code() != "ACCESSI_NON_DISPONIBILI" => {
            status = auth::denied(denied).code.status();
            draft.0.others.push(denied.to_string());
        }
        ConsultationRefusal::TooMany => draft.0.others.push(refusal.to_string()),
        _ => return Err(consultations::refusal(refusal)),
    }
    again(request, hub, caller, status, &draft).await
}

/// The input of a field that was refused, as the service calls it.
fn input(field: &str) -> Option<&'static str> {
    Some(match field {
        "finalita" => "finalita",
        "riferimentoPratica" => "pratica",
        "dataRiferimento" => "data",
        "conosciutoAl" | "notoAl" => "conosciutoAl",
        "confrontoCon" => "confronto",
        "indirizzo.comune" | "periodo.comune" => "comune",
        "comuni" => "comuni",
        "indirizzo.denominazione" => "via",
        "indirizzo.civico" => "civico",
        "periodo.dal" => "dal",
        "periodo.al" => "al",
        "soggetto" => "codiceFiscale",
        _ => return None,
    })
}
