//! What the databases themselves say about their schema, in the same words for both.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use schema::db::Db;

/// A column: its type in Diesel's name for it, and whether it may be null.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// `BigInt`, `Integer`, `Text`, `Bool`, `Timestamp`, `Binary`; anything else as the database calls it.
    pub sql_type: String,
    /// May be null.
    pub nullable: bool,
}

/// An index or primary key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Index {
    /// Its table.
    pub table: String,
    /// Its name; `PRIMARY KEY` for the primary key.
    pub name: String,
    /// In order.
    pub columns: Vec<String>,
    /// No two rows alike.
    pub unique: bool,
}

/// A foreign key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ForeignKey {
    /// The referring table.
    pub table: String,
    /// The referring columns, in order.
    pub columns: Vec<String>,
    /// The table referred to.
    pub target: String,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    detail: String,
    #[diesel(sql_type = Bool)]
    flag: bool,
}

fn query(conn: &mut Db, sqlite: &str, postgres: &str) -> Vec<Row> {
    let sql = if conn.is_sqlite() { sqlite } else { postgres };
    diesel::sql_query(sql)
        .load(conn)
        .expect("read the catalogue")
}

/// Diesel's own table of migrations is no part of the schema.
fn ours(table: &str) -> bool {
    !table.starts_with("__diesel") && !table.starts_with("sqlite_")
}

/// Every table with its columns.
pub fn tables(conn: &mut Db) -> BTreeMap<String, BTreeMap<String, Column>> {
    let rows = query(
        conn,
        r#"SELECT m.name AS table_name, c.name AS name, c.type AS detail, c."notnull" = 0 AS flag
           FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'"#,
        "SELECT table_name::text, column_name::text AS name, data_type::text AS detail,
                is_nullable = 'YES' AS flag
         FROM information_schema.columns WHERE table_schema = 'public'",
    );
    // SQLite's name for its 64-bit row number, which a single-column primary key must bear.
    let row_numbers: Vec<(String, String)> = if conn.is_sqlite() {
        indexes(conn)
            .into_iter()
            .filter(|index| index.name == "PRIMARY KEY" && index.columns.len() == 1)
            .flat_map(|index| {
                index
                    .columns
                    .into_iter()
                    .map(move |c| (index.table.clone(), c))
            })
            .collect()
    } else {
        Vec::new()
    };
    let mut tables: BTreeMap<String, BTreeMap<String, Column>> = BTreeMap::new();
    for row in rows.into_iter().filter(|row| ours(&row.table_name)) {
        let row_number = row_numbers.contains(&(row.table_name.clone(), row.name.clone()));
        let sql_type = match row.detail.to_lowercase().as_str() {
            // The single-row heads too have such a key: there Diesel says Integer.
            "integer" if row_number && !row.table_name.ends_with("_head") => "BigInt",
            "bigint" => "BigInt",
            "integer" => "Integer",
            "text" => "Text",
            "boolean" => "Bool",
            "blob" | "bytea" => "Binary",
            "timestamp" | "timestamp without time zone" => "Timestamp",
            other => other,
        }
        .to_owned();
        tables.entry(row.table_name).or_default().insert(
            row.name,
            Column {
                sql_type,
                nullable: row.flag,
            },
        );
    }
    tables
}

