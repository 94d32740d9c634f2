//! `GET` and `POST /enti/{id}`.

use actix_web::web::{self, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use hub::administration::{EntityEdit, Versioned};
use schema::codes::Role;
use schema::tables::EntityRow;

use super::LIST;
use crate::acting::number;
use crate::pages::administration::frame::{self, Faults};
use crate::pages::administration::names;
use crate::pages::components::{Choices, Facts, Field, Form};
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
    let (shown, operator) = acting
        .run(&hub, move |admin, actor| {
            Ok((admin.entity(actor, id)?, actor.role == Role::Operator))
        })
        .await?;
    render(&view(&request, &shown, operator, &Faults::default()))
}

pub async fn save(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let id = number(&id)?;
    let (acting, form) = frame::sent(&request, &hub, payload).await?;
    let edit = EntityEdit {
        name: form.get("nome").to_owned(),
        enabled: form.get("abilitato") == "si",
    };
    let revision = form.get("revisione").to_owned();
    let work = frame::attempt(&acting, &hub, edit, move |admin, actor, edit| {
        admin.edit_entity(actor, id, &revision, edit)
    });
    match work.await? {
        Ok(()) => Ok(frame::done(&format!("/enti/{id}"), "modificato")),
        Err((edit, faults)) => {
            let mut shown = acting
                .run(&hub, move |admin, actor| admin.entity(actor, id))
                .await?;
            shown.value.name = edit.name;
            shown.value.enabled = edit.enabled;
            frame::again(&view(&request, &shown, true, &faults))
        }
    }
}

fn view(
    request: &HttpRequest,
    shown: &Versioned<EntityRow>,
    operator: bool,
    faults: &Faults,
) -> Sheet {
    let row = &shown.value;
    let page = frame::page(request, &row.name, Some(LIST));
    let facts = Facts::new()
        .fact("Tipo", names::entity_kind(&row.kind))
        .fact("Comune", &names::comune(&row.comune))
        .badge("Stato", &frame::enabled(row.enabled));
    let form = Form::post(&page, format!("/enti/{}", row.id), "Registra la modifica")
        .hidden("revisione", &shown.revision)
        .field(
            &Field::text("nome", "Nome")
                .length(200)
                .value(&row.name)
                .error(faults.of("nome")),
        )
        .field(
            &Choices::one("abilitato", "Stato", frame::enabled_choices(row.enabled))
                .help("Gli utenti di un ente disabilitato non possono fare nulla."),
        )
        .cancel("/enti");
    let sheet = Sheet::new(page).part(&facts);
    if operator {
        sheet.heading("Modifica").part(&form)
    } else {
        sheet
    }
}
