//! Giving a receipt again, with its proof.

use diesel::prelude::*;
use schema::tables::{AuditRow, audit};

use super::file::{Proof, ReceiptFile};
use super::issue::Receipts;
use crate::audit::log::{Log, LogError};
use crate::audit::record::{Recorded, commitment};

/// The receipt of a record and the proof that it is in the log; nothing unless that entity asked, and its record is
/// still there. Its checkpoint is the newest that a witness signed, if one covers the record, else one of now.
pub fn lookup(
    log: &Log,
    receipts: &Receipts,
    index: i64,
    entity_id: i64,
) -> Result<Option<ReceiptFile>, LogError> {
    let row: Option<AuditRow> = audit::table
        .find(index)
        .select(AuditRow::as_select())
        .first(&mut log.connect()?)
        .optional()?;
    let Some(row) = row.filter(|row| row.entity_id == entity_id) else {
        return Ok(None);
    };
    let Some(commitment) = commitment(&row) else {
        return Ok(None);
    };
    let Some(receipt) = receipts.issue(&Recorded { row, commitment }) else {
        return Ok(None);
    };
    let index = index as u64;
    let signed = match log.cosigned_with(index)? {
        Some(signed) => signed,
        None => log.checkpoint_with(index)?,
    };
    let Some(path) = log.inclusion(index, signed.checkpoint.size)? else {
        return Ok(None);
    };
    Ok(Some(ReceiptFile {
        ricevuta: receipt.compact,
        nonce: receipt.nonce,
        prova: Some(Proof::new(index, &path, signed.note.to_string())),
    }))
}
