//! `GET /richieste`: what whoever looks, or their office, has asked and had to wait for.

use actix_web::web::{self, Query};
use actix_web::{HttpRequest, HttpResponse};
use hub::validation::{Reader, RequestView};
use schema::codes::RequestStatus;

use crate::pages::caller::visit;
use crate::pages::components::{Badge, Cell, Column, Pagination, Table, Tone};
use crate::pages::sheet::Sheet;
use crate::pages::{Page, render, text};
use crate::problem::Problem;
use crate::rest::failure;
use crate::state::Hub;
use crate::wire::supply::PageQuery;

/// Rows of a page.
const ROWS: i64 = 50;

/// The list, newest first.
pub async fn list(
    request: HttpRequest,
    hub: web::Data<Hub>,
    query: Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let caller = visit(&request, &hub).await?;
    let reader = Reader::of(&caller);
    let before = query.after.filter(|number| *number > 0);
    let views = failure::validating(move || hub.validations.list(&reader, before, ROWS)).await?;
    let next = views
        .last()
        .filter(|_| views.len() as i64 == ROWS)
        .map(|last| format!("/richieste?dopo={}", last.id));
    let columns = vec![
        Column::text("Presentata il"),
        Column::text("Pratica"),
        Column::text("Finalità"),
        Column::text("Stato"),
    ];
    let table = Table::new("richieste", "Richieste sottoposte ai Comuni", columns)
        .empty("Nessuna richiesta ha dovuto attendere un Comune.")
        .pagination(Pagination {
            about: "Richieste".to_owned(),
            position: format!("{} in questa pagina", views.len()),
            previous: before.map(|_| "/richieste".to_owned()),
            next,
        })
        .rows(views.into_iter().map(row));
    let page = Page::new(&request, "Richieste").crumb("Pagina iniziale", "/");
    let lead = "Le richieste per le quali uno o più Comuni decidono prima della risposta.";
    render(&Sheet::new(page).lead(lead).part(&table))
}

fn row(view: RequestView) -> Vec<Cell> {
    vec![
        Cell::link(
            format!("/richieste/{}", view.request_id),
            text::moment(view.submitted_at),
        ),
        Cell::text(view.case_reference),
        Cell::text(view.purpose),
        Cell::Badge(badge(view.status)),
    ]
}

/// Where a request stands.
pub fn badge(status: RequestStatus) -> Badge {
    let tone = match status {
        RequestStatus::Waiting => Tone::Info,
        RequestStatus::Done => Tone::Success,
    };
    Badge::new(status.label(), tone)
}
