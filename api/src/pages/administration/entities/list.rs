//! `GET /enti`, and the same as CSV.

use actix_web::{HttpRequest, HttpResponse, web};
use schema::codes::Role;
use schema::tables::EntityRow;

use crate::pages::administration::frame::{self, ROWS};
use crate::pages::administration::lists::{self, ALL};
use crate::pages::administration::names;
use crate::pages::components::{Cell, Column, Field, Form, Table};
use crate::pages::{Sheet, render};
use crate::problem::Problem;
use crate::state::Hub;

pub async fn list(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    let acting = frame::visit(&request, &hub).await?;
    let query = lists::asked(&request, ROWS);
    let (after, text) = (query.after, query.text.clone());
    let (rows, operator) = acting
        .run(&hub, move |admin, actor| {
            Ok((admin.entities(actor, &query)?, actor.role == Role::Operator))
        })
        .await?;
    let filters = frame::filters(&[("testo", &text)]);
    let path = format!("/enti{filters}");
    let last = rows.last().map(|row| row.id);
    let pagination = frame::pagination("Enti", &path, after, rows.len(), last);
    let filter = Form::get("/enti", "Cerca").field(
        &Field::text("testo", "Nome")
            .optional()
            .value(text)
            .length(100),
    );
    let mut sheet = Sheet::new(frame::page(&request, "Enti", None))
        .lead("I Comuni, le agenzie e la Provincia che partecipano all'hub.");
    if operator {
        sheet = sheet.action("/enti/nuovo", "Registra un ente");
    }
    let table = table(&rows)
        .download(format!("/enti.csv{filters}"))
        .pagination(pagination);
    render(&sheet.part(&filter).part(&table))
}

pub async fn csv(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    let acting = frame::visit(&request, &hub).await?;
    let query = lists::asked(&request, ALL);
    let rows = acting
        .run(&hub, move |admin, actor| admin.entities(actor, &query))
        .await?;
    table(&rows).csv("enti.csv")
}

fn table(rows: &[EntityRow]) -> Table {
    let columns = vec![
        Column::text("Nome"),
        Column::text("Tipo"),
        Column::text("Comune"),
        Column::text("Stato"),
    ];
    let rows = rows.iter().map(|row| {
        vec![
            Cell::link(format!("/enti/{}", row.id), &row.name),
            Cell::text(names::entity_kind(&row.kind)),
            Cell::text(names::comune(&row.comune)),
            Cell::Badge(frame::enabled(row.enabled)),
        ]
    });
    Table::new("enti", "Enti registrati", columns).rows(rows)
}
