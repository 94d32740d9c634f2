//! `GET /postazioni/nuova`, `POST /postazioni`.

use actix_web::web::{self, Payload};
use actix_web::{HttpRequest, HttpResponse};
use hub::administration::{WorkstationEdit, WorkstationInput};

use super::{LIST, fields, read};
use crate::acting::Acting;
use crate::pages::administration::frame::{self, Faults};
use crate::pages::administration::lists;
use crate::pages::components::{Form, Select};
use crate::pages::{Sheet, render};
use crate::problem::Problem;
use crate::state::Hub;

pub async fn show(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    let acting = frame::visit(&request, &hub).await?;
    let office = frame::asked_number(&request, "ufficio").unwrap_or(0);
    let edit = WorkstationEdit::default();
    render(&view(&request, &hub, acting, office, &edit, &Faults::default()).await?)
}

pub async fn create(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let (acting, form) = frame::sent(&request, &hub, payload).await?;
    let office_id = frame::number(&form, "ufficio");
    let input = WorkstationInput {
        office_id,
        data: read(&form),
    };
    let work = frame::attempt(&acting, &hub, input, |admin, actor, input| {
        admin.create_workstation(actor, input)
    });
    match work.await? {
        Ok(_) => Ok(frame::done("/postazioni", "registrato")),
        Err((input, faults)) => {
            frame::again(&view(&request, &hub, acting, office_id, &input.data, &faults).await?)
        }
    }
}

async fn view(
    request: &HttpRequest,
    hub: &web::Data<Hub>,
    acting: Acting,
    office: i64,
    edit: &WorkstationEdit,
    faults: &Faults,
) -> Result<Sheet, Problem> {
    let offices = lists::staffable_offices(acting, hub, office).await?;
    let page = frame::page(request, "Nuova postazione", Some(LIST));
    let form = Form::post(&page, "/postazioni", "Registra la postazione")
        .field(&Select::new("ufficio", "Ufficio", offices).error(faults.of("ufficio")));
    Ok(Sheet::new(page)
        .lead("Serve la rete, il certificato, o entrambi: allora valgono insieme.")
        .part(&fields(form, edit, faults)))
}