/// Every index and primary key, sorted.
pub fn indexes(conn: &mut Db) -> Vec<Index> {
    let rows = query(
        conn,
        r#"SELECT * FROM (
             SELECT m.name AS table_name, 'PRIMARY KEY' AS name, c.name AS detail, 1 = 1 AS flag, c.pk AS place
             FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND c.pk > 0
             UNION ALL
             SELECT m.name, i.name, x.name, i."unique" = 1, x.seqno
             FROM sqlite_master m, pragma_index_list(m.name) i, pragma_index_info(i.name) x
             WHERE m.type = 'table' AND i.origin <> 'pk')
           ORDER BY table_name, name, place"#,
        "SELECT t.relname::text AS table_name,
                CASE WHEN x.indisprimary THEN 'PRIMARY KEY' ELSE i.relname::text END AS name,
                a.attname::text AS detail, x.indisunique AS flag
         FROM pg_index x
         JOIN pg_class t ON t.oid = x.indrelid
         JOIN pg_class i ON i.oid = x.indexrelid
         JOIN pg_namespace n ON n.oid = t.relnamespace AND n.nspname = 'public'
         CROSS JOIN LATERAL unnest(x.indkey::int2[]) WITH ORDINALITY k (attnum, place)
         JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum
         ORDER BY 1, 2, k.place",
    );
    let mut indexes: Vec<Index> = Vec::new();
    for row in rows.into_iter().filter(|row| ours(&row.table_name)) {
        match indexes.last_mut() {
            Some(last) if last.table == row.table_name && last.name == row.name => {
                last.columns.push(row.detail);
            }
            _ => indexes.push(Index {
                table: row.table_name,
                name: row.name,
                columns: vec![row.detail],
                unique: row.flag,
            }),
        }
    }
    indexes.sort();
    indexes
}

/// Every foreign key, sorted.
pub fn foreign_keys(conn: &mut Db) -> Vec<ForeignKey> {
    let rows = query(
        conn,
        r#"SELECT m.name AS table_name, f."table" || '#' || f.id AS name, f."from" AS detail, 1 = 1 AS flag
           FROM sqlite_master m, pragma_foreign_key_list(m.name) f
           WHERE m.type = 'table' ORDER BY m.name, f.id, f.seq"#,
        "SELECT t.relname::text AS table_name, u.relname || '#' || c.conname AS name,
                a.attname::text AS detail, TRUE AS flag
         FROM pg_constraint c
         JOIN pg_class t ON t.oid = c.conrelid
         JOIN pg_class u ON u.oid = c.confrelid
         JOIN pg_namespace n ON n.oid = t.relnamespace AND n.nspname = 'public'
         CROSS JOIN LATERAL unnest(c.conkey) WITH ORDINALITY k (attnum, place)
         JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum
         WHERE c.contype = 'f' ORDER BY 1, 2, k.place",
    );
    let mut keys: Vec<(String, ForeignKey)> = Vec::new();
    for row in rows {
        match keys.last_mut() {
            Some((name, key)) if *name == row.name && key.table == row.table_name => {
                key.columns.push(row.detail);
            }
            _ => {
                let target = row.name.split('#').next().unwrap_or_default().to_owned();
                keys.push((
                    row.name,
                    ForeignKey {
                        table: row.table_name,
                        columns: vec![row.detail],
                        target,
                    },
                ));
            }
        }
    }
    let mut keys: Vec<ForeignKey> = keys.into_iter().map(|(_, key)| key).collect();
    keys.sort();
    keys
}

/// The schema as definitions, sorted: two stores with the same dump have the same schema.
pub fn dump(conn: &mut Db) -> Vec<String> {
    let mut lines: Vec<String> = query(
        conn,
        "SELECT tbl_name AS table_name, type AS name, sql AS detail, 1 = 1 AS flag
         FROM sqlite_master WHERE sql IS NOT NULL",
        "SELECT table_name::text, ordinal_position::text AS name,
                concat_ws(' ', column_name, data_type, is_nullable, column_default) AS detail, TRUE AS flag
         FROM information_schema.columns WHERE table_schema = 'public'
         UNION ALL
         SELECT tablename::text, indexname::text, indexdef, TRUE FROM pg_indexes WHERE schemaname = 'public'
         UNION ALL
         SELECT conrelid::regclass::text, conname::text, pg_get_constraintdef(oid), TRUE
         FROM pg_constraint WHERE connamespace = 'public'::regnamespace
         UNION ALL
         SELECT event_object_table::text, trigger_name::text, action_statement::text, TRUE
         FROM information_schema.triggers
         UNION ALL
         SELECT sequencename::text, 'sequence', data_type::text, TRUE FROM pg_sequences",
    )
    .into_iter()
    .filter(|row| ours(&row.table_name))
    .map(|row| format!("{} {}: {}", row.table_name, row.name, row.detail))
    .collect();
    lines.sort();
    lines
}
