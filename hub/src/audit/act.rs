//! An act: a change of the register, and its records in the trace.
//!
//! Register and trace are two files on SQLite, so no transaction spans both. The order is: begin; judge and change;
//! write the records and wait until they are on disk; commit. Therefore
//!
//! - a change that stands has its record, whatever is killed when: without the record there is no commit;
//! - a record whose change did not come about (the commit failed) is followed by another with outcome `ANNULLATO`;
//!   only a hub that dies between the two leaves it without, and then the trace says too much, never too little.

use std::sync::mpsc;

use schema::db::{Db, TxError, write_tx};
use schema::tables::AuditRow;

use super::{AuditError, Recorder};

/// Outcome of a record that takes back the one before it: what it says did not come about.
const ANNULLED: &str = "ANNULLATO";

impl Recorder {
    /// Changes the register in one transaction, committed once the records that `work` gives are on disk. It may be run
    /// again. Blocks.
    pub fn act<T, E: TxError + From<AuditError>>(
        &self,
        register: &mut Db,
        mut work: impl FnMut(&mut Db) -> Result<(T, Vec<AuditRow>), E>,
    ) -> Result<T, E> {
        let mut written: Vec<AuditRow> = Vec::new();
        let outcome = write_tx(register, |conn| {
            let (value, rows) = work(conn)?;
            // A repetition that comes out the same is already recorded.
            if written != rows {
                let mut all = annulled(&written);
                all.extend(rows.iter().cloned());
                self.record_blocking(all)?;
                written = rows;
            }
            Ok(value)
        });
        if outcome.is_err()
            && let Err(error) = self.record_blocking(annulled(&written))
        {
            tracing::error!(%error, "the trace holds an act that did not come about");
        }
        outcome
    }

    /// Writes records and waits until they are on disk: for threads that may block.
    pub fn record_blocking(&self, rows: Vec<AuditRow>) -> Result<(), AuditError> {
        if rows.is_empty() {
            return Ok(());
        }
        let (tell, told) = mpsc::sync_channel(1);
        self.submit_waiting(rows, move |written| {
            // Room for one: this never blocks the recorder.
            let _ = tell.send(written);
        })?;
        told.recv().map_err(|_| AuditError::Closed)??;
        Ok(())
    }
}

fn annulled(rows: &[AuditRow]) -> Vec<AuditRow> {
    rows.iter()
        .map(|row| AuditRow {
            outcome: ANNULLED.to_owned(),
            ..row.clone()
        })
        .collect()
}
