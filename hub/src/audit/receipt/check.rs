//! Whether a receipt is this hub's: asked of the hub itself, with the receipt or with what is printed on it.

use diesel::prelude::*;
use schema::tables::{AuditRow, audit};

use super::claims::Claims;
use super::code::{control_code, is_control_code};
use super::file::ReceiptFile;
use super::issue::Receipts;
use super::verify::{BadReceipt, Expected, verify};
use crate::audit::log::{Log, LogError};
use crate::audit::record::{Recorded, commitment};
use crate::audit::tree::{leaf, verify_inclusion};

/// Whether the receipt was signed by this hub and its record is in this log, whatever proof came with it.
///
/// # Errors
/// The log is away.
pub fn check(
    log: &Log,
    receipts: &Receipts,
    file: &ReceiptFile,
) -> Result<Result<Claims, BadReceipt>, LogError> {
    let expected = Expected {
        receipt_keys: receipts.keys(),
        ..Expected::default()
    };
    let claims = match verify(file, &expected) {
        Ok(verified) => verified.claims,
        Err(bad) => return Ok(Err(bad)),
    };
    let (Ok(index), Some(commitment)) = (u64::try_from(claims.indice), claims.commitment()) else {
        return Ok(Err(BadReceipt::Unreadable));
    };
    let checkpoint = log.checkpoint_with(index)?.checkpoint;
    let is_included = log.inclusion(index, checkpoint.size)?.is_some_and(|path| {
        let leaf = leaf(&commitment);
        verify_inclusion(&leaf, index, checkpoint.size, &path, &checkpoint.root)
    });
    if claims.iss != checkpoint.origin {
        return Ok(Err(BadReceipt::OtherLog));
    }
    Ok(if is_included {
        Ok(claims)
    } else {
        Err(BadReceipt::NotIncluded)
    })
}

/// What the receipt of that number says, for whoever knows its control code. A receipt that does not exist, another
/// code, and a record that has expired are all nothing.
///
/// # Errors
/// The log is away.
pub fn by_code(
    log: &Log,
    receipts: &Receipts,
    index: i64,
    typed: &str,
) -> Result<Option<Claims>, LogError> {
    let row: Option<AuditRow> = audit::table
        .find(index)
        .select(AuditRow::as_select())
        .first(&mut log.connect()?)
        .optional()?;
    let recorded = row.and_then(|row| {
        let commitment = commitment(&row)?;
        Some(Recorded { row, commitment })
    });
    Ok(recorded.and_then(|recorded| {
        let (claims, nonce) = receipts.claims(&recorded)?;
        is_control_code(&control_code(&nonce)?, typed).then_some(claims)
    }))
}
