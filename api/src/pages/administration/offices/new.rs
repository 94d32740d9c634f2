//! `GET /uffici/nuovo`, `POST /uffici`.

use actix_web::web::{self, Payload};
use actix_web::{HttpRequest, HttpResponse};
use hub::administration::OfficeInput;

use super::LIST;
use crate::acting::Acting;
use crate::pages::administration::frame::{self, Faults};
use crate::pages::administration::lists;
use crate::pages::components::{Choice, Field, Form, Select};
use crate::pages::{Sheet, render};
use crate::problem::Problem;
use crate::state::Hub;

pub async fn show(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    let acting = frame::visit(&request, &hub).await?;
    let input = OfficeInput {
        entity_id: frame::asked_number(&request, "ente").unwrap_or(0),
        ..OfficeInput::default()
    };
    render(&view(&request, &hub, acting, &input, &Faults::default()).await?)
}

pub async fn create(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let (acting, form) = frame::sent(&request, &hub, payload).await?;
    let input = OfficeInput {
        entity_id: frame::number(&form, "ente"),
        name: form.get("nome").to_owned(),
    };
    let work = frame::attempt(&acting, &hub, input, |admin, actor, input| {
        admin.create_office(actor, input)
    });
    match work.await? {
        Ok(id) => Ok(frame::done(&format!("/uffici/{id}"), "registrato")),
        Err((input, faults)) => frame::again(&view(&request, &hub, acting, &input, &faults).await?),
    }
}

async fn view(
    request: &HttpRequest,
    hub: &web::Data<Hub>,
    acting: Acting,
    input: &OfficeInput,
    faults: &Faults,
) -> Result<Sheet, Problem> {
    let entities = acting
        .run(hub, |admin, actor| {
            admin.entities(actor, &lists::everything())
        })
        .await?;
    let mut choices = vec![Choice::new("", "Scegliere…", input.entity_id == 0)];
    choices.extend(
        entities
            .iter()
            .map(|row| Choice::new(row.id.to_string(), &row.name, row.id == input.entity_id)),
    );
    let page = frame::page(request, "Nuovo ufficio", Some(LIST));
    let form = Form::post(&page, "/uffici", "Registra l'ufficio")
        .field(&Select::new("ente", "Ente", choices).error(faults.of("ente")))
        .field(
            &Field::text("nome", "Nome")
                .length(200)
                .value(&input.name)
                .error(faults.of("nome")),
        )
        .cancel("/uffici");
    Ok(Sheet::new(page)
        .lead("L'ufficio di un'agenzia si registra dopo la convenzione con il Comune.")
        .part(&form))
}
