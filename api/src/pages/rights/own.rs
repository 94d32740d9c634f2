//! `GET /diritti`: what whoever looks may do and ask, now and from here.

use actix_web::{HttpRequest, HttpResponse, web};
use hub::access::policy::{Reach, reach};
use hub::access::{Caller, Effective, EffectiveRight};
use schema::codes::Function;

use super::words;
use crate::auth;
use crate::pages::caller::visit;
use crate::pages::components::{Badge, Cell, Column, Facts, Table, Tone};
use crate::pages::{Page, Sheet, render};
use crate::problem::Problem;
use crate::state::Hub;

/// The page.
pub async fn show(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    let caller = visit(&request, &hub).await?;
    let context = auth::context(&request, &hub);
    let asking = caller.clone();
    // The quotas are read from the store.
    let effective = web::block(move || asking.effective(&context, hub.engine.quotas()))
        .await
        .map_err(|error| Problem::internal(&error))?
        .map_err(|refused| auth::denied(&refused))?;
    let page = Page::new(&request, "I miei diritti").crumb("Pagina iniziale", "/");
    render(&sheet(page, &caller, &effective))
}

fn sheet(page: Page, caller: &Caller, effective: &Effective) -> Sheet {
    let user = caller.user();
    let who = Facts::new()
        .fact("Ruolo", user.role.label())
        .fact("Ente", &user.entity.name)
        .fact("Ufficio", &user.office.name)
        .fact("Postazione", &effective.place);
    let mut sheet = Sheet::new(page)
        .lead("Che cosa si può chiedere adesso e da qui: ciò che le convenzioni dell'ente concedono e il profilo conserva.")
        .part(&who);
    if reach(caller.role(), Function::Simulate) != Reach::Nothing {
        sheet = sheet.action("/diritti/simula", "Che cosa mi verrebbe risposto?");
    }
    sheet = sheet.heading("Convenzioni");
    if effective.rights.is_empty() {
        sheet = sheet.text(
            "Oggi nessuna convenzione e nessun profilo in vigore concedono qualcosa a questo utente. Il profilo lo \
             assegna il responsabile dell'ufficio o del Comune.",
        );
    }
    let mut rights: &[EffectiveRight] = &effective.rights;
    let mut sorted = rights.to_vec();
    sorted.sort_by_key(|right| right.agreement_id);
    rights = &sorted;
    for (number, agreed) in rights
        .chunk_by(|a, b| a.agreement_id == b.agreement_id)
        .enumerate()
    {
        sheet = agreement(sheet, number, agreed);
    }
    sheet
        .heading("Funzioni del ruolo")
        .part(&functions(effective))
}

/// One agreement, cut down to the profile.
fn agreement(sheet: Sheet, number: usize, rights: &[EffectiveRight]) -> Sheet {
    let Some(first) = rights.first() else {
        return sheet;
    };
    let usable = if first.usable_here {
        Badge::new("Utilizzabile da qui", Tone::Success)
    } else {
        Badge::new("Non utilizzabile da qui", Tone::Warning)
    };
    let facts = Facts::new()
        .badge("Stato", &usable)
        .fact("Territorio", &words::territory(&first.scope))
        .fact("Finalità", &words::purposes(&first.purposes))
        .fact(
            "Validazione",
            &words::validation(first.validation, first.silence_hours),
        )
        .fact("Quota", &words::quota(first.quota))
        .fact(
            "Postazione",
            words::workstation(first.workstation, first.usable_here),
        );
    let columns = ["Servizio", "Tipo", "Campi"].map(Column::text);
    let rows = rights.iter().map(|right| {
        let fields: Vec<&str> = right.fields.iter().map(|field| field.label).collect();
        vec![
            Cell::text(right.service.label()),
            Cell::text(right.kind.map_or("", |kind| kind.label())),
            Cell::text(fields.join(", ")),
        ]
    });
    // Agreements with several Comuni may bear one protocol number: whoever hears the captions tells them apart by whom.
    let caption = format!(
        "Che cosa concede la convenzione {} ({})",
        first.protocol,
        words::territory(&first.scope)
    );
    let table = Table::new(format!("diritti-{number}"), caption, columns.into()).rows(rows);
    sheet
        .subheading(&format!("Convenzione {}", first.protocol))
        .part(&facts)
        .part(&table)
}

fn functions(effective: &Effective) -> Table {
    let columns = vec![Column::text("Funzione"), Column::text("Dove")];
    let rows = effective
        .functions
        .iter()
        .map(|(function, far)| vec![Cell::text(function.label()), Cell::text(words::reach(*far))]);
    Table::new("funzioni", "Che cosa può fare il ruolo", columns).rows(rows)
}
