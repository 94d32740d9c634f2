//! `GET /postazioni`, and the same as CSV.

use actix_web::{HttpRequest, HttpResponse, web};
use hub::administration::WorkstationInfo;

use crate::pages::administration::frame::{self, ROWS};
use crate::pages::administration::lists;
use crate::pages::components::{Cell, Column, Table};
use crate::pages::{Sheet, render};
use crate::problem::Problem;
use crate::state::Hub;

pub async fn list(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    let acting = frame::visit(&request, &hub).await?;
    let office = frame::asked_number(&request, "ufficio");
    let query = lists::asked(&request, ROWS);
    let after = query.after;
    let rows = acting
        .run(&hub, move |admin, actor| {
            admin.workstations(actor, office, &query)
        })
        .await?;
    let suffix = office.map_or_else(String::new, |id| format!("?ufficio={id}"));
    let last = rows.last().map(|info| info.row.id);
    let path = format!("/postazioni{suffix}");
    let pagination = frame::pagination("Postazioni", &path, after, rows.len(), last);
    let table = table(&rows)
        .download(format!("/postazioni.csv{suffix}"))
        .pagination(pagination);
    render(
        &Sheet::new(frame::page(&request, "Postazioni", None))
            .lead(
                "Le postazioni da cui lavorano gli utenti che una convenzione o un profilo legano a postazioni \
                 autorizzate.",
            )
            .action(&format!("/postazioni/nuova{suffix}"), "Registra una postazione")
            .part(&table),
    )
}

pub async fn csv(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    let acting = frame::visit(&request, &hub).await?;
    let office = frame::asked_number(&request, "ufficio");
    let query = lists::everything();
    let rows = acting
        .run(&hub, move |admin, actor| {
            admin.workstations(actor, office, &query)
        })
        .await?;
    table(&rows).csv("postazioni.csv")
}

fn table(rows: &[WorkstationInfo]) -> Table {
    let columns = vec![
        Column::text("Postazione"),
        Column::text("Ufficio"),
        Column::text("Ente"),
        Column::text("Rete"),
        Column::text("Certificato"),
        Column::number("Utenti legati"),
        Column::text("Stato"),
    ];
    let rows = rows.iter().map(|info| {
        let row = &info.row;
        let certificate = match row.certificate.get(..12) {
            Some(start) => Cell::Code(format!("{start}…")),
            None => Cell::text("–"),
        };
        vec![
            Cell::link(format!("/postazioni/{}", row.id), &row.name),
            Cell::text(&info.office),
            Cell::text(&info.entity),
            Cell::text(if row.network.is_empty() {
                "qualunque"
            } else {
                &row.network
            }),
            certificate,
            Cell::Number(info.users),
            Cell::Badge(frame::enabled(row.enabled)),
        ]
    });
    Table::new("postazioni", "Postazioni autorizzate", columns).rows(rows)
}
