//! Keys of an application: `POST /utenti/{id}/chiavi`, `POST /utenti/{id}/chiavi/revoca`.

use actix_web::web::{self, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use hub::administration::{IssuedKey, KeyInput, UserInfo};

use super::LIST;
use super::show::{Shown, name};
use crate::acting::number;
use crate::pages::administration::frame::{self, Faults};
use crate::pages::components::{Badge, Cell, Column, Facts, Field, Form, PostButton, Table, Tone};
use crate::pages::{Flash, Page, Sheet, render, text};
use crate::problem::Problem;
use crate::state::Hub;

pub async fn issue(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let id = number(&id)?;
    let (acting, form) = frame::sent(&request, &hub, payload).await?;
    let input = KeyInput {
        until: form.get("al").to_owned(),
    };
    let work = frame::attempt(&acting, &hub, input, move |admin, actor, input| {
        admin.issue_key(actor, id, input)
    });
    match work.await? {
        Ok(key) => {
            let page = frame::page(&request, "Chiave emessa", Some(LIST)).flash(Flash::warning(
                "La chiave si vede solo adesso: conservarla nell'applicazione, che la manda con ogni richiesta.",
            ));
            let facts = Facts::new()
                .code("Parte pubblica", &key.prefix)
                .code("Chiave", &key.text);
            render(
                &Sheet::new(page)
                    .part(&facts)
                    .action(&format!("/utenti/{id}"), "Torna all'applicazione"),
            )
        }
        Err((_, faults)) => {
            let shown = Shown::read(acting, &hub, id).await?;
            let page = frame::page(&request, &name(&shown.user.value), Some(LIST));
            let edit = shown.edit();
            frame::again(&shown.sheet(&page, &edit, &Faults::default(), &faults))
        }
    }
}

pub async fn revoke(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let id = number(&id)?;
    let (acting, form) = frame::sent(&request, &hub, payload).await?;
    let key = frame::number(&form, "chiave");
    acting
        .run(&hub, move |admin, actor| admin.revoke_key(actor, id, key))
        .await?;
    Ok(frame::done(&format!("/utenti/{id}"), "chiave"))
}

/// The keys on the application's page.
pub fn part(
    sheet: Sheet,
    page: &Page,
    info: &UserInfo,
    keys: &[IssuedKey],
    faults: &Faults,
) -> Sheet {
    let id = info.user.id;
    let sheet = sheet
        .heading("Chiavi")
        .part(&table(page, id, keys, info.editable));
    if !info.editable {
        return sheet;
    }
    let form = Form::post(page, format!("/utenti/{id}/chiavi"), "Emetti una chiave").field(
        &Field::date("al", "Ultimo giorno")
            .optional()
            .help("Al massimo due anni; se manca, un anno. Le altre chiavi restano in vigore.")
            .error(faults.of("al").or_else(|| faults.of("utente"))),
    );
    sheet.part(&form)
}

fn table(page: &Page, id: i64, keys: &[IssuedKey], editable: bool) -> Table {
    let mut columns = vec![
        Column::text("Parte pubblica"),
        Column::text("Emessa"),
        Column::text("Scadenza"),
        Column::text("Stato"),
    ];
    if editable {
        columns.push(Column::actions("Azioni"));
    }
    let rows = keys.iter().map(|key| {
        let state = match key.revoked_at {
            Some(_) => Badge::new("Revocata", Tone::Danger),
            None if key.in_force => Badge::new("In vigore", Tone::Success),
            None => Badge::new("Scaduta", Tone::Neutral),
        };
        let mut cells = vec![
            Cell::Code(key.prefix.clone()),
            Cell::text(text::moment(key.created_at)),
            Cell::text(text::moment(key.expires_at)),
            Cell::Badge(state),
        ];
        if editable {
            let about = format!("la chiave {}", key.prefix);
            let button =
                PostButton::new(page, format!("/utenti/{id}/chiavi/revoca"), "Revoca", about)
                    .hidden("chiave", key.id.to_string())
                    .tone(Tone::Danger);
            cells.push(if key.in_force {
                Cell::buttons(&[button])
            } else {
                Cell::buttons(&[])
            });
        }
        cells
    });
    Table::new("chiavi", "Chiavi dell'applicazione", columns).rows(rows)
}
