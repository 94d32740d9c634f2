//! What a Comune has undertaken to send.
//!
//! Checks answer by the subjects that the plan names, so these have a history: each change takes a journal number,
//! as the facts do, and an answer as known at an earlier number is computed with the plan of then.

use std::collections::HashMap;

use diesel::prelude::*;
use schema::clock::Clock;
use schema::codes::{JournalCause, SupplyFormat};
use schema::db::Db;
use schema::facts::{STILL_KNOWN, SubjectSet};
use schema::journal::{Allotment, append};
use schema::tables::{
    JournalRow, SuppliedSubjectsRow, SupplyPlanRow, SupplyRow, anomaly, supplied_subjects,
    supply_plan,
};

use super::stage::header_of;
use crate::anomaly::AnomalyCode;
use crate::layout::subject_names;
use crate::record::{Anomaly, PersonRecord};

/// Days between two supplies where nothing was agreed.
pub const DEFAULT_EVERY_DAYS: i32 = 1;

/// A Comune's plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupplyPlan {
    /// ISTAT code.
    pub comune: String,
    /// Layout.
    pub format: SupplyFormat,
    /// Days between two supplies.
    pub every_days: i32,
    /// Subjects that it supplies.
    pub subjects: SubjectSet,
    /// Value codes of its LAC files as JSON; empty for the usual ones.
    pub lac_values: String,
    /// Last number applied, 0 if none.
    pub last_number: i64,
}

impl SupplyPlan {
    fn new(row: SupplyPlanRow, subjects: SubjectSet) -> Self {
        Self {
            comune: row.comune,
            format: SupplyFormat::from_code(&row.format).unwrap_or(SupplyFormat::Xml),
            every_days: row.every_days,
            subjects,
            lac_values: row.lac_values,
            last_number: row.last_number,
        }
    }
}

/// The plan of a Comune.
pub fn plan(conn: &mut Db, comune: &str) -> QueryResult<Option<SupplyPlan>> {
    let row: Option<SupplyPlanRow> = supply_plan::table
        .find(comune)
        .select(SupplyPlanRow::as_select())
        .first(conn)
        .optional()?;
    let Some(row) = row else {
        return Ok(None);
    };
    let subjects = subjects_now(conn, comune)?.map_or(SubjectSet::NONE, |row| set_of(&row));
    Ok(Some(SupplyPlan::new(row, subjects)))
}

/// Every plan, by Comune.
pub fn plans(conn: &mut Db) -> QueryResult<Vec<SupplyPlan>> {
    let mut subjects: HashMap<String, SubjectSet> = supplied_subjects::table
        .filter(supplied_subjects::known_to.eq(STILL_KNOWN))
        .select(SuppliedSubjectsRow::as_select())
        .load(conn)?
        .into_iter()
        .map(|row| {
            let set = set_of(&row);
            (row.comune, set)
        })
        .collect();
    Ok(supply_plan::table
        .order(supply_plan::comune)
        .select(SupplyPlanRow::as_select())
        .load(conn)?
        .into_iter()
        .map(|row| {
            let subjects = subjects.remove(&row.comune).unwrap_or_default();
            SupplyPlan::new(row, subjects)
        })
        .collect())
}

fn subjects_now(conn: &mut Db, comune: &str) -> QueryResult<Option<SuppliedSubjectsRow>> {
    supplied_subjects::table
        .filter(supplied_subjects::comune.eq(comune))
        .filter(supplied_subjects::known_to.eq(STILL_KNOWN))
        .select(SuppliedSubjectsRow::as_select())
        .first(conn)
        .optional()
}

fn set_of(row: &SuppliedSubjectsRow) -> SubjectSet {
    SubjectSet(row.subjects.cast_unsigned())
}

/// Writes down what was agreed; how far the Comune's supplies have come (`last_number`) stays as it is. Other
/// subjects than before take a journal number. Call it in a `write_tx`.
pub fn set_plan(conn: &mut Db, plan: &SupplyPlan, clock: &dyn Clock) -> QueryResult<()> {
    let mut books = Allotment::open(conn)?;
    let row = SupplyPlanRow {
        comune: plan.comune.clone(),
        format: plan.format.code().to_owned(),
        every_days: plan.every_days,
        lac_values: plan.lac_values.clone(),
        last_number: 0,
    };
    let known = diesel::update(supply_plan::table.find(&plan.comune))
        .set((
            supply_plan::format.eq(&row.format),
            supply_plan::every_days.eq(row.every_days),
            supply_plan::lac_values.eq(&row.lac_values),
        ))
        .execute(conn)?;
    if known == 0 {
        diesel::insert_into(supply_plan::table)
            .values(&row)
            .execute(conn)?;
    }
    let before = subjects_now(conn, &plan.comune)?;
    if before.as_ref().map(set_of) == Some(plan.subjects) {
        return Ok(());
    }
    let number = books.number();
    let journal = JournalRow {
        number,
        person_id: 0,
        supply_id: 0,
        comune: plan.comune.clone(),
        line: 0,
        cause: JournalCause::Plan.code().to_owned(),
        recorded_at: clock.now().naive_utc(),
    };
    append(conn, &[journal])?;
    if let Some(before) = before {
        diesel::update(supplied_subjects::table.find((before.comune, before.known_from)))
            .set(supplied_subjects::known_to.eq(number))
            .execute(conn)?;
    }
    diesel::insert_into(supplied_subjects::table)
        .values(&SuppliedSubjectsRow {
            comune: plan.comune.clone(),
            known_from: number,
            known_to: STILL_KNOWN,
            subjects: plan.subjects.0.cast_signed(),
        })
        .execute(conn)?;
    books.close(conn)
}

/// Where nothing was agreed, the first full supply that is loaded makes the plan by its header. (Not one that is
/// only received: it may be held, or a delta that came too early.)
pub(super) fn ensure_plan(conn: &mut Db, first: &SupplyRow, clock: &dyn Clock) -> QueryResult<()> {
    if plan(conn, &first.comune)?.is_some() {
        return Ok(());
    }
    let header = header_of(first);
    let plan = SupplyPlan {
        comune: header.comune,
        format: super::format_code(header.format),
        every_days: DEFAULT_EVERY_DAYS,
        subjects: header.subjects,
        lac_values: String::new(),
        last_number: 0,
    };
    set_plan(conn, &plan, clock)
}

/// Leaves of what the records assert what the plan foresees: checks do not count on the rest, so that nobody would
/// keep it true. The warning to the Comune, once for a supply, if something was left out.
pub(super) fn keep_planned(
    conn: &mut Db,
    supply_id: i64,
    planned: SubjectSet,
    records: &mut [PersonRecord],
) -> QueryResult<Option<Anomaly>> {
    let mut first: Option<i64> = None;
    let mut excess = SubjectSet::NONE;
    for record in records {
        let outside = record.asserts.without(planned);
        if !outside.is_empty() {
            first = first.or(Some(record.line));
            excess = excess.union(outside);
            record.asserts = record.asserts.intersection(planned);
        }
    }
    let Some(line) = first else {
        return Ok(None);
    };
    let code = AnomalyCode::SubjectNotPlanned;
    let told: i64 = anomaly::table
        .filter(anomaly::supply_id.eq(supply_id))
        .filter(anomaly::code.eq(code.code()))
        .count()
        .get_result(conn)?;
    let names = subject_names(excess);
    Ok((told == 0).then(|| Anomaly::new(code, line, "", "argomenti", &names)))
}
