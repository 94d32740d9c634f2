//! The log as the store has it.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use schema::db::Db;
use schema::tables::{
    AuditRow, audit, audit_checkpoint, audit_cosignature, audit_expired, audit_head, audit_leaf,
    audit_node,
};

use super::{Place, Source, StoredCheckpoint, StoredRecord, VerifyError};
use crate::audit::record::record_json;
use crate::audit::tree::TILE_HEIGHT;

/// Strangers named at most.
const MOST: i64 = 1000;

/// Columns whose values SQLite would give in the kind asked for, whatever stands there.
const TEXTS: [&str; 15] = [
    "at",
    "request_id",
    "act",
    "service",
    "role",
    "comune",
    "purpose",
    "case_reference",
    "subject",
    "fields",
    "workstation",
    "outcome",
    "declared",
    "salt",
    "sealed",
];
const NUMBERS: [&str; 8] = [
    "entity_id",
    "office_id",
    "user_id",
    "key_id",
    "agreement_id",
    "person_id",
    "reference_day",
    "known_at",
];

/// The trace's store, through one connection; best inside one reading transaction.
pub struct DatabaseSource<'a>(pub &'a mut Db);

impl Source for DatabaseSource<'_> {
    fn head(&mut self) -> Result<i64, VerifyError> {
        Ok(audit_head::table
            .find(1)
            .select(audit_head::last)
            .first(self.0)?)
    }

    fn places(&mut self, from: i64, to: i64) -> Result<Vec<Place>, VerifyError> {
        let mut places = vec![Place::default(); (to - from) as usize];
        let mut at = |seq: i64, set: &mut dyn FnMut(&mut Place)| {
            if let Some(place) = places.get_mut((seq - from) as usize) {
                set(place);
            }
        };
        for (seq, record) in self.records(from, to)? {
            at(seq, &mut |place| place.record = Some(record.clone()));
        }
        let leaves: Vec<(i64, Vec<u8>)> = audit_leaf::table
            .filter(audit_leaf::seq.ge(from))
            .filter(audit_leaf::seq.lt(to))
            .select((audit_leaf::seq, audit_leaf::commitment))
            .load(self.0)?;
        for (seq, data) in leaves {
            at(seq, &mut |place| place.leaf = Some(data.clone()));
        }
        let expired: Vec<(i64, i64)> = audit_expired::table
            .filter(audit_expired::seq.ge(from))
            .filter(audit_expired::seq.lt(to))
            .select((audit_expired::seq, audit_expired::act_seq))
            .load(self.0)?;
        for (seq, act) in expired {
            at(seq, &mut |place| place.expired_by = Some(act));
        }
        Ok(places)
    }

    fn strangers(&mut self, head: i64) -> Result<Vec<i64>, VerifyError> {
        let mut found: Vec<i64> = audit::table
            .filter(audit::seq.lt(1).or(audit::seq.gt(head)))
            .order(audit::seq)
            .limit(MOST)
            .select(audit::seq)
            .load(self.0)?;
        let leaves: Vec<i64> = audit_leaf::table
            .filter(audit_leaf::seq.lt(1).or(audit_leaf::seq.gt(head)))
            .order(audit_leaf::seq)
            .limit(MOST)
            .select(audit_leaf::seq)
            .load(self.0)?;
        let expired: Vec<i64> = audit_expired::table
            .filter(audit_expired::seq.lt(1).or(audit_expired::seq.gt(head)))
            .order(audit_expired::seq)
            .limit(MOST)
            .select(audit_expired::seq)
            .load(self.0)?;
        found.extend(leaves);
        found.extend(expired);
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    fn nodes(&mut self, level: u8, from: i64, to: i64) -> Result<Vec<(i64, Vec<u8>)>, VerifyError> {
        Ok(audit_node::table
            .filter(audit_node::level.eq(i32::from(level)))
            .filter(audit_node::idx.ge(from))
            .filter(audit_node::idx.lt(to))
            .order(audit_node::idx)
            .select((audit_node::idx, audit_node::hash))
            .load(self.0)?)
    }

    fn stray_nodes(&mut self, size: i64) -> Result<Vec<(i32, i64)>, VerifyError> {
        let mut stray: Vec<(i32, i64)> = audit_node::table
            .filter(audit_node::level.lt(1).or(audit_node::level.gt(7)))
            .limit(MOST)
            .select((audit_node::level, audit_node::idx))
            .load(self.0)?;
        for level in 1..=7_i32 {
            let complete = size >> (level as u32 * TILE_HEIGHT);
            let found: Vec<(i32, i64)> = audit_node::table
                .filter(audit_node::level.eq(level))
                .filter(audit_node::idx.lt(0).or(audit_node::idx.ge(complete)))
                .limit(MOST)
                .select((audit_node::level, audit_node::idx))
                .load(self.0)?;
            stray.extend(found);
        }
        stray.sort_unstable();
        Ok(stray)
    }

    fn checkpoints(&mut self, above: i64, most: i64) -> Result<Vec<StoredCheckpoint>, VerifyError> {
        let rows: Vec<(i64, String)> = audit_checkpoint::table
            .filter(audit_checkpoint::size.gt(above))
            .order(audit_checkpoint::size)
            .limit(most)
            .select((audit_checkpoint::size, audit_checkpoint::note))
            .load(self.0)?;
        let Some(last) = rows.last().map(|(size, _)| *size) else {
            return Ok(Vec::new());
        };
        let mut lines: BTreeMap<i64, Vec<(String, String)>> = BTreeMap::new();
        let found: Vec<(i64, String, String)> = audit_cosignature::table
            .filter(audit_cosignature::size.gt(above))
            .filter(audit_cosignature::size.le(last))
            .select((
                audit_cosignature::size,
                audit_cosignature::witness,
                audit_cosignature::line,
            ))
            .load(self.0)?;
        for (size, witness, line) in found {
            lines.entry(size).or_default().push((witness, line));
        }
        Ok(rows
            .into_iter()
            .map(|(size, note)| StoredCheckpoint {
                size,
                note,
                lines: lines.remove(&size).unwrap_or_default(),
            })
            .collect())
    }
}

