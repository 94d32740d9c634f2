//! Administrative changes.

use diesel::prelude::*;
use schema::db::{Db, TxError, write_tx};
use schema::tables::directory_version;

/// Runs an administrative change in one transaction that also tells every node to read the directory again. The
/// counter's row is taken first, so that changes come one after another and may number their rows by
/// `next_id!`.
pub fn write<T, E: TxError>(
    conn: &mut Db,
    mut work: impl FnMut(&mut Db) -> Result<T, E>,
) -> Result<T, E> {
    write_tx(conn, |conn| {
        raise_version(conn)?;
        work(conn)
    })
}

/// Every node reads the directory again once it sees another version: the first step of a transaction that changes it.
pub fn raise_version(conn: &mut Db) -> QueryResult<()> {
    diesel::update(directory_version::table.find(1))
        .set(directory_version::version.eq(directory_version::version + 1))
        .execute(conn)
        .map(drop)
}

/// The next id of a table of the directory, within [`write`](crate::access::directory::write()).
#[macro_export]
macro_rules! next_id {
    ($conn:expr, $table:ident) => {{
        let last: diesel::QueryResult<Option<i64>> = diesel::RunQueryDsl::first(
            diesel::QueryDsl::select($table::table, diesel::dsl::max($table::id)),
            $conn,
        );
        last.map(|last| last.unwrap_or(0) + 1)
    }};
}
