//! Streets and sheets: versioned like facts, compared by their code within the Comune.

use std::collections::HashMap;

use diesel::prelude::*;
use schema::db::Db;
use schema::facts::STILL_KNOWN;
use schema::on_backend;
use schema::tables::{HouseholdRow, StreetRow, household, street};

/// Codes asked for in one statement.
const BATCH: usize = 500;

/// Rows superseded, rows new.
pub type Difference<T> = (Vec<T>, Vec<T>);

/// What the streets described change; each street with all its names.
pub fn compare_streets(
    conn: &mut Db,
    comune: &str,
    first: bool,
    streets: Vec<Vec<StreetRow>>,
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
        for name in names {
            match gone.iter().position(|old| same_street(old, &name)) {
                Some(index) => {
                    gone.swap_remove(index);
                }
                None => difference.1.push(name),
            }
        }
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

fn same_street(one: &StreetRow, other: &StreetRow) -> bool {
    let span = |row: &StreetRow| (row.from_first, row.from_last, row.to_first, row.to_last);
    span(one) == span(other) && one.street_type == other.street_type && one.name == other.name
}

fn same_household(one: &HouseholdRow, other: &HouseholdRow) -> bool {
    let span = |row: &HouseholdRow| (row.from_first, row.from_last, row.to_first, row.to_last);
    span(one) == span(other) && one.nature == other.nature && one.name == other.name
}
