//! A request in words.

use hub::access::Service;
use hub::check_service::comune_name;
use hub::consultation::{Made, read_made};
use hub::validation::{Outline, OutlineGroup, PartView, RequestView};
use schema::codes::PartStatus;

use crate::pages::components::{Cell, Facts};
use crate::pages::sheet::Sheet;
use crate::pages::text;

/// What is asked, on one line.
pub fn what(service: &str, outline: Option<&Outline>) -> String {
    let Some(outline) = outline else {
        return match Service::from_code(service) {
            Some(Service::Consultation) => "Consultazione".to_owned(),
            _ => "Verifica".to_owned(),
        };
    };
    let titles: Vec<&str> = outline.asked.iter().map(|one| one.title.as_str()).collect();
    let titles = titles.join(", ");
    if service == Service::Consultation.code() {
        titles
    } else {
        format!("Verifica: {titles}")
    }
}

/// What is asked, label by label.
pub fn asked(sheet: Sheet, outline: &Outline) -> Sheet {
    let groups = std::iter::once(&outline.subject).chain(&outline.asked);
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

/// The Comuni that have yet to decide, each with its term; nothing if none has.
pub fn deciding(view: &RequestView) -> Option<String> {
    let waiting: Vec<String> = view
        .parts
        .iter()
        .filter(|part| part.status == PartStatus::Waiting)
        .map(|part| match part.deadline_at {
            Some(deadline) => format!(
                "{} (entro il {})",
                comune_name(&part.comune),
                text::moment(deadline)
            ),
            None => comune_name(&part.comune),
        })
        .collect();
    (!waiting.is_empty()).then(|| waiting.join(", "))
}

/// The consultation made for a part.
pub fn made(part: &PartView) -> Option<Made> {
    read_made(&part.answer)?.pop()
}

/// The way to a sheet, for whoever asked for it; of what showed none, what came of it.
pub fn sheet_of(made: &Made, own: bool) -> Cell {
    match made.outcome.as_str() {
        _ if made.is_shown() && own => {
            Cell::link(format!("/consultazioni/{}", made.number), "Apri la scheda")
        }
        _ if made.is_shown() => Cell::text("Scheda per chi ha chiesto"),
        "AMBIGUA" => Cell::text("Più persone o più vie corrispondono"),
        _ => Cell::text("Nessuna corrispondenza"),
    }
}
