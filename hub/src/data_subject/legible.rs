//! The records about a person that are in the clear.

use diesel::prelude::*;
use schema::db::Db;
use schema::tables::{AuditRow, audit};

use crate::access::policy::Right;
use crate::monitoring::SEALED_ROLE;

/// Up to that number, in the order of the trace: those of what was answered about the person of that number (0: the
/// register does not know her), and those that named her by one of these codes and found nobody. Each is one look-up in
/// the index on person and subject: under nobody's number stand all who were ever asked about in vain.
///
/// # Errors
/// The store failed.
pub fn about(
    conn: &mut Db,
    _: Right,
    person_id: i64,
    codes: &[String],
    last: i64,
) -> QueryResult<Vec<AuditRow>> {
    let of = |person_id: i64| {
        audit::table
            .filter(audit::person_id.eq(person_id))
            .filter(audit::seq.le(last))
            .filter(audit::role.ne(SEALED_ROLE))
            .filter(audit::sealed.eq(""))
    };
    let mut rows: Vec<AuditRow> = Vec::new();
    if person_id != 0 {
        rows.extend(of(person_id).select(AuditRow::as_select()).load(conn)?);
    }
    for code in codes {
        rows.extend(
            of(0)
                .filter(audit::subject.eq(code))
                .select(AuditRow::as_select())
                .load(conn)?,
        );
    }
    rows.sort_unstable_by_key(|row| row.seq);
    Ok(rows)
}
