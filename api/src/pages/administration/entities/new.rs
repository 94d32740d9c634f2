//! `GET /enti/nuovo`, `POST /enti`.

use actix_web::web::{self, Payload};
use actix_web::{HttpRequest, HttpResponse};
use hub::administration::EntityInput;

use super::LIST;
use crate::pages::administration::frame::{self, Faults};
use crate::pages::administration::names;
use crate::pages::components::{Choice, Field, Form, Select};
use crate::pages::{Sheet, render};
use crate::problem::Problem;
use crate::state::Hub;

pub async fn show(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    frame::visit(&request, &hub).await?;
    render(&view(&request, &EntityInput::default(), &Faults::default()))
}

pub async fn create(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let (acting, form) = frame::sent(&request, &hub, payload).await?;
    let input = EntityInput {
        name: form.get("nome").to_owned(),
        kind: form.get("tipo").to_owned(),
        comune: form.get("comune").to_owned(),
    };
    let work = frame::attempt(&acting, &hub, input, |admin, actor, input| {
        admin.create_entity(actor, input)
    });
    match work.await? {
        Ok(id) => Ok(frame::done(&format!("/enti/{id}"), "registrato")),
        Err((input, faults)) => frame::again(&view(&request, &input, &faults)),
    }
}

fn view(request: &HttpRequest, input: &EntityInput, faults: &Faults) -> Sheet {
    let page = frame::page(request, "Nuovo ente", Some(LIST));
    let mut kinds = vec![Choice::new("", "Scegliere…", input.kind.is_empty())];
    for kind in ["COMUNE", "AGENZIA", "PROVINCIA"] {
        kinds.push(Choice::new(
            kind,
            names::entity_kind(kind),
            input.kind == kind,
        ));
    }
    let form = Form::post(&page, "/enti", "Registra l'ente")
        .field(
            &Field::text("nome", "Nome")
                .length(200)
                .value(&input.name)
                .error(faults.of("nome")),
        )
        .field(&Select::new("tipo", "Tipo", kinds).error(faults.of("tipo")))
        .field(
            &Field::code("comune", "Codice ISTAT")
                .optional()
                .length(6)
                .help("Sei cifre, solo per un Comune.")
                .value(&input.comune)
                .error(faults.of("comune")),
        )
        .cancel("/enti");
    Sheet::new(page).part(&form)
}
