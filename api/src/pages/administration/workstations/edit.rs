//! `GET` and `POST /postazioni/{id}`.

use actix_web::web::{self, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use hub::administration::{Versioned, WorkstationEdit, WorkstationInfo};

use super::{LIST, fields, read};
use crate::acting::number;
use crate::pages::administration::frame::{self, Faults};
use crate::pages::components::{Choices, Facts, Form};
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
        .run(&hub, move |admin, actor| admin.workstation(actor, id))
        .await?;
    let row = &shown.value.row;
    let edit = WorkstationEdit {
        name: row.name.clone(),
        network: row.network.clone(),
        certificate: row.certificate.clone(),
        enabled: row.enabled,
    };
    render(&view(&request, &shown, &edit, &Faults::default()))
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
    let work = frame::attempt(&acting, &hub, read(&form), move |admin, actor, edit| {
        admin.edit_workstation(actor, id, &revision, edit)
    });
    match work.await? {
        Ok(()) => Ok(frame::done("/postazioni", "modificato")),
        Err((edit, faults)) => {
            let shown = acting
                .run(&hub, move |admin, actor| admin.workstation(actor, id))
                .await?;
            frame::again(&view(&request, &shown, &edit, &faults))
        }
    }
}

fn view(
    request: &HttpRequest,
    shown: &Versioned<WorkstationInfo>,
    edit: &WorkstationEdit,
    faults: &Faults,
) -> Sheet {
    let info = &shown.value;
    let page = frame::page(request, &info.row.name, Some(LIST));
    let facts = Facts::new()
        .fact("Ufficio", &info.office)
        .fact("Ente", &info.entity)
        .fact("Rete", &info.row.network)
        .code("Certificato", &info.row.certificate)
        .badge("Stato", &frame::enabled(info.row.enabled));
    let sheet = Sheet::new(page.clone()).part(&facts);
    if !info.editable {
        return sheet;
    }
    let action = format!("/postazioni/{}", info.row.id);
    let form = Form::post(&page, action, "Registra la modifica")
        .hidden("revisione", &shown.revision)
        .field(&Choices::one(
            "abilitata",
            "Stato",
            frame::enabled_choices(edit.enabled),
        ));
    sheet.heading("Modifica").part(&fields(form, edit, faults))
}
