//! What the tree commits to: a record in canonical form, hidden behind a salt of its own.

use std::fmt::Write;

use chrono::{Datelike, NaiveDateTime, Timelike};
use schema::tables::AuditRow;
use sha2::{Digest, Sha256};

use super::canonical::write_text;
use super::tree::Hash;

/// Keeps commitments apart from every other use of SHA-256.
const DOMAIN: &[u8] = b"anagrafe-hub/trace/record/v1\n";
/// Bytes of a salt.
pub(super) const SALT_BYTES: usize = 16;

/// A record as it stands in the trace, and the commitment to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The record, with its number and salt.
    pub row: AuditRow,
    /// The data of its leaf.
    pub commitment: Hash,
}

/// The commitment to a record: SHA-256 over domain, salt and canonical JSON. Nothing if the salt is not as it is drawn.
pub fn commitment(row: &AuditRow) -> Option<Hash> {
    let mut text = String::with_capacity(768);
    commitment_with(row, &mut text)
}

/// The same with a buffer, for many records.
pub(super) fn commitment_with(row: &AuditRow, text: &mut String) -> Option<Hash> {
    text.clear();
    write_json(row, text);
    commitment_of(text, &row.salt)
}

/// The commitment to a record of which only the canonical JSON and the salt are at hand.
pub fn commitment_of(json: &str, salt: &str) -> Option<Hash> {
    let mut hash = Sha256::new();
    hash.update(DOMAIN);
    hash.update(salt_bytes(salt)?);
    hash.update(json.as_bytes());
    Some(hash.finalize().into())
}

/// Only the one way of writing a salt is read: another spelling of the same bytes is a change.
pub(super) fn salt_bytes(text: &str) -> Option<[u8; SALT_BYTES]> {
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    let mut salt = [0; SALT_BYTES];
    hex::decode_to_slice(text, &mut salt).ok()?;
    Some(salt)
}

/// A record in canonical JSON (RFC 8785), without its salt.
pub fn record_json(row: &AuditRow) -> String {
    let mut text = String::with_capacity(768);
    write_json(row, &mut text);
    text
}

/// By hand: a value for each record would cost more than all the hashing.
fn write_json(row: &AuditRow, out: &mut String) {
    let AuditRow {
        seq,
        at,
        request_id,
        act,
        service,
        entity_id,
        office_id,
        user_id,
        key_id,
        role,
        agreement_id,
        comune,
        purpose,
        case_reference,
        subject,
        person_id,
        fields,
        workstation,
        reference_day,
        known_at,
        outcome,
        declared,
        salt: _,
        sealed,
    } = row;
    let at = timestamp(*at);
    enum Value<'a> {
        Text(&'a str),
        Number(i64),
    }
    use Value::{Number, Text};
    let members = [
        ("act", Text(act)),
        ("agreement_id", Number(*agreement_id)),
        ("at", Text(&at)),
        ("case_reference", Text(case_reference)),
        ("comune", Text(comune)),
        ("declared", Text(declared)),
        ("entity_id", Number(*entity_id)),
        ("fields", Text(fields)),
        ("key_id", Number(*key_id)),
        ("known_at", Number(*known_at)),
        ("office_id", Number(*office_id)),
        ("outcome", Text(outcome)),
        ("person_id", Number(*person_id)),
        ("purpose", Text(purpose)),
        ("reference_day", Number(i64::from(*reference_day))),
        ("request_id", Text(request_id)),
        ("role", Text(role)),
        ("sealed", Text(sealed)),
        ("seq", Number(*seq)),
        ("service", Text(service)),
        ("subject", Text(subject)),
        ("user_id", Number(*user_id)),
        ("workstation", Text(workstation)),
    ];
    let mut before = '{';
    for (name, value) in members {
        out.push(before);
        before = ',';
        // Names need no escaping.
        out.push('"');
        out.push_str(name);
        out.push_str("\":");
        match value {
            Text(text) => write_text(text, out),
            Number(number) => {
                let _ = write!(out, "{number}");
            }
        }
    }
    out.push('}');
}

/// The time as both databases keep it: to the microsecond.
pub(super) fn to_the_microsecond(at: NaiveDateTime) -> NaiveDateTime {
    at.with_nanosecond(at.nanosecond() / 1000 * 1000)
        .unwrap_or(at)
}

/// `2026-11-21T12:00:00.000000Z`.
pub(super) fn timestamp(at: NaiveDateTime) -> String {
    let mut out = String::with_capacity(27);
    // Written out: chrono reads its format anew each time, and each record has two of these.
    let _ = write!(
        out,
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z",
        at.year(),
        at.month(),
        at.day(),
        at.hour(),
        at.minute(),
        at.second(),
        at.nanosecond() / 1000 % 1_000_000
    );
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> AuditRow {
        AuditRow {
            seq: 7,
            at: chrono::DateTime::from_timestamp(1_795_262_400, 123_456_789)
                .unwrap()
                .naive_utc(),
            subject: "D'ANGELO \"x\"".to_owned(),
            salt: "00112233445566778899aabbccddeeff".to_owned(),
            ..AuditRow::default()
        }
    }

    #[test]
    fn the_canonical_form_is_that_of_the_generic_writer() {
        let text = record_json(&row());
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(super::super::canonical::canonical(&value), text);
        // All columns but the salt: a column that the list forgets would not compile.
        assert_eq!(value.as_object().unwrap().len(), 23);
        assert_eq!(value["at"], "2026-11-21T12:00:00.123456Z");
    }

    /// The value is part of the format: proofs already given out would no longer hold if it changed.
    #[test]
    fn a_commitment_stays_what_it_was() {
        insta::assert_snapshot!(hex::encode(commitment(&row()).unwrap()));
    }

    #[test]
    fn a_salt_is_written_in_one_way() {
        let mut other = row();
        other.salt = other.salt.to_uppercase();
        assert_eq!(commitment(&other), None);
        other.salt.truncate(30);
        assert_eq!(commitment(&other), None);
    }
}
