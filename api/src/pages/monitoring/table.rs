//! Acts in rows.

use hub::monitoring::Act;

use super::asking::Asking;
use super::words;
use crate::pages::administration::comune;
use crate::pages::components::{Cell, Column, Table};
use crate::pages::text;

/// The acts of a page. A user leads to the same list of that user's acts only.
pub fn acts(acts: &[Act], path: &str, asking: &Asking) -> Table {
    // Where nobody is told which Comune an act concerned, a column of blanks would only widen the table.
    let has_comune = acts.iter().any(|act| !act.comune.is_empty());
    let mut columns: Vec<Column> = [
        "Quando",
        "Utente",
        "Ufficio",
        "Che cosa",
        "Esito",
        "Soggetto",
        "Finalità e pratica",
        "Da dove",
    ]
    .map(Column::text)
    .into();
    if has_comune {
        columns.push(Column::text("Comune"));
    }
    let rows = acts.iter().map(|act| {
        let mut row = vec![
            Cell::text(text::exact_moment(act.at)),
            user(act, path, asking),
            Cell::text(joined(" – ", [&act.entity.1, &act.office.1])),
            Cell::text(words::what(act)),
            Cell::text(words::outcome(&act.outcome)),
            Cell::text(&act.subject),
            Cell::text(joined("; ", [&act.purpose, &act.case_reference])),
            Cell::text(&act.workstation),
        ];
        if has_comune {
            row.push(Cell::text(comune(&act.comune)));
        }
        row
    });
    Table::new("atti", "Atti, i più recenti per primi", columns)
        .rows(rows)
        .empty("Nessun atto corrisponde.")
}

fn user(act: &Act, path: &str, asking: &Asking) -> Cell {
    match &act.user {
        (0, _) => Cell::text(""),
        (id, name) => {
            let id = id.to_string();
            let name = if name.is_empty() { &id } else { name };
            Cell::link(asking.narrowed(path, &[("utente", &id)]), name.as_str())
        }
    }
}

fn joined(mark: &str, parts: [&String; 2]) -> String {
    let parts: Vec<&str> = parts
        .into_iter()
        .map(String::as_str)
        .filter(|part| !part.is_empty())
        .collect();
    parts.join(mark)
}
