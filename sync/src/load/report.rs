//! Anomalies and refused records on their way to the database, in bounded batches.

use diesel::prelude::*;
use schema::db::Db;
use schema::tables::{
    AnomalyRow, RejectedRecordRow, anomaly, insert_anomalies, insert_rejected, rejected_record,
    supply_total,
};

use crate::anomaly::quoted;
use crate::record::{Anomaly, Severity};

/// So many rows are written at once.
const BATCH: usize = 1_000;

/// A record that is not taken.
#[derive(Debug, Clone, Default)]
pub struct Refused {
    /// Line on which it begins.
    pub line: i64,
    /// False for a street or sheet.
    pub about_person: bool,
    /// The Comune's number of the person, if it could be read.
    pub local_id: String,
    /// The record as it came.
    pub record: String,
}

/// What is to be reported about one supply and is not yet written.
#[derive(Debug, Clone)]
pub struct Report {
    supply_id: i64,
    next_anomaly: i64,
    next_rejected: i64,
    anomalies: Vec<AnomalyRow>,
    rejected: Vec<RejectedRecordRow>,
}

impl Report {
    /// True if an earlier attempt wrote something.
    pub fn is_begun(conn: &mut Db, supply_id: i64) -> QueryResult<bool> {
        let of_supply = |count: i64| count > 0;
        Ok(of_supply(
            anomaly::table
                .filter(anomaly::supply_id.eq(supply_id))
                .count()
                .get_result(conn)?,
        ) || of_supply(
            rejected_record::table
                .filter(rejected_record::supply_id.eq(supply_id))
                .count()
                .get_result(conn)?,
        ) || of_supply(
            supply_total::table
                .filter(supply_total::supply_id.eq(supply_id))
                .count()
                .get_result(conn)?,
        ))
    }

    /// A report of which nothing is written.
    pub fn new(supply_id: i64) -> Self {
        Self::from(supply_id, 1, 1)
    }

    /// A report that begins anew: what an earlier attempt wrote is removed.
    pub fn begin(conn: &mut Db, supply_id: i64) -> QueryResult<Self> {
        diesel::delete(anomaly::table.filter(anomaly::supply_id.eq(supply_id))).execute(conn)?;
        diesel::delete(rejected_record::table.filter(rejected_record::supply_id.eq(supply_id)))
            .execute(conn)?;
        diesel::delete(supply_total::table.filter(supply_total::supply_id.eq(supply_id)))
            .execute(conn)?;
        Ok(Self::new(supply_id))
    }

    /// A report that goes on behind what is written.
    pub fn resume(conn: &mut Db, supply_id: i64) -> QueryResult<Self> {
        let last_anomaly: Option<i64> = anomaly::table
            .filter(anomaly::supply_id.eq(supply_id))
            .select(diesel::dsl::max(anomaly::seq))
            .first(conn)?;
        let last_rejected: Option<i64> = rejected_record::table
            .filter(rejected_record::supply_id.eq(supply_id))
            .select(diesel::dsl::max(rejected_record::seq))
            .first(conn)?;
        Ok(Self::from(
            supply_id,
            last_anomaly.unwrap_or(0) + 1,
            last_rejected.unwrap_or(0) + 1,
        ))
    }

    fn from(supply_id: i64, next_anomaly: i64, next_rejected: i64) -> Self {
        Self {
            supply_id,
            next_anomaly,
            next_rejected,
            anomalies: Vec::new(),
            rejected: Vec::new(),
        }
    }

    /// Adds an anomaly.
    pub fn add(&mut self, found: Anomaly) {
        self.anomalies.push(AnomalyRow {
            supply_id: self.supply_id,
            seq: self.next_anomaly,
            line: found.line,
            code: found.code,
            severity: severity_code(found.severity).to_owned(),
            path: found.path,
            field: found.field,
            value: found.value,
        });
        self.next_anomaly += 1;
    }

    /// Adds a refused record; its anomalies are added apart.
    pub fn refuse(&mut self, refused: Refused) {
        let Refused {
            line,
            about_person,
            local_id,
            record,
        } = refused;
        self.rejected.push(RejectedRecordRow {
            supply_id: self.supply_id,
            seq: self.next_rejected,
            line,
            about_person,
            // What refused it may be the number itself.
            local_id: quoted(&local_id),
            // PostgreSQL stores no NUL in a text.
            record: if record.contains('\0') {
                record.replace('\0', "\u{fffd}")
            } else {
                record
            },
        });
        self.next_rejected += 1;
    }

    /// True if it is time to write.
    pub fn is_full(&self) -> bool {
        // A refused record can be 64 KiB long.
        self.anomalies.len() >= BATCH || self.rejected.len() >= BATCH / 10
    }

    /// Writes what has gathered; call [`clear`](Self::clear) after the commit.
    pub fn write(&self, conn: &mut Db) -> QueryResult<()> {
        insert_anomalies(conn, &self.anomalies)?;
        insert_rejected(conn, &self.rejected)
    }

    /// Forgets what has been written.
    pub fn clear(&mut self) {
        self.anomalies.clear();
        self.rejected.clear();
    }
}

/// `E` or `W`, as the database stores it.
pub const fn severity_code(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "E",
        Severity::Warning => "W",
    }
}