type Found = (i64, Result<StoredRecord, ()>);

impl DatabaseSource<'_> {
    fn records(&mut self, from: i64, to: i64) -> Result<Vec<Found>, VerifyError> {
        let odd = self.odd(from, to)?;
        let rows = audit::table
            .filter(audit::seq.ge(from))
            .filter(audit::seq.lt(to))
            .select(AuditRow::as_select())
            .load(self.0);
        if let Ok(rows) = rows {
            return Ok(rows
                .iter()
                .map(|row| (row.seq, stored(row, &odd)))
                .collect());
        }
        // One that cannot be read spoils the reading of all: then one by one.
        let numbers: Vec<i64> = audit::table
            .filter(audit::seq.ge(from))
            .filter(audit::seq.lt(to))
            .select(audit::seq)
            .load(self.0)?;
        Ok(numbers
            .into_iter()
            .map(|seq| {
                let row = audit::table
                    .find(seq)
                    .select(AuditRow::as_select())
                    .first(self.0);
                (seq, row.map_err(drop).and_then(|row| stored(&row, &odd)))
            })
            .collect())
    }

    /// On SQLite any kind of value can stand in any column, and a time can be written in many ways: records of which
    /// some value is not as the hub writes it.
    fn odd(&mut self, from: i64, to: i64) -> Result<Vec<i64>, VerifyError> {
        #[derive(QueryableByName)]
        struct Odd {
            #[diesel(sql_type = BigInt)]
            seq: i64,
        }
        if !self.0.is_sqlite() {
            return Ok(Vec::new());
        }
        let mut conditions: Vec<String> = TEXTS
            .iter()
            .map(|column| format!("typeof({column}) <> 'text'"))
            .collect();
        conditions.extend(
            NUMBERS
                .iter()
                .map(|column| format!("typeof({column}) <> 'integer'")),
        );
        conditions.push("substr(at, 11, 1) <> ' '".to_owned());
        let sql = format!(
            "SELECT seq FROM audit WHERE seq >= ? AND seq < ? AND ({})",
            conditions.join(" OR ")
        );
        let rows: Vec<Odd> = diesel::sql_query(sql)
            .bind::<BigInt, _>(from)
            .bind::<BigInt, _>(to)
            .load(self.0)?;
        Ok(rows.into_iter().map(|row| row.seq).collect())
    }
}

fn stored(row: &AuditRow, odd: &[i64]) -> Result<StoredRecord, ()> {
    if odd.contains(&row.seq) {
        return Err(());
    }
    Ok(StoredRecord {
        json: record_json(row),
        salt: row.salt.clone(),
    })
}
