//! `GET /richieste/{id}`: where a request stands.

use std::collections::HashMap;

use actix_web::web::{self, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use hub::access::Service;
use hub::check_service::{comune_name, read_answers};
use hub::validation::{PartView, Reader, RequestView};
use schema::codes::PartStatus;

use super::list::badge;
use super::words::{asked, made, sheet_of, what};
use crate::pages::caller::visit;
use crate::pages::checks::{outcomes, part_badge};
use crate::pages::components::{Cell, Column, Facts, Table};
use crate::pages::sheet::Sheet;
use crate::pages::{Flash, Page, render, text};
use crate::problem::Problem;
use crate::rest::failure;
use crate::state::Hub;

/// The page.
pub async fn show(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
    query: Query<HashMap<String, String>>,
) -> Result<HttpResponse, Problem> {
    let caller = visit(&request, &hub).await?;
    let reader = Reader::of(&caller);
    let asker = caller.user_id();
    let view = failure::validating(move || hub.validations.read(&reader, &id)).await?;
    let mut page = Page::new(&request, "Richiesta sottoposta ai Comuni")
        .crumb("Pagina iniziale", "/")
        .crumb("Richieste", "/richieste");
    if query.get("esito").is_some_and(|code| code == "presentata") {
        page = page.flash(Flash::success(
            "Richiesta presentata: uno o più Comuni decidono prima della risposta.",
        ));
    }
    let facts = Facts::new()
        .badge("Stato", &badge(view.status))
        .fact("Che cosa", &what(&view.service, view.outline.as_ref()))
        .fact("Presentata il", &text::moment(view.submitted_at))
        .fact("Data di riferimento", &text::day(view.reference_day))
        .fact("Finalità", &view.purpose)
        .fact("Pratica", &view.case_reference)
        .code("Identificativo della richiesta", &view.request_id);
    let mut sheet = Sheet::new(page).part(&facts);
    if let Some(answers) = read_answers(&view.answer) {
        sheet = sheet.part(&outcomes("esiti", "Esiti", &answers));
    }
    sheet = sheet.part(&parts(&view, view.user_id == asker));
    if view.removed {
        sheet = sheet.text(
            "I dati della richiesta e gli esiti non sono più conservati qui: il loro termine è trascorso. Le ricevute restano.",
        );
    }
    if let Some(outline) = &view.outline {
        sheet = asked(sheet.heading("Che cosa è stato chiesto"), outline);
    }
    render(&sheet)
}

fn parts(view: &RequestView, own: bool) -> Table {
    let consults = view.service == Service::Consultation.code();
    let mut columns = vec![
        Column::text("Comune"),
        Column::text("Stato"),
        Column::text("Quando"),
        Column::text("Nota"),
    ];
    if consults {
        columns.push(Column::text("Scheda"));
    }
    columns.push(Column::text("Ricevuta"));
    let rows = view.parts.iter().map(|part| row(part, consults, own));
    Table::new("parti", "Che cosa ha deciso ogni Comune", columns).rows(rows)
}

fn row(part: &PartView, consults: bool, own: bool) -> Vec<Cell> {
    let name = match part.comune.as_str() {
        "" => "Comuni che non chiedono validazione".to_owned(),
        code => comune_name(code),
    };
    let when = match (part.status, part.deadline_at, part.decided_at) {
        (PartStatus::Waiting, Some(deadline), _) => {
            format!("Entro il {}", text::moment(deadline))
        }
        (_, _, Some(decided)) => text::moment(decided),
        _ => String::new(),
    };
    let note = if part.refusal.is_empty() {
        &part.reason
    } else {
        &part.refusal
    };
    let consulted = made(part);
    let receipt = if consulted.is_some() || read_answers(&part.answer).is_some() {
        Cell::link(
            format!("/ricevute/{}", part.trace_number),
            format!("Ricevuta n. {}", part.trace_number),
        )
    } else {
        Cell::text("")
    };
    let mut cells = vec![
        Cell::text(name),
        Cell::Badge(part_badge(part.status)),
        Cell::text(when),
        Cell::text(note.as_str()),
    ];
    if consults {
        cells.push(consulted.map_or_else(|| Cell::text(""), |made| sheet_of(&made, own)));
    }
    cells.push(receipt);
    cells
}
