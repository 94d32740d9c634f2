//! `GET /convenzioni`, and the same as CSV.

use actix_web::{HttpRequest, HttpResponse, web};
use hub::administration::{AgreementInfo, AgreementQuery};
use schema::codes::Role;
use schema::date::Day;

use super::show::{state, with};
use crate::pages::administration::frame::{self, ROWS};
use crate::pages::administration::{lists, names};
use crate::pages::components::{Cell, Choice, Column, Field, Form, Select, Table};
use crate::pages::{Sheet, render, text};
use crate::problem::Problem;
use crate::state::Hub;

pub async fn list(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    let acting = frame::visit(&request, &hub).await?;
    let query = query(&request, ROWS);
    let (after, words, in_force) = (query.page.after, query.page.text.clone(), query.in_force);
    let (rows, registers) = acting
        .run(&hub, move |admin, actor| {
            let registers = matches!(actor.role, Role::Operator | Role::Top);
            Ok((admin.agreements(actor, &query)?, registers))
        })
        .await?;
    let vigore = if in_force { "si" } else { "" };
    let filters = frame::filters(&[("testo", &words), ("vigore", vigore)]);
    let path = format!("/convenzioni{filters}");
    let last = rows.last().map(|info| info.row.id);
    let pagination = frame::pagination("Convenzioni", &path, after, rows.len(), last);
    let states = vec![
        Choice::new("", "Tutte", !in_force),
        Choice::new("si", "Solo in vigore", in_force),
    ];
    let name = Field::text("testo", "Ente, protocollo o base giuridica");
    let filter = Form::get("/convenzioni", "Cerca")
        .field(&name.optional().value(words).length(100))
        .field(&Select::new("vigore", "Stato", states).optional());
    let page = frame::page(&request, "Convenzioni", None);
    let mut sheet = Sheet::new(page)
        .lead("Che cosa un ente può chiedere, sui residenti di quali Comuni, per quali finalità.");
    if registers {
        sheet = sheet.action("/convenzioni/nuova", "Registra una convenzione");
    }
    let table = table(&rows)
        .download(format!("/convenzioni.csv{filters}"))
        .pagination(pagination);
    render(&sheet.part(&filter).part(&table))
}

pub async fn csv(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    let acting = frame::visit(&request, &hub).await?;
    let query = query(&request, lists::ALL);
    let rows = acting
        .run(&hub, move |admin, actor| admin.agreements(actor, &query))
        .await?;
    table(&rows).csv("convenzioni.csv")
}

fn query(request: &HttpRequest, limit: usize) -> AgreementQuery {
    AgreementQuery {
        page: lists::asked(request, limit),
        entity_id: frame::asked_number(request, "ente"),
        in_force: frame::asked(request, "vigore").is_some(),
    }
}

fn table(rows: &[AgreementInfo]) -> Table {
    let columns = vec![
        Column::text("Convenzione"),
        Column::text("Ente"),
        Column::text("Con"),
        Column::text("Dal"),
        Column::text("Al"),
        Column::text("Validazione"),
        Column::text("Stato"),
    ];
    let rows = rows.iter().map(|info| {
        let row = &info.row;
        vec![
            Cell::link(format!("/convenzioni/{}", row.id), &row.protocol),
            Cell::text(&info.entity.name),
            Cell::text(with(info)),
            Cell::text(text::day(Day(row.valid_from))),
            Cell::text(names::last_day(row.valid_to)),
            Cell::text(&row.validation),
            Cell::Badge(state(info)),
        ]
    });
    Table::new("convenzioni", "Convenzioni", columns).rows(rows)
}
