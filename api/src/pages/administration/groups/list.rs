//! `GET /gruppi`.

use actix_web::{HttpRequest, HttpResponse, web};
use hub::administration::{GroupInfo, SuccessionInput};
use schema::codes::Role;
use schema::date::Day;
use schema::tables::ComuneSuccessionRow;

use crate::acting::Acting;
use crate::pages::administration::frame::{self, Faults};
use crate::pages::administration::names;
use crate::pages::components::{Cell, Column, Field, Form, PostButton, Table, Tone};
use crate::pages::{Page, Sheet, render, text};
use crate::problem::Problem;
use crate::state::Hub;

pub async fn list(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    let acting = frame::visit(&request, &hub).await?;
    let input = SuccessionInput::default();
    render(&view(&request, &hub, acting, &input, &Faults::default()).await?)
}

/// The page, also with a merger that was refused.
pub async fn view(
    request: &HttpRequest,
    hub: &web::Data<Hub>,
    acting: Acting,
    input: &SuccessionInput,
    faults: &Faults,
) -> Result<Sheet, Problem> {
    let (rows, mergers, operator) = acting
        .run(hub, |admin, actor| {
            let operator = actor.role == Role::Operator;
            Ok((admin.groups(actor)?, admin.successions(actor)?, operator))
        })
        .await?;
    let page = frame::page(request, super::LIST.0, None);
    let mut sheet = Sheet::new(page.clone())
        .lead("I gruppi a cui una convenzione può riferirsi, e i Comuni che sono subentrati ad altri.")
        .heading("Gruppi");
    if operator {
        sheet = sheet.action("/gruppi/nuovo", "Registra un gruppo");
    }
    sheet = sheet
        .part(&groups(&rows))
        .heading("Fusioni")
        .part(&merged(&page, &mergers, operator));
    if operator {
        sheet = sheet.part(&form(&page, input, faults));
    }
    Ok(sheet)
}

fn groups(rows: &[GroupInfo]) -> Table {
    let columns = vec![Column::text("Nome"), Column::text("Comuni")];
    let rows = rows.iter().map(|group| {
        let comuni: Vec<String> = group
            .comuni
            .iter()
            .map(|code| names::comune(code))
            .collect();
        vec![
            Cell::link(format!("/gruppi/{}", group.id), &group.name),
            Cell::text(comuni.join(", ")),
        ]
    });
    Table::new("gruppi", "Gruppi di Comuni", columns).rows(rows)
}

fn merged(page: &Page, rows: &[ComuneSuccessionRow], operator: bool) -> Table {
    let mut columns = vec![
        Column::text("Comune cessato"),
        Column::text("Comune subentrante"),
        Column::text("Dal"),
    ];
    if operator {
        columns.push(Column::actions("Azioni"));
    }
    let rows = rows.iter().map(|row| {
        let mut cells = vec![
            Cell::text(names::comune(&row.old)),
            Cell::text(names::comune(&row.new)),
            Cell::text(text::day(Day(row.since))),
        ];
        if operator {
            let about = format!("la fusione di {}", names::comune(&row.old));
            let button = PostButton::new(page, "/fusioni/rimuovi", "Rimuovi", about)
                .hidden("comuneCessato", &row.old)
                .hidden("comuneSubentrante", &row.new)
                .tone(Tone::Danger);
            cells.push(Cell::buttons(&[button]));
        }
        cells
    });
    Table::new("fusioni", "Fusioni di Comuni", columns).rows(rows)
}

fn form(page: &Page, input: &SuccessionInput, faults: &Faults) -> Form {
    Form::post(page, "/fusioni", "Registra la fusione")
        .field(
            &Field::code("comuneCessato", "Comune cessato")
                .help("Codice ISTAT, sei cifre.")
                .length(6)
                .value(&input.old)
                .error(faults.of("comuneCessato")),
        )
        .field(
            &Field::code("comuneSubentrante", "Comune subentrante")
                .help("Codice ISTAT, sei cifre.")
                .length(6)
                .value(&input.new)
                .error(faults.of("comuneSubentrante")),
        )
        .field(
            &Field::date("dal", "Primo giorno del nuovo Comune")
                .value(&input.since)
                .error(faults.of("dal")),
        )
}
