//! Many rows at once.

/// Rows in one statement on SQLite. The statement has always this length, so that it is prepared once and kept;
/// with so many rows its fixed cost is spread thin, and longer ones gain nothing measurable.
pub(crate) const ROWS_TOGETHER: usize = 32;

/// Inserts a slice of rows into a table on SQLite.
macro_rules! insert_on_sqlite {
    ($conn:expr, $table:ident, $rows:expr) => {{
        let (together, rest) = $rows.as_chunks::<{ $crate::db::ROWS_TOGETHER }>();
        for rows in together {
            diesel::insert_into($table::table)
                .values(rows)
                .execute($conn)?;
        }
        for row in rest {
            diesel::insert_into($table::table)
                .values(row)
                .execute($conn)?;
        }
    }};
}

pub(crate) use insert_on_sqlite;
