//! `GET /gruppi/nuovo`, `POST /gruppi`.

use actix_web::web::{self, Payload};
use actix_web::{HttpRequest, HttpResponse};
use hub::administration::GroupInput;

use super::{LIST, fields, read};
use crate::pages::administration::frame::{self, Faults};
use crate::pages::components::Form;
use crate::pages::{Sheet, render};
use crate::problem::Problem;
use crate::state::Hub;

pub async fn show(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    frame::visit(&request, &hub).await?;
    render(&view(&request, &GroupInput::default(), &Faults::default()))
}

pub async fn create(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let (acting, form) = frame::sent(&request, &hub, payload).await?;
    let work = frame::attempt(&acting, &hub, read(&form), |admin, actor, input| {
        admin.create_group(actor, input)
    });
    match work.await? {
        Ok(_) => Ok(frame::done("/gruppi", "registrato")),
        Err((input, faults)) => frame::again(&view(&request, &input, &faults)),
    }
}

fn view(request: &HttpRequest, input: &GroupInput, faults: &Faults) -> Sheet {
    let page = frame::page(request, "Nuovo gruppo di Comuni", Some(LIST));
    let form = Form::post(&page, "/gruppi", "Registra il gruppo");
    Sheet::new(page).part(&fields(form, input, faults))
}
