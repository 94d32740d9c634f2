//! How the databases would run the statements of a piece of code.

use std::sync::{Arc, Mutex, PoisonError};

use diesel::connection::{Connection, InstrumentationEvent, SimpleConnection};
use diesel::prelude::*;
use diesel::sql_types::Text;
use schema::db::Db;

/// A statement and the database's plan for it.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The statement, with placeholders.
    pub sql: String,
    /// The plan, line by line.
    pub lines: Vec<String>,
}

impl Plan {
    /// True if every table is entered through an index and only where it matches: no scan of a whole table or index.
    pub fn uses_indexes_only(&self) -> bool {
        let count = |text: &str| self.lines.iter().filter(|line| line.contains(text)).count();
        // PostgreSQL: each index scan has its condition; without one it reads the whole index.
        let index_scans = count("Index Scan") + count("Index Only Scan");
        !self.lines.is_empty()
            && count("Seq Scan") == 0
            && index_scans <= count("Index Cond")
            && !self
                .lines
                .iter()
                .any(|line| line.trim_start().starts_with("SCAN "))
    }
}

/// Runs `work` and explains every SELECT, UPDATE and DELETE that it sent. On PostgreSQL sequential scans are made
/// dear, because on the small tables of a test they would otherwise be the right plan.
pub fn explain(conn: &mut Db, work: impl FnOnce(&mut Db)) -> Vec<Plan> {
    let sent = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&sent);
    conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            log.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(query.to_string());
        }
    });
    work(conn);
    conn.set_instrumentation(|_: InstrumentationEvent<'_>| {});
    let statements = std::mem::take(&mut *sent.lock().unwrap_or_else(PoisonError::into_inner));
    statements
        .into_iter()
        .map(|text| match text.rsplit_once(" -- binds:") {
            Some((sql, _)) => sql.to_owned(),
            None => text,
        })
        .filter(|sql| {
            ["SELECT", "UPDATE", "DELETE"]
                .iter()
                .any(|verb| sql.starts_with(verb))
        })
        .map(|sql| Plan {
            lines: lines(conn, &sql),
            sql,
        })
        .collect()
}

fn lines(conn: &mut Db, sql: &str) -> Vec<String> {
    #[derive(QueryableByName)]
    struct SqliteLine {
        #[diesel(sql_type = Text)]
        detail: String,
    }
    #[derive(QueryableByName)]
    struct PostgresLine {
        #[diesel(sql_type = Text, column_name = "QUERY PLAN")]
        detail: String,
    }
    if conn.is_sqlite() {
        return diesel::sql_query(format!("EXPLAIN QUERY PLAN {sql}"))
            .load::<SqliteLine>(conn)
            .expect("explain")
            .into_iter()
            .map(|line| line.detail)
            .collect();
    }
    let parameters = (1..=u16::MAX)
        .take_while(|number| sql.contains(&format!("${number}")))
        .count();
    let arguments = if parameters == 0 {
        String::new()
    } else {
        format!("({})", vec!["NULL"; parameters].join(", "))
    };
    // A generic plan: the one for values not yet known.
    conn.batch_execute(&format!(
        "SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan; PREPARE explained AS {sql}"
    ))
    .expect("prepare");
    let lines = diesel::sql_query(format!("EXPLAIN EXECUTE explained{arguments}"))
        .load::<PostgresLine>(conn)
        .expect("explain")
        .into_iter()
        .map(|line| line.detail)
        .collect();
    conn.batch_execute("DEALLOCATE explained; RESET enable_seqscan; RESET plan_cache_mode")
        .expect("reset");
    lines
}
