//! Triggers, for tests only, that make the database itself refuse whatever overwrites or deletes what is known: the
//! only change allowed to a versioned row is `known_to`, once, from "still known" to a later journal number.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use schema::db::Db;
use schema::facts::STILL_KNOWN;

/// What the triggers say, to be looked for in the error.
pub const MESSAGE: &str = "guard: what is known may not be overwritten";

/// Rows that are written once and never touched again.
const APPEND_ONLY: [&str; 2] = ["person", "journal"];

/// Guards every table with a `known_to` and the append-only tables of the register.
pub fn install_on_register(conn: &mut Db) {
    let versioned = versioned_tables(conn);
    assert!(
        versioned.len() >= 15,
        "the versioned tables were not found: {versioned:?}"
    );
    for (table, columns) in versioned {
        install(conn, &table, Some(&columns));
    }
    for table in APPEND_ONLY {
        install(conn, table, None);
    }
}

/// Guards the trace.
pub fn install_on_trace(conn: &mut Db) {
    install(conn, "audit", None);
}

/// Tables with a `known_to`, each with all its columns.
pub fn versioned_tables(conn: &mut Db) -> Vec<(String, Vec<String>)> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        table_name: String,
        #[diesel(sql_type = Text)]
        column_name: String,
    }
    let sql = if conn.is_sqlite() {
        "SELECT m.name AS table_name, c.name AS column_name
         FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY 1, c.cid"
    } else {
        "SELECT table_name::text, column_name::text FROM information_schema.columns
         WHERE table_schema = 'public' ORDER BY 1, ordinal_position"
    };
    let rows: Vec<Row> = diesel::sql_query(sql).load(conn).expect("list the columns");
    let mut tables: Vec<(String, Vec<String>)> = Vec::new();
    for row in rows {
        match tables.last_mut() {
            Some((table, columns)) if *table == row.table_name => columns.push(row.column_name),
            _ => tables.push((row.table_name, vec![row.column_name])),
        }
    }
    tables.retain(|(_, columns)| columns.iter().any(|column| column == "known_to"));
    tables
}

fn install(conn: &mut Db, table: &str, versioned: Option<&[String]>) {
    let allowed = versioned.map_or_else(
        || "FALSE".to_owned(),
        |columns| {
            let mut all = vec![format!(
                "OLD.known_to = {STILL_KNOWN} AND NEW.known_to < {STILL_KNOWN} AND NEW.known_to > OLD.known_from"
            )];
            for column in columns.iter().filter(|column| *column != "known_to") {
                let same = if conn.is_sqlite() {
                    "IS"
                } else {
                    "IS NOT DISTINCT FROM"
                };
                all.push(format!("NEW.{column} {same} OLD.{column}"));
            }
            all.join(" AND ")
        },
    );
    let sql = if conn.is_sqlite() {
        format!(
            "CREATE TRIGGER guard_{table}_update BEFORE UPDATE ON {table} WHEN NOT ({allowed})
             BEGIN SELECT RAISE(ABORT, '{MESSAGE} ({table})'); END;
             CREATE TRIGGER guard_{table}_delete BEFORE DELETE ON {table}
             BEGIN SELECT RAISE(ABORT, '{MESSAGE} ({table})'); END;"
        )
    } else {
        format!(
            "CREATE OR REPLACE FUNCTION guard_refuse() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN RAISE EXCEPTION '{MESSAGE} (%)', TG_TABLE_NAME; END $$;
             CREATE TRIGGER guard_{table}_update BEFORE UPDATE ON {table}
             FOR EACH ROW WHEN (NOT ({allowed})) EXECUTE FUNCTION guard_refuse();
             CREATE TRIGGER guard_{table}_delete BEFORE DELETE ON {table}
             FOR EACH ROW EXECUTE FUNCTION guard_refuse();
             CREATE TRIGGER guard_{table}_truncate BEFORE TRUNCATE ON {table}
             FOR EACH STATEMENT EXECUTE FUNCTION guard_refuse();"
        )
    };
    conn.batch_execute(&sql).expect("install a guard");
}
