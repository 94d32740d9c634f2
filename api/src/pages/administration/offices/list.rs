//! `GET /uffici`, and the same as CSV.

use actix_web::{HttpRequest, HttpResponse, web};
use hub::administration::OfficeInfo;
use schema::codes::Role;

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
    let (rows, registers) = acting
        .run(&hub, move |admin, actor| {
            let registers = matches!(actor.role, Role::Operator | Role::Top);
            Ok((admin.offices(actor, None, &query)?, registers))
        })
        .await?;
    let filters = frame::filters(&[("testo", &text)]);
    let path = format!("/uffici{filters}");
    let last = rows.last().map(|info| info.office.id);
    let pagination = frame::pagination("Uffici", &path, after, rows.len(), last);
    let name = Field::text("testo", "Nome dell'ufficio o dell'ente");
    let filter = Form::get("/uffici", "Cerca").field(&name.optional().value(text).length(100));
    let mut sheet = Sheet::new(frame::page(&request, "Uffici", None)).lead(
        "Gli uffici degli enti: ogni utente sta in uno, e l'utente ADMIN ne è il responsabile.",
    );
    if registers {
        sheet = sheet.action("/uffici/nuovo", "Registra un ufficio");
    }
    let table = table(&rows)
        .download(format!("/uffici.csv{filters}"))
        .pagination(pagination);
    render(&sheet.part(&filter).part(&table))
}

pub async fn csv(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    let acting = frame::visit(&request, &hub).await?;
    let query = lists::asked(&request, ALL);
    let rows = acting
        .run(&hub, move |admin, actor| admin.offices(actor, None, &query))
        .await?;
    table(&rows).csv("uffici.csv")
}

fn table(rows: &[OfficeInfo]) -> Table {
    let columns = vec![
        Column::text("Ufficio"),
        Column::text("Ente"),
        Column::text("Registrato da"),
        Column::number("Utenti"),
        Column::text("Stato"),
    ];
    let rows = rows.iter().map(|info| {
        vec![
            Cell::link(format!("/uffici/{}", info.office.id), &info.office.name),
            Cell::text(&info.entity.name),
            Cell::text(names::registrar(&info.office.comune)),
            Cell::Number(info.users),
            Cell::Badge(frame::enabled(info.office.enabled)),
        ]
    });
    Table::new("uffici", "Uffici", columns).rows(rows)
}
