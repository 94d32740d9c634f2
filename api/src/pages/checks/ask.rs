//! `GET /verifica` and `POST /verifica`: the form, in two steps, and its end.

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::web::{self, Payload};
use actix_web::{HttpRequest, HttpResponse};
use hub::access::{Caller, Kind, Service};
use hub::check::CheckRequest;
use hub::check_service::Submitted;
use hub::engine::Refusal;
use schema::codes::CheckKind;
use tokio::time::timeout;

use super::answer;
use super::draft::{Draft, Faults, first_inputs};
use super::view::{Offer, first, second};
use crate::auth;
use crate::pages::caller::{sent, visit};
use crate::pages::sheet::Sheet;
use crate::pages::{Page, render, render_as, see_other, text, working_case};
use crate::problem::{FieldProblem, Problem};
use crate::rest::failure;
use crate::state::Hub;

const TITLE: &str = "Verifica di autocertificazione";

fn page(request: &HttpRequest) -> Page {
    Page::new(request, TITLE).crumb("Pagina iniziale", "/")
}

/// The first step, empty.
pub async fn show(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    let caller = visit(&request, &hub).await?;
    let offer = offer(&request, &hub, &caller).await?;
    let page = page(&request);
    if offer.granted.is_empty() {
        let nothing = "Nessun tipo di verifica è concesso a questo utente: le convenzioni e il profilo si vedono tra i \
                       propri diritti.";
        return render(&Sheet::new(page).lead(nothing));
    }
    let draft = Draft::new(&text::day(hub.clock.today())).of_case(working_case::current(&request));
    render(&first(page, &draft, &Faults::default(), &offer))
}

/// A step that was filled in.
pub async fn send(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let (caller, form) = sent(&request, &hub, payload).await?;
    let offer = offer(&request, &hub, &caller).await?;
    let draft = Draft::of(&form, &offer.granted);
    let read = draft
        .request(&offer.granted)
        .and_then(crate::wire::check::CheckBody::read);
    let mut faults = match &read {
        Ok(_) => Faults::default(),
        Err(problem) => draft.faults(problem, &offer.granted),
    };
    if draft.kinds().is_empty() {
        faults.refuse("tipo", "Indicare almeno una dichiarazione.");
    }
    let wrong = StatusCode::UNPROCESSABLE_ENTITY;
    if draft.kinds().is_empty() || faults.concern(&first_inputs()) {
        return render_as(wrong, &first(page(&request), &draft, &faults, &offer));
    }
    let last = form.get("passo") == "campi";
    match read {
        Ok(question) if last || draft.asks_nothing_more(&offer.granted) => {
            submit(&request, &hub, &caller, &draft, &offer, question).await
        }
        _ if last => render_as(wrong, &second(page(&request), &draft, &faults, &offer)),
        // What the second step asks is not wrong before it was asked.
        _ => render(&second(page(&request), &draft, &Faults::default(), &offer)),
    }
}

async fn submit(
    request: &HttpRequest,
    hub: &web::Data<Hub>,
    caller: &Caller,
    draft: &Draft,
    offer: &Offer,
    question: CheckRequest,
) -> Result<HttpResponse, Problem> {
    let context = auth::context(request, hub);
    let access = caller.for_check(&context);
    let access = auth::opened(hub, caller, Service::Check, &context, access).await?;
    let patience = Duration::from_secs(hub.config.server.limits.request_seconds);
    let submitted = timeout(patience, hub.checks.submit(access, question.clone()))
        .await
        .map_err(|_| Problem::busy("La verifica non è stata completata in tempo.", 5))?;
    let again =
        |status, faults: &Faults| render_as(status, &second(page(request), draft, faults, offer));
    if submitted.is_ok() {
        working_case::keep(request, hub, &question.purpose, &question.case_reference).await;
    }
    match submitted {
        Ok(Submitted::Answered(answer)) => answer::show(request, hub, caller, &question, &answer),
        Ok(Submitted::Pending(view)) => Ok(see_other(&format!(
            "/richieste/{}?esito=presentata",
            view.request_id
        ))),
        Err(Refusal::Denied(denied)) if denied.code() != "ACCESSI_NON_DISPONIBILI" => {
            let mut faults = Faults::default();
            faults.others.push(denied.to_string());
            again(auth::denied(&denied).code.status(), &faults)
        }
        Err(Refusal::Invalid(invalid)) => {
            let problem = Problem::fields(vec![FieldProblem {
                field: invalid.field.to_owned(),
                code: "NON_VALIDO",
                text: invalid.text.to_owned(),
            }]);
            let faults = draft.faults(&problem, &offer.granted);
            let wrong = StatusCode::UNPROCESSABLE_ENTITY;
            if faults.concern(&first_inputs()) {
                return render_as(wrong, &first(page(request), draft, &faults, offer));
            }
            again(wrong, &faults)
        }
        Err(refusal) => Err(failure::check(refusal)),
    }
}

/// What the caller may ask, from here, today.
async fn offer(
    request: &HttpRequest,
    hub: &web::Data<Hub>,
    caller: &Caller,
) -> Result<Offer, Problem> {
    let rights = working_case::rights(request, hub, caller.clone()).await?;
    let of_checks = rights
        .iter()
        .filter(|right| right.service == Service::Check);
    let mut offer = Offer {
        purposes: working_case::purposes(of_checks),
        ..Offer::default()
    };
    for right in rights {
        let (Service::Check, Some(Kind::Check(kind))) = (right.service, right.kind) else {
            continue;
        };
        match offer.granted.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, fields)) => {
                for field in right.fields {
                    if !fields.contains(&field) {
                        fields.push(field);
                    }
                }
            }
            None => offer.granted.push((kind, right.fields)),
        }
    }
    let place = |kind: CheckKind| CheckKind::ALL.iter().position(|one| *one == kind);
    offer.granted.sort_by_key(|(kind, _)| place(*kind));
    Ok(offer)
}
