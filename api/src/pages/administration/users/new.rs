//! `GET /utenti/nuovo`, `POST /utenti`.

use actix_web::web::{self, Payload};
use actix_web::{HttpRequest, HttpResponse};
use hub::administration::UserInput;
use schema::codes::Role;

use super::{LIST, fields, read};
use crate::acting::Acting;
use crate::pages::administration::frame::{self, Faults};
use crate::pages::administration::lists;
use crate::pages::components::{Choice, Field, Form, Select};
use crate::pages::{Sheet, render};
use crate::problem::Problem;
use crate::state::Hub;

pub async fn show(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    let acting = frame::visit(&request, &hub).await?;
    let input = UserInput {
        office_id: frame::asked_number(&request, "ufficio").unwrap_or(0),
        ..UserInput::default()
    };
    render(&view(&request, &hub, acting, &input, &Faults::default()).await?)
}

pub async fn create(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let (acting, form) = frame::sent(&request, &hub, payload).await?;
    let input = UserInput {
        office_id: frame::number(&form, "ufficio"),
        role: form.get("ruolo").to_owned(),
        username: form.get("nomeUtente").to_owned(),
        data: read(&form),
    };
    let work = frame::attempt(&acting, &hub, input, |admin, actor, input| {
        admin.create_user(actor, input)
    });
    match work.await? {
        Ok(id) => Ok(frame::done(&format!("/utenti/{id}"), "registrato")),
        Err((input, faults)) => frame::again(&view(&request, &hub, acting, &input, &faults).await?),
    }
}

async fn view(
    request: &HttpRequest,
    hub: &web::Data<Hub>,
    acting: Acting,
    input: &UserInput,
    faults: &Faults,
) -> Result<Sheet, Problem> {
    let offices = lists::staffable_offices(acting, hub, input.office_id).await?;
    let mut roles = vec![Choice::new("", "Scegliere…", input.role.is_empty())];
    roles.extend(Role::ALL.iter().map(|role| {
        let label = format!("{} – {}", role.code(), role.label());
        Choice::new(role.code(), label, role.code() == input.role)
    }));
    let page = frame::page(request, "Nuovo utente", Some(LIST));
    let form = Form::post(&page, "/utenti", "Registra l'utente")
        .field(&Select::new("ufficio", "Ufficio", offices).error(faults.of("ufficio")))
        .field(&Select::new("ruolo", "Ruolo", roles).error(faults.of("ruolo")))
        .field(
            &Field::text("nomeUtente", "Nome utente")
                .length(64)
                .autocomplete("off")
                .help("Quello con cui accede: in minuscolo, e di un solo utente.")
                .value(&input.username)
                .error(faults.of("nomeUtente")),
        );
    let form = fields(form, None, &input.data, faults).cancel("/utenti");
    Ok(Sheet::new(page)
        .lead(
            "Dopo la registrazione si sceglie il profilo e si consegna all'utente una password monouso.",
        )
        .part(&form))
}
