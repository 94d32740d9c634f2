//! `GET /richieste`: what whoever looks, or their office, has asked and had to wait for.

use actix_web::web::{self, Query};
use actix_web::{HttpRequest, HttpResponse};
use hub::consultation::Made;
use hub::validation::{Reader, RequestView};
use schema::codes::RequestStatus;

use super::words::{made, sheet_of, what};
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
    let asker = caller.user_id();
    let before = query.after.filter(|number| *number > 0);
    let views = failure::validating(move || hub.validations.list(&reader, before, ROWS)).await?;
    let next = views
        .last()
        .filter(|_| views.len() as i64 == ROWS)
        .map(|last| format!("/richieste?dopo={}", last.id));
    let columns = vec![
        Column::text("Presentata il"),
        Column::text("Che cosa"),
        Column::text("Pratica"),
        Column::text("Finalità"),
        Column::text("Stato"),
        Column::text("Scheda"),
    ];
    let table = Table::new("richieste", "Richieste sottoposte ai Comuni", columns)
        .empty("Nessuna richiesta ha dovuto attendere un Comune.")
        .pagination(Pagination {
            about: "Richieste".to_owned(),
            position: format!("{} in questa pagina", views.len()),
            previous: before.map(|_| "/richieste".to_owned()),
            next,
        })
        .rows(views.into_iter().map(|view| row(view, asker)));
    let page = Page::new(&request, "Richieste").crumb("Pagina iniziale", "/");
    let lead = "Le richieste per le quali uno o più Comuni decidono prima della risposta.";
    render(&Sheet::new(page).lead(lead).part(&table))
}

fn row(view: RequestView, asker: i64) -> Vec<Cell> {
    let own = view.user_id == asker;
    let mut shown = view.parts.iter().filter_map(made).filter(Made::is_shown);
    let sheet = shown.next().map(|made| sheet_of(&made, own));
    vec![
        Cell::link(
            format!("/richieste/{}", view.request_id),
            text::moment(view.submitted_at),
        ),
        Cell::text(what(&view.service, view.outline.as_ref())),
        Cell::text(view.case_reference),
        Cell::text(view.purpose),
        Cell::Badge(badge(view.status)),
        sheet.unwrap_or_else(|| Cell::text("")),
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
