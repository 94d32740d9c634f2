//! `GET /ricerca` and `POST /ricerca`: the form, and what it finds. Whatever was typed comes and goes in bodies: no
//! address names anybody.

use actix_web::http::StatusCode;
use actix_web::web::{self, Payload};
use actix_web::{HttpRequest, HttpResponse};
use hub::access::{Caller, Service};
use hub::search::{Hit, SearchRefusal};

use super::draft::Draft;
use super::{form, hits};
use crate::auth;
use crate::pages::caller::{sent, visit};
use crate::pages::consultation::{self, Asking};
use crate::pages::{Page, Sheet, render, render_as, text, working_case};
use crate::problem::Problem;
use crate::state::Hub;

fn page(request: &HttpRequest, title: &str) -> Page {
    Page::new(request, title).crumb("Pagina iniziale", "/")
}

/// The form, empty.
pub async fn show(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    let caller = visit(&request, &hub).await?;
    let page = page(&request, "Ricerca di persone");
    let Some(purposes) = offered(&request, &hub, &caller).await? else {
        let nothing = "La ricerca non è concessa a questo utente: le convenzioni e il profilo si vedono tra i propri diritti.";
        return render(&Sheet::new(page).lead(nothing));
    };
    let today = text::day(hub.clock.today());
    let draft = Draft::new(&today, working_case::current(&request));
    render(&form::page(page, &draft, &purposes, true))
}

/// What was filled in: found, shown again, or another page of it.
pub async fn send(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let (caller, sent) = sent(&request, &hub, payload).await?;
    let context = auth::context(&request, &hub);
    let access = caller.for_search(&context);
    let access = auth::opened(&hub, &caller, Service::Search, &context, access).await?;
    let mut draft = Draft::of(&sent);
    let search = draft.search(sent.get("dopo").parse().unwrap_or_default());
    let changing = sent.get("passo") == "modifica";
    if changing || !draft.0.is_sound() {
        let purposes = offered(&request, &hub, &caller).await?.unwrap_or_default();
        let page = page(&request, "Ricerca di persone");
        let status = if changing {
            StatusCode::OK
        } else {
            StatusCode::UNPROCESSABLE_ENTITY
        };
        return render_as(status, &form::page(page, &draft, &purposes, false));
    }
    let (data, asked) = (web::Data::clone(&hub), search.clone());
    // It waits for the index, the register and the trace.
    let answered = web::block(move || {
        let answer = data.search.search(&access, &asked);
        (access, answer)
    });
    let (access, answer) = answered.await.map_err(|error| Problem::internal(&error))?;
    let answer = match answer {
        Ok(answer) => answer,
        Err(refusal) => return refused(&request, &hub, &caller, draft, refusal).await,
    };
    working_case::keep(&request, &hub, &search.purpose, &search.case_reference).await;
    let page = page(&request, "Risultati della ricerca").crumb("Ricerca di persone", "/ricerca");
    let offer = consultation::offer(&request, &hub, &caller).await?;
    let actions = |hit: &Hit, name: &str| {
        let asking = Asking {
            page: &page,
            offer: &offer,
            purpose: &search.purpose,
            case: &search.case_reference,
            day: answer.reference_day,
            comune: Some(&hit.person.comune),
        };
        let reference = hub.references.make(&access, [hit.person_id]);
        // Without chance there is no way to a sheet, but the hit stands.
        let reference = reference.ok().and_then(|mut made| made.pop());
        reference.map_or_else(Vec::new, |reference| asking.sheets(&reference, name))
    };
    render(&hits::page(&page, &draft, &answer, &actions))
}

/// The form again, with why; what no other way of asking would change is a problem of its own.
async fn refused(
    request: &HttpRequest,
    hub: &web::Data<Hub>,
    caller: &Caller,
    mut draft: Draft,
    refusal: SearchRefusal,
) -> Result<HttpResponse, Problem> {
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    match &refusal {
        SearchRefusal::Invalid(invalid) => draft.refuse(invalid),
        SearchRefusal::TooMany(_) => draft.0.others.push(refusal.to_string()),
        SearchRefusal::Denied(denied) if denied.code() != "ACCESSI_NON_DISPONIBILI" => {
            status = auth::denied(denied).code.status();
            draft.0.others.push(denied.to_string());
        }
        SearchRefusal::Denied(denied) => return Err(auth::denied(denied)),
        SearchRefusal::Preparing => return Err(Problem::busy(refusal.to_string(), 60)),
        SearchRefusal::Busy => return Err(Problem::busy(refusal.to_string(), 1)),
        SearchRefusal::Unavailable => return Err(Problem::busy(refusal.to_string(), 5)),
    }
    let purposes = offered(request, hub, caller).await?.unwrap_or_default();
    let page = page(request, "Ricerca di persone");
    render_as(status, &form::page(page, &draft, &purposes, false))
}

/// The purposes for which the caller may search; nothing if it may not.
async fn offered(
    request: &HttpRequest,
    hub: &web::Data<Hub>,
    caller: &Caller,
) -> Result<Option<Vec<String>>, Problem> {
    working_case::offered(
        request,
        hub,
        caller,
        &[Service::Search, Service::SearchOthers],
    )
    .await
}
