//! What a transaction that changes the directory begins with.

use diesel::prelude::*;
use schema::db::Db;
use schema::tables::directory_version;

/// Every node reads the directory again once it sees another version: the first step of a transaction that changes it.
/// The counter's row is taken first, so that changes come one after another and may number their rows by [`next_id!`].
///
/// [`next_id!`]: next_id
pub(crate) fn raise_version(conn: &mut Db) -> QueryResult<()> {
    diesel::update(directory_version::table.find(1))
        .set(directory_version::version.eq(directory_version::version + 1))
        .execute(conn)
        .map(drop)
}

/// Keeps the directory as it is until the transaction ends: what is read of it here still holds when this commits. SQLite
/// has one writer at a time anyway.
pub(crate) fn hold(conn: &mut Db) -> QueryResult<()> {
    match conn {
        Db::Sqlite(_) => Ok(()),
        Db::Postgresql(conn) => directory_version::table
            .find(1)
            .select(directory_version::version)
            .for_share()
            .first::<i64>(conn)
            .map(drop),
    }
}

/// The next id of a table of the directory, behind [`raise_version`].
macro_rules! next_id {
    ($conn:expr, $table:ident) => {{
        let last: diesel::QueryResult<Option<i64>> = diesel::RunQueryDsl::first(
            diesel::QueryDsl::select($table::table, diesel::dsl::max($table::id)),
            $conn,
        );
        last.map(|last| last.unwrap_or(0) + 1)
    }};
}

pub(crate) use next_id;
