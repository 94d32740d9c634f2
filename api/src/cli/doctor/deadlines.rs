//! Who is late with its supplies, and whose are held.

use chrono::Duration;
use diesel::dsl::max;
use diesel::prelude::*;
use schema::clock::Clock;
use schema::codes::SupplyStatus;
use schema::db::Db;
use schema::tables::supply;

use super::Finding;

/// Compares each Comune's last applied supply with its plan.
pub fn look(conn: &mut Db, clock: &dyn Clock) -> Vec<Finding> {
    vec![
        match late(conn, clock) {
            Ok(comuni) if comuni.is_empty() => {
                Finding::ok("scadenze delle forniture", "nessun Comune in ritardo")
            }
            Ok(comuni) => Finding::warning(
                "scadenze delle forniture",
                format!("in ritardo sul piano: {}", comuni.join(", ")),
            ),
            Err(error) => Finding::error("scadenze delle forniture", error.to_string()),
        },
        match held(conn) {
            Ok(comuni) if comuni.is_empty() => Finding::ok("forniture sospese", "nessuna"),
            Ok(comuni) => Finding::warning(
                "forniture sospese",
                format!("da correggere e inviare di nuovo: {}", comuni.join(", ")),
            ),
            Err(error) => Finding::error("forniture sospese", error.to_string()),
        },
    ]
}

/// Comuni whose last applied supply is older than their plan allows.
fn late(conn: &mut Db, clock: &dyn Clock) -> QueryResult<Vec<String>> {
    let now = clock.now().naive_utc();
    let mut late = Vec::new();
    for plan in sync::load::plans(conn)? {
        let last: Option<chrono::NaiveDateTime> = supply::table
            .filter(supply::comune.eq(&plan.comune))
            .filter(supply::status.eq(SupplyStatus::Loaded.code()))
            .select(max(supply::received_at))
            .first(conn)?;
        if last.is_none_or(|at| at + Duration::days(i64::from(plan.every_days)) < now) {
            late.push(plan.comune);
        }
    }
    Ok(late)
}

/// Comuni with a held supply that no later one has replaced.
fn held(conn: &mut Db) -> QueryResult<Vec<String>> {
    let rows: Vec<(String, i64)> = supply::table
        .filter(supply::status.eq(SupplyStatus::Held.code()))
        .select((supply::comune, supply::number))
        .order((supply::comune, supply::number))
        .load(conn)?;
    let mut held = Vec::new();
    for (comune, number) in rows {
        let applied = sync::load::plan(conn, &comune)?.map_or(0, |plan| plan.last_number);
        if number > applied {
            held.push(format!("{comune} n. {number}"));
        }
    }
    Ok(held)
}
