//! Writing many rows of the tables that grow with the register.

use diesel::prelude::*;

use super::{
    AnomalyRow, AuditExpiredRow, AuditLeafRow, AuditRow, HouseholdRow, JournalRow,
    RejectedRecordRow, StreetRow, anomaly, audit, audit_expired, audit_leaf, household, journal,
    person, rejected_record, street,
};
use crate::db::Db;

macro_rules! bulk_insert {
    ($(#[doc = $doc:literal])* $name:ident, $Row:ty, $table:ident) => {
        $(#[doc = $doc])*
        pub fn $name(conn: &mut Db, rows: &[$Row]) -> QueryResult<()> {
            match conn {
                Db::Sqlite(c) => crate::db::insert_on_sqlite!(c, $table, rows),
                Db::Postgresql(c) => {
                    use diesel::ExecuteCopyFromDsl;
                    if !rows.is_empty() {
                        diesel::copy_from($table::table).from_insertable(rows).execute(c)?;
                    }
                }
            }
            Ok(())
        }
    };
}

bulk_insert!(
    /// Inserts journal rows.
    insert_journal, JournalRow, journal
);
bulk_insert!(
    /// Inserts street names.
    insert_streets, StreetRow, street
);
bulk_insert!(
    /// Inserts sheets.
    insert_households, HouseholdRow, household
);
bulk_insert!(
    /// Inserts refused records.
    insert_rejected, RejectedRecordRow, rejected_record
);
bulk_insert!(
    /// Inserts anomalies.
    insert_anomalies, AnomalyRow, anomaly
);
bulk_insert!(
    /// Inserts trace records.
    insert_audit, AuditRow, audit
);
bulk_insert!(
    /// Inserts commitments to trace records.
    insert_audit_leaves, AuditLeafRow, audit_leaf
);
bulk_insert!(
    /// Notes which trace records expired.
    insert_audit_expired, AuditExpiredRow, audit_expired
);

/// A row of [`person`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Insertable)]
#[diesel(table_name = person)]
#[diesel(treat_none_as_default_value = false)]
pub struct PersonRow {
    /// The id.
    pub id: i64,
    /// Journal number under which the hub first heard of the person.
    pub created_by: i64,
}

bulk_insert!(
    /// Inserts people heard of for the first time.
    insert_persons, PersonRow, person
);
