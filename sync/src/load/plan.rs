//! What a Comune has undertaken to send.

use diesel::prelude::*;
use schema::codes::SupplyFormat;
use schema::db::Db;
use schema::facts::SubjectSet;
use schema::tables::{SupplyPlanRow, supply_plan};

use crate::record::SupplyHeader;

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

impl From<SupplyPlanRow> for SupplyPlan {
    fn from(row: SupplyPlanRow) -> Self {
        Self {
            comune: row.comune,
            format: SupplyFormat::from_code(&row.format).unwrap_or(SupplyFormat::Xml),
            every_days: row.every_days,
            subjects: SubjectSet(row.subjects as u32),
            lac_values: row.lac_values,
            last_number: row.last_number,
        }
    }
}

/// The plan of a Comune.
pub fn plan(conn: &mut Db, comune: &str) -> QueryResult<Option<SupplyPlan>> {
    Ok(supply_plan::table
        .find(comune)
        .select(SupplyPlanRow::as_select())
        .first(conn)
        .optional()?
        .map(SupplyPlan::from))
}

/// Every plan, by Comune.
pub fn plans(conn: &mut Db) -> QueryResult<Vec<SupplyPlan>> {
    Ok(supply_plan::table
        .order(supply_plan::comune)
        .select(SupplyPlanRow::as_select())
        .load(conn)?
        .into_iter()
        .map(SupplyPlan::from)
        .collect())
}

/// Writes down what was agreed; how far the Comune's supplies have come (`last_number`) stays as it is.
/// Call it in a `write_tx`.
pub fn set_plan(conn: &mut Db, plan: &SupplyPlan) -> QueryResult<()> {
    let row = SupplyPlanRow {
        comune: plan.comune.clone(),
        format: plan.format.code().to_owned(),
        every_days: plan.every_days,
        subjects: plan.subjects.0 as i32,
        lac_values: plan.lac_values.clone(),
        last_number: 0,
    };
    let known = diesel::update(supply_plan::table.find(&plan.comune))
        .set((
            supply_plan::format.eq(&row.format),
            supply_plan::every_days.eq(row.every_days),
            supply_plan::subjects.eq(row.subjects),
            supply_plan::lac_values.eq(&row.lac_values),
        ))
        .execute(conn)?;
    if known == 0 {
        diesel::insert_into(supply_plan::table)
            .values(&row)
            .execute(conn)?;
    }
    Ok(())
}

/// The plan of the Comune, made from the header of its first supply where nothing was agreed.
pub(super) fn plan_or_default(conn: &mut Db, header: &SupplyHeader) -> QueryResult<SupplyPlan> {
    if let Some(plan) = plan(conn, &header.comune)? {
        return Ok(plan);
    }
    let plan = SupplyPlan {
        comune: header.comune.clone(),
        format: super::format_code(header.format),
        every_days: DEFAULT_EVERY_DAYS,
        subjects: header.subjects,
        lac_values: String::new(),
        last_number: 0,
    };
    set_plan(conn, &plan)?;
    Ok(plan)
}
