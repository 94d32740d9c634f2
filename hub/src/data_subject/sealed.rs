//! Reading records under seal, with both keys.

use diesel::prelude::*;
use schema::db::Db;
use schema::tables::{AuditRow, audit};

use crate::access::policy::Right;
use crate::audit::seal::{PrivateKey, open_row};
use crate::monitoring::{Known, PersonCode, SEALED_ROLE, Span};

/// Records taken at once.
const PIECE: i64 = 1_000;

/// Which sealed records are wanted.
#[derive(Clone, Debug, Default)]
pub struct SealedFilter {
    /// About this person.
    pub person: Option<PersonCode>,
    /// First day.
    pub from: Option<schema::date::Day>,
    /// Last day, included.
    pub to: Option<schema::date::Day>,
}

/// What came out of the seal.
#[derive(Debug, Default)]
pub struct Opened {
    /// The records, legible, in the order of the trace.
    pub rows: Vec<AuditRow>,
    /// Records that did not open: sealed to other keys, or altered (which the tree tells apart).
    pub unopened: u64,
}

/// Opens the sealed records of a stretch of the trace; only those about that person, if one is given.
pub(super) fn open(
    conn: &mut Db,
    _: Right,
    span: Span,
    keys: (&PrivateKey, &PrivateKey),
    within: impl Fn(&AuditRow) -> bool,
    person: Option<&Known>,
) -> QueryResult<Opened> {
    let mut opened = Opened::default();
    let mut first = span.first;
    loop {
        let rows: Vec<AuditRow> = audit::table
            .filter(audit::seq.between(first, span.last))
            .filter(audit::role.eq(SEALED_ROLE))
            // A refusal for want of keys has no content (`seal::unsealable`).
            .filter(audit::sealed.ne(""))
            .order(audit::seq)
            .limit(PIECE)
            .select(AuditRow::as_select())
            .load(conn)?;
        let full = rows.len() as i64 == PIECE;
        if let Some(last) = rows.last() {
            first = last.seq + 1;
        }
        for row in rows.iter().filter(|row| within(row)) {
            match open_row(row, keys.0, keys.1) {
                Ok(row) if person.is_none_or(|person| person.is_meant(&row)) => {
                    opened.rows.push(row);
                }
                Ok(_) => {}
                Err(_) => opened.unopened += 1,
            }
        }
        if !full {
            return Ok(opened);
        }
    }
}

impl Known {
    /// Whether a record is about this person: found, or at least named by one of her codes.
    fn is_meant(&self, row: &AuditRow) -> bool {
        if row.person_id == 0 {
            self.codes.contains(&row.subject)
        } else {
            row.person_id == self.id
        }
    }
}
