//! What became of a supply, for the Comune that sent it.

use diesel::prelude::*;
use schema::codes::SupplyStatus;
use schema::db::Db;
use schema::tables::{
    AnomalyRow, RejectedRecordRow, SupplyRow, SupplyTotalRow, anomaly, rejected_record, supply,
    supply_total,
};

/// Where a supply stands, and what was found in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupplyReport {
    /// The supply with its counts.
    pub supply: SupplyRow,
    /// Where it is on its way.
    pub status: SupplyStatus,
    /// Totals declared and counted, by chunk (0 = the whole).
    pub totals: Vec<SupplyTotalRow>,
    /// Number of anomalies by code and severity (`E`, `W`).
    pub anomalies: Vec<(String, String, i64)>,
}

/// The state of a supply; `None` if there is no such supply.
pub fn status(conn: &mut Db, supply_id: i64) -> QueryResult<Option<SupplyReport>> {
    let Some(row) = supply::table
        .find(supply_id)
        .select(SupplyRow::as_select())
        .first(conn)
        .optional()?
    else {
        return Ok(None);
    };
    let totals = supply_total::table
        .filter(supply_total::supply_id.eq(supply_id))
        .order((supply_total::chunk, supply_total::counted))
        .select(SupplyTotalRow::as_select())
        .load(conn)?;
    let anomalies = anomaly::table
        .filter(anomaly::supply_id.eq(supply_id))
        .group_by((anomaly::code, anomaly::severity))
        .order(anomaly::code)
        .select((anomaly::code, anomaly::severity, diesel::dsl::count_star()))
        .load(conn)?;
    Ok(Some(SupplyReport {
        status: SupplyStatus::from_code(&row.status).unwrap_or(SupplyStatus::Received),
        supply: row,
        totals,
        anomalies,
    }))
}

/// Supplies after number `after`, in the order in which they came; of one Comune or of all.
pub fn supplies(
    conn: &mut Db,
    comune: Option<&str>,
    after: i64,
    limit: i64,
) -> QueryResult<Vec<SupplyRow>> {
    let mut query = supply::table
        .filter(supply::id.gt(after))
        .order(supply::id)
        .limit(limit)
        .select(SupplyRow::as_select())
        .into_boxed();
    if let Some(comune) = comune {
        query = query.filter(supply::comune.eq(comune));
    }
    query.load(conn)
}

/// Anomalies of a supply behind number `after_seq`, in the order in which they were found.
pub fn anomalies(
    conn: &mut Db,
    supply_id: i64,
    after_seq: i64,
    limit: i64,
) -> QueryResult<Vec<AnomalyRow>> {
    anomaly::table
        .filter(anomaly::supply_id.eq(supply_id))
        .filter(anomaly::seq.gt(after_seq))
        .order(anomaly::seq)
        .limit(limit)
        .select(AnomalyRow::as_select())
        .load(conn)
}

/// Refused records of a supply behind number `after_seq`, as they came.
pub fn rejected(
    conn: &mut Db,
    supply_id: i64,
    after_seq: i64,
    limit: i64,
) -> QueryResult<Vec<RejectedRecordRow>> {
    rejected_record::table
        .filter(rejected_record::supply_id.eq(supply_id))
        .filter(rejected_record::seq.gt(after_seq))
        .order(rejected_record::seq)
        .limit(limit)
        .select(RejectedRecordRow::as_select())
        .load(conn)
}
