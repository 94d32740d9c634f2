//! Every fact is about somebody. No foreign key says so: it would look each person up once for each of some
//! seventeen rows (docs/decisions.md). What makes it true is that ids are taken from one counter together with the
//! person's row, and that no person is ever deleted; what shows it is here.

use diesel::dsl::{count_star, max, min};
use diesel::prelude::*;

use super::{
    address, bond, citizenship, death, document, identifier, identity, marital, membership,
    parentage, procedure, register_event, residence,
};
use crate::db::Db;
use crate::tables::{journal_head, person};

macro_rules! tables_beyond {
    ($conn:ident, $last:ident, $found:ident: $($table:ident)*) => {
        $(
            let (first, last): (Option<i64>, Option<i64>) = $table::table
                .select((min($table::person_id), max($table::person_id)))
                .first($conn)?;
            if first.is_some_and(|id| id < 1) || last.is_some_and(|id| id > $last) {
                $found.push(stringify!($table));
            }
        )*
    };
}

/// The tables in which something does not add up; empty in a sound register. People have every id from 1 to the last
/// one taken, so that the first and the last id of a fact table tell whether it speaks of anybody else. Cheap: ends of
/// indexes, and one count.
pub fn without_person(conn: &mut Db) -> QueryResult<Vec<&'static str>> {
    let last: i64 = journal_head::table
        .find(1)
        .select(journal_head::last_person)
        .first(conn)?;
    let people: (i64, Option<i64>, Option<i64>) = person::table
        .select((count_star(), min(person::id), max(person::id)))
        .first(conn)?;
    let mut found = Vec::new();
    if people != (last, (last > 0).then_some(1), (last > 0).then_some(last)) {
        found.push("person");
    }
    tables_beyond!(conn, last, found:
        identifier identity residence address membership marital bond parentage citizenship document death
        procedure register_event
    );
    Ok(found)
}
