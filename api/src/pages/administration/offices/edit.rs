//! `GET` and `POST /uffici/{id}`.

use actix_web::web::{self, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use hub::administration::{OfficeEdit, OfficeInfo, Versioned};

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
    let shown = acting
        .run(&hub, move |admin, actor| admin.office(actor, id))
        .await?;
    render(&view(&request, &shown, &Faults::default()))
}

pub async fn save(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let id = number(&id)?;
    let (acting, form) = frame::sent(&request, &hub, payload).await?;
    let edit = OfficeEdit {
        name: form.get("nome").to_owned(),
        enabled: form.get("abilitato") == "si",
    };
    let revision = form.get("revisione").to_owned();
    let work = frame::attempt(&acting, &hub, edit, move |admin, actor, edit| {
        admin.edit_office(actor, id, &revision, edit)
    });
    match work.await? {
        Ok(()) => Ok(frame::done(&format!("/uffici/{id}"), "modificato")),
        Err((edit, faults)) => {
            let mut shown = acting
                .run(&hub, move |admin, actor| admin.office(actor, id))
                .await?;
            shown.value.office.name = edit.name;
            shown.value.office.enabled = edit.enabled;
            frame::again(&view(&request, &shown, &faults))
        }
    }
}

fn view(request: &HttpRequest, shown: &Versioned<OfficeInfo>, faults: &Faults) -> Sheet {
    let info = &shown.value;
    let id = info.office.id;
    let page = frame::page(request, &info.office.name, Some(LIST));
    let facts = Facts::new()
        .fact("Ente", &info.entity.name)
        .fact("Registrato da", &names::registrar(&info.office.comune))
        .fact("Utenti abilitati", &info.users.to_string())
        .badge("Stato", &frame::enabled(info.office.enabled));
    let mut sheet = Sheet::new(page.clone())
        .part(&facts)
        .action(&format!("/utenti?ufficio={id}"), "Utenti dell'ufficio");
    if info.staffable {
        sheet = sheet
            .action(&format!("/utenti/nuovo?ufficio={id}"), "Registra un utente")
            .action(&format!("/postazioni?ufficio={id}"), "Postazioni")
            .action(&format!("/legami?da={id}"), "Sposta gli utenti");
    }
    if !info.editable {
        return sheet;
    }
    let form = Form::post(&page, format!("/uffici/{id}"), "Registra la modifica")
        .hidden("revisione", &shown.revision)
        .field(
            &Field::text("nome", "Nome")
                .length(200)
                .value(&info.office.name)
                .error(faults.of("nome")),
        )
        .field(
            &Choices::one(
                "abilitato",
                "Stato",
                frame::enabled_choices(info.office.enabled),
            )
            .help("Gli utenti di un ufficio disabilitato non possono fare nulla."),
        )
        .cancel("/uffici");
    sheet.heading("Modifica").part(&form)
}
