//! What of a record goes under the seal, and what stays legible.
//!
//! Legible stay the number, the moment, the request, what sort of act it was and that it is public security's:
//! enough to keep the trace in order and to let it expire. They are bound to the sealed content, so that a blob
//! moved to another record does not open.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use schema::clock::Entropy;
use schema::tables::AuditRow;
use serde::{Deserialize, Serialize};

use super::keys::{PrivateKey, SealKeys};
use super::{SealError, envelope};

/// The sealed content. Field names are stored: they may be added to, not changed.
#[derive(Debug, Serialize, Deserialize)]
struct Content {
    entity: i64,
    office: i64,
    user: i64,
    key: i64,
    agreement: i64,
    comune: String,
    purpose: String,
    case: String,
    subject: String,
    person: i64,
    fields: String,
    workstation: String,
    day: i32,
    known_at: i64,
    outcome: String,
    declared: String,
}

/// The same row with its content under seal.
///
/// # Errors
/// If there is no randomness.
pub fn seal_row(
    row: AuditRow,
    keys: &SealKeys,
    entropy: &dyn Entropy,
) -> Result<AuditRow, SealError> {
    let legible = legible(&row);
    let context = context(&legible);
    let content = Content {
        entity: row.entity_id,
        office: row.office_id,
        user: row.user_id,
        key: row.key_id,
        agreement: row.agreement_id,
        comune: row.comune,
        purpose: row.purpose,
        case: row.case_reference,
        subject: row.subject,
        person: row.person_id,
        fields: row.fields,
        workstation: row.workstation,
        day: row.reference_day,
        known_at: row.known_at,
        outcome: row.outcome,
        declared: row.declared,
    };
    let bytes = serde_json::to_vec(&content).map_err(|_| SealError::Seal)?;
    let sealed = envelope::seal(&bytes, &context, keys, entropy)?;
    Ok(AuditRow {
        sealed: STANDARD.encode(sealed),
        ..legible
    })
}

/// The row as it was before it was sealed, with both keys, in either order.
///
/// # Errors
/// [`SealError::Open`] with other keys, or if the record was altered.
pub fn open_row(
    row: &AuditRow,
    one: &PrivateKey,
    other: &PrivateKey,
) -> Result<AuditRow, SealError> {
    let bytes = STANDARD.decode(&row.sealed).map_err(|_| SealError::Open)?;
    let context = context(row);
    let content = envelope::open(&bytes, &context, one, other)
        .or_else(|_| envelope::open(&bytes, &context, other, one))?;
    let content: Content = serde_json::from_slice(&content).map_err(|_| SealError::Open)?;
    Ok(AuditRow {
        entity_id: content.entity,
        office_id: content.office,
        user_id: content.user,
        key_id: content.key,
        agreement_id: content.agreement,
        comune: content.comune,
        purpose: content.purpose,
        case_reference: content.case,
        subject: content.subject,
        person_id: content.person,
        fields: content.fields,
        workstation: content.workstation,
        reference_day: content.day,
        known_at: content.known_at,
        outcome: content.outcome,
        declared: content.declared,
        ..row.clone()
    })
}

fn legible(row: &AuditRow) -> AuditRow {
    AuditRow {
        seq: row.seq,
        at: row.at,
        request_id: row.request_id.clone(),
        act: row.act.clone(),
        service: row.service.clone(),
        role: row.role.clone(),
        salt: row.salt.clone(),
        ..AuditRow::default()
    }
}

/// What is bound to the content. Neither the number nor the salt, which the recorder gives afterwards; the moment as
/// both databases keep it, to the microsecond.
fn context(row: &AuditRow) -> Vec<u8> {
    let micros = row.at.and_utc().timestamp_micros().to_string();
    let mut bytes = Vec::new();
    for part in [&micros, &row.request_id, &row.act, &row.service, &row.role] {
        bytes.extend_from_slice(&(part.len() as u32).to_be_bytes());
        bytes.extend_from_slice(part.as_bytes());
    }
    bytes
}
