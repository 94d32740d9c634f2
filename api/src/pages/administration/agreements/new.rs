//! `GET /convenzioni/nuova`, `POST /convenzioni`.

use actix_web::web::{self, Payload};
use actix_web::{HttpRequest, HttpResponse};
use hub::administration::AgreementInput;

use super::LIST;
use super::form::{Around, around, parties, read, terms};
use crate::pages::administration::frame::{self, Faults};
use crate::pages::components::Form;
use crate::pages::{Sheet, render};
use crate::problem::Problem;
use crate::state::Hub;

pub async fn show(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    let acting = frame::visit(&request, &hub).await?;
    let around = around(acting, &hub).await?;
    let input = AgreementInput {
        entity_id: frame::asked_number(&request, "ente").unwrap_or(0),
        ..AgreementInput::default()
    };
    render(&view(&request, &around, &input, &Faults::default()))
}

pub async fn create(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let (acting, form) = frame::sent(&request, &hub, payload).await?;
    let work = frame::attempt(&acting, &hub, read(&form), |admin, actor, input| {
        admin.create_agreement(actor, input)
    });
    match work.await? {
        Ok(id) => Ok(frame::done(&format!("/convenzioni/{id}"), "registrato")),
        Err((input, faults)) => {
            let around = around(acting, &hub).await?;
            frame::again(&view(&request, &around, &input, &faults))
        }
    }
}

fn view(request: &HttpRequest, around: &Around, input: &AgreementInput, faults: &Faults) -> Sheet {
    let page = frame::page(request, "Nuova convenzione", Some(LIST));
    let form = Form::post(&page, "/convenzioni", "Registra la convenzione");
    let form = terms(parties(form, around, input, faults), around, input, faults);
    Sheet::new(page).part(&form.cancel("/convenzioni"))
}
