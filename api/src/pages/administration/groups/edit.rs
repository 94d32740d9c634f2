//! `GET` and `POST /gruppi/{id}`.

use actix_web::web::{self, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use hub::administration::GroupInput;

use super::{LIST, fields, read};
use crate::acting::number;
use crate::pages::administration::frame::{self, Faults};
use crate::pages::components::Form;
use crate::pages::{Sheet, render};
use crate::problem::Problem;
use crate::state::Hub;

pub async fn show(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let id = number(&id)?;
    let acting = frame::visit(&request, &hub).await?;
    let shown = acting
        .run(&hub, move |admin, actor| admin.group(actor, id))
        .await?;
    let input = GroupInput {
        name: shown.value.name,
        comuni: shown.value.comuni,
    };
    render(&view(
        &request,
        id,
        &shown.revision,
        &input,
        &Faults::default(),
    ))
}

pub async fn save(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let id = number(&id)?;
    let (acting, form) = frame::sent(&request, &hub, payload).await?;
    let revision = form.get("revisione").to_owned();
    let shown = revision.clone();
    let work = frame::attempt(&acting, &hub, read(&form), move |admin, actor, input| {
        admin.edit_group(actor, id, &revision, input)
    });
    match work.await? {
        Ok(()) => Ok(frame::done("/gruppi", "modificato")),
        Err((input, faults)) => frame::again(&view(&request, id, &shown, &input, &faults)),
    }
}

fn view(
    request: &HttpRequest,
    id: i64,
    revision: &str,
    input: &GroupInput,
    faults: &Faults,
) -> Sheet {
    let page = frame::page(request, "Gruppo di Comuni", Some(LIST));
    let form = Form::post(&page, format!("/gruppi/{id}"), "Registra la modifica")
        .hidden("revisione", revision);
    Sheet::new(page)
        .lead("Le convenzioni del gruppo seguono subito il suo elenco di Comuni.")
        .part(&fields(form, input, faults))
}
