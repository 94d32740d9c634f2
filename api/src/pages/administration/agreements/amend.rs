//! `GET` and `POST /convenzioni/{id}/modifica`.

use actix_web::web::{self, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use hub::administration::{AgreementInfo, AgreementInput, PurposeInput, Versioned};
use schema::date::Day;

use super::form::{Around, around, read, terms};
use super::{LIST, show::with};
use crate::acting::number;
use crate::pages::administration::frame::{self, Faults};
use crate::pages::administration::names;
use crate::pages::components::{Facts, Form};
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
    let around = around(acting.clone(), &hub).await?;
    let shown = acting
        .run(&hub, move |admin, actor| admin.agreement(actor, id))
        .await?;
    let mut input = input(&shown.value);
    // The past stays as it was: an amendment begins today at the earliest.
    input.from = Day(shown.value.row.valid_from).max(hub.clock.today()).iso();
    render(&view(&request, &around, &shown, &input, &Faults::default()))
}

pub async fn save(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let id = number(&id)?;
    let (acting, form) = frame::sent(&request, &hub, payload).await?;
    let shown = acting
        .clone()
        .run(&hub, move |admin, actor| admin.agreement(actor, id))
        .await?;
    let row = &shown.value.row;
    let input = AgreementInput {
        entity_id: row.entity_id,
        comune: row.comune.clone(),
        group_id: row.group_id,
        ..read(&form)
    };
    let revision = form.get("revisione").to_owned();
    let work = frame::attempt(&acting, &hub, input, move |admin, actor, input| {
        admin.amend_agreement(actor, id, &revision, input)
    });
    match work.await? {
        Ok(new) => Ok(frame::done(&format!("/convenzioni/{new}"), "sostituita")),
        Err((input, faults)) => {
            let around = around(acting, &hub).await?;
            frame::again(&view(&request, &around, &shown, &input, &faults))
        }
    }
}

fn input(info: &AgreementInfo) -> AgreementInput {
    let row = &info.row;
    let number = |number: i64| match number {
        0 => String::new(),
        number => number.to_string(),
    };
    AgreementInput {
        entity_id: row.entity_id,
        comune: row.comune.clone(),
        group_id: row.group_id,
        territory: row.territory.clone(),
        protocol: row.protocol.clone(),
        legal_basis: row.legal_basis.clone(),
        from: String::new(),
        until: names::last_day_iso(row.valid_to),
        validation: row.validation.clone(),
        silence_hours: number(i64::from(row.silence_hours)),
        daily_quota: number(row.daily_quota),
        anpr: row.anpr.clone(),
        workstation: row.workstation.clone(),
        purposes: info
            .purposes
            .iter()
            .map(|(code, description)| PurposeInput {
                code: code.clone(),
                description: description.clone(),
            })
            .collect(),
        grants: info.grants.clone(),
    }
}

fn view(
    request: &HttpRequest,
    around: &Around,
    shown: &Versioned<AgreementInfo>,
    input: &AgreementInput,
    faults: &Faults,
) -> Sheet {
    let info = &shown.value;
    let back = format!("/convenzioni/{}", info.row.id);
    let page = frame::page(request, "Modifica della convenzione", Some(LIST));
    let facts = Facts::new()
        .fact("Ente", &info.entity.name)
        .fact("Con", &with(info));
    let form = Form::post(&page, format!("{back}/modifica"), "Registra la modifica")
        .hidden("revisione", &shown.revision);
    Sheet::new(page)
        .lead("La convenzione com'è ora cessa il giorno in cui comincia la nuova.")
        .part(&facts)
        .part(&terms(form, around, input, faults).cancel(back))
}
