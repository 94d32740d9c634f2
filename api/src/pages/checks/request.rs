//! `GET /richieste/{id}`: where a request stands.

use std::collections::HashMap;

use actix_web::web::{self, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use hub::check_service::{Outline, OutlineGroup, comune_name, outline, read_answers, read_request};
use hub::validation::{PartView, Reader, RequestView};
use schema::codes::PartStatus;

use super::outcome::{outcomes, part_badge};
use super::requests::badge;
use crate::pages::caller::visit;
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
        .fact("Presentata il", &text::moment(view.submitted_at))
        .fact("Data di riferimento", &text::day(view.reference_day))
        .fact("Finalità", &view.purpose)
        .fact("Pratica", &view.case_reference)
        .code("Identificativo della richiesta", &view.request_id);
    let mut sheet = Sheet::new(page).part(&facts);
    if let Some(answers) = read_answers(&view.answer) {
        sheet = sheet.part(&outcomes("esiti", "Esiti", &answers));
    }
    sheet = sheet.part(&parts(&view));
    if view.removed {
        sheet = sheet.text(
            "I dati della richiesta e gli esiti non sono più conservati qui: il loro termine è trascorso. Le ricevute restano.",
        );
    }
    if let Some(question) = read_request(&view.payload) {
        sheet = asked(
            sheet.heading("Che cosa è stato chiesto"),
            &outline(&question),
        );
    }
    render(&sheet)
}

fn parts(view: &RequestView) -> Table {
    let columns = vec![
        Column::text("Comune"),
        Column::text("Stato"),
        Column::text("Quando"),
        Column::text("Nota"),
        Column::text("Ricevuta"),
    ];
    Table::new("parti", "Che cosa ha deciso ogni Comune", columns).rows(view.parts.iter().map(row))
}

fn row(part: &PartView) -> Vec<Cell> {
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
    let receipt = match read_answers(&part.answer) {
        Some(_) => Cell::link(
            format!("/ricevute/{}", part.trace_number),
            format!("Ricevuta n. {}", part.trace_number),
        ),
        None => Cell::text(""),
    };
    vec![
        Cell::text(name),
        Cell::Badge(part_badge(part.status)),
        Cell::text(when),
        Cell::text(note.as_str()),
        receipt,
    ]
}

/// A check in words.
pub fn asked(sheet: Sheet, outline: &Outline) -> Sheet {
    let groups = std::iter::once(&outline.subject).chain(&outline.declarations);
    groups.fold(sheet, group_of)
}

fn group_of(sheet: Sheet, group: &OutlineGroup) -> Sheet {
    let mut facts = Facts::new();
    for (label, value) in &group.rows {
        facts = facts.fact(label, value);
    }
    let sheet = sheet.subheading(&group.title);
    if group.rows.is_empty() {
        sheet
    } else {
        sheet.part(&facts)
    }
}
