//! Streets and sheets: versioned like facts, compared by their code within the Comune.

use std::collections::HashMap;

use diesel::prelude::*;
use schema::date::Day;
use schema::db::Db;
use schema::facts::STILL_KNOWN;
use schema::on_backend;
use schema::tables::{HouseholdRow, StreetRow, household, street};

use super::compare::Interval;

/// Codes asked for in one statement.
const BATCH: usize = 500;

/// Rows superseded, rows new.
pub type Difference<T> = (Vec<T>, Vec<T>);

/// What the streets described change; each street with all its names, or only its present one (`present_state`):
/// then a name that is gone ended, and the new one began, between the two extractions.
pub fn compare_streets(
    conn: &mut Db,
    comune: &str,
    first: bool,
    streets: Vec<Vec<StreetRow>>,
    present_state: Option<Interval>,
) -> QueryResult<Difference<StreetRow>> {
    let mut known: HashMap<String, Vec<StreetRow>> = HashMap::new();
    if !first {
        let codes: Vec<&str> = streets
            .iter()
            .filter_map(|names| names.first())
            .map(|name| name.code.as_str())
            .collect();
        for batch in codes.chunks(BATCH) {
            let rows: Vec<StreetRow> = on_backend!(&mut *conn, |c| street::table
                .filter(street::comune.eq(comune))
                .filter(street::code.eq_any(batch))
                .filter(street::known_to.eq(STILL_KNOWN))
                .select(StreetRow::as_select())
                .load(c)?);
            for row in rows {
                known.entry(row.code.clone()).or_default().push(row);
            }
        }
    }
    let mut difference = (Vec::new(), Vec::new());
    for names in streets {
        let mut gone = names
            .first()
            .and_then(|first| known.remove(&first.code))
            .unwrap_or_default();
        let mut new = Vec::new();
        for name in names {
            match gone.iter().position(|old| same_street(old, &name)) {
                Some(index) => {
                    gone.swap_remove(index);
                }
                None => new.push(name),
            }
        }
        if let Some(interval) = present_state {
            // What had ended before is not contradicted.
            gone.retain(|old| old.to_first == Day::MAX.0);
            let change = interval.change();
            if !gone.is_empty() {
                for name in &mut new {
                    (name.from_first, name.from_last) = (change.first.0, change.last.0);
                }
            }
            new.extend(gone.iter().cloned().map(|mut old| {
                (old.to_first, old.to_last) = (change.first.0, change.last.0);
                old
            }));
        }
        difference.1.extend(new);
        difference.0.extend(gone);
    }
    Ok(difference)
}

/// What the sheets described change.
pub fn compare_households(
    conn: &mut Db,
    comune: &str,
    first: bool,
    sheets: Vec<HouseholdRow>,
) -> QueryResult<Difference<HouseholdRow>> {
    let mut known: HashMap<(String, String), HouseholdRow> = HashMap::new();
    if !first {
        let codes: Vec<&str> = sheets.iter().map(|sheet| sheet.code.as_str()).collect();
        for batch in codes.chunks(BATCH) {
            let rows: Vec<HouseholdRow> = on_backend!(&mut *conn, |c| household::table
                .filter(household::comune.eq(comune))
                .filter(household::code.eq_any(batch))
                .filter(household::known_to.eq(STILL_KNOWN))
                .select(HouseholdRow::as_select())
                .load(c)?);
            for row in rows {
                known.insert((row.kind.clone(), row.code.clone()), row);
            }
        }
    }
    let mut difference = (Vec::new(), Vec::new());
    for sheet in sheets {
        match known.remove(&(sheet.kind.clone(), sheet.code.clone())) {
            Some(old) if same_household(&old, &sheet) => {}
            Some(old) => {
                difference.0.push(old);
                difference.1.push(sheet);
            }
            None => difference.1.push(sheet),
        }
    }
    Ok(difference)
}

fn same_street(known: &StreetRow, said: &StreetRow) -> bool {
    let span = |row: &StreetRow| [row.from_first, row.from_last, row.to_first, row.to_last];
    same_span(span(known), span(said))
        && known.street_type == said.street_type
        && known.name == said.name
}

fn same_household(known: &HouseholdRow, said: &HouseholdRow) -> bool {
    let span = |row: &HouseholdRow| [row.from_first, row.from_last, row.to_first, row.to_last];
    same_span(span(known), span(said)) && known.nature == said.nature && known.name == said.name
}

/// The same validity, or one whose beginning is said more vaguely than it is known ("by the extraction").
fn same_span(known: [i32; 4], said: [i32; 4]) -> bool {
    let vaguer = said[0] == Day::MIN.0 && known[1] <= said[1];
    known[2..] == said[2..] && (vaguer || known[..2] == said[..2])
}
