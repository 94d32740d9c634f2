//! Comuni, and those that took others over.

use diesel::prelude::*;
use schema::comuni::is_istat;
use schema::db::Db;
use schema::tables::{ComuneSuccessionRow, comune_succession};

use super::AdminError;

/// Who took over whom by that day.
pub(super) fn successions(
    conn: &mut Db,
    today: i32,
) -> Result<Vec<ComuneSuccessionRow>, AdminError> {
    Ok(comune_succession::table
        .filter(comune_succession::since.le(today))
        .select(ComuneSuccessionRow::as_select())
        .load(conn)?)
}

/// Adds those that the Comuni took over, and those that these had taken over.
pub(super) fn add_predecessors(found: &mut Vec<String>, successions: &[ComuneSuccessionRow]) {
    let mut next = 0;
    while let Some(comune) = found.get(next).cloned() {
        for row in successions.iter().filter(|row| row.new == comune) {
            if !found.contains(&row.old) {
                found.push(row.old.clone());
            }
        }
        next += 1;
    }
}

/// Whether there is, or was, a Comune of that ISTAT code.
pub(super) fn known(code: &str) -> bool {
    code.len() == 6 && is_istat(code)
}
