//! Register and trace: schema, integrity, continuity.

use diesel::dsl::{count_star, max};
use diesel::prelude::*;
use schema::clock::SystemClock;
use schema::db::{Db, Pool, Store, open_pool, pending_migrations};
use schema::tables::{audit, audit_expired, audit_head, journal, journal_head};

use super::Finding;
use crate::config::Config;
use crate::state::is_postgres;

pub fn look(config: &Config) -> Vec<Finding> {
    let database = &config.database;
    let mut findings = Vec::new();
    let trace_url = if is_postgres(&database.url) {
        &database.url
    } else {
        &database.trace_url
    };
    let stores = [
        ("registro", Store::Register, &database.url),
        ("traccia", Store::Trace, trace_url),
    ];
    for (name, store, url) in stores {
        // Looking must not make a database where there is none.
        if let Some(path) = url.strip_prefix("sqlite:")
            && !std::path::Path::new(path).exists()
        {
            findings.push(Finding::error(
                name,
                format!("il file {path} non esiste: anagrafe-hub migrate lo crea"),
            ));
            continue;
        }
        match open_pool(url, 1) {
            Ok(pool) => look_into(&pool, name, store, config, &mut findings),
            Err(error) => findings.push(Finding::error(name, error.to_string())),
        }
    }
    findings
}

fn look_into(
    pool: &Pool,
    name: &'static str,
    store: Store,
    config: &Config,
    findings: &mut Vec<Finding>,
) {
    let mut conn = match pool.get() {
        Ok(conn) => conn,
        Err(error) => {
            findings.push(Finding::error(name, error.to_string()));
            return;
        }
    };
    match pending_migrations(&mut conn, store) {
        Ok(names) if names.is_empty() => {
            findings.push(Finding::ok(name, "raggiungibile, schema aggiornato"));
        }
        Ok(names) => {
            let detail = format!("mancano le migrazioni {}", names.join(", "));
            findings.push(Finding::error(name, detail));
            return;
        }
        Err(error) => {
            findings.push(Finding::error(name, error.to_string()));
            return;
        }
    }
    if let Some(found) = integrity(&mut conn) {
        findings.push(found);
    }
    let continuity = match store {
        Store::Register => ("giornale", journal_continuity(&mut conn)),
        Store::Trace => ("numeri della traccia", trace_continuity(&mut conn)),
    };
    findings.push(match continuity {
        (check, Ok((rows, last, head))) if rows == last && last == head => {
            Finding::ok(check, format!("{rows} righe, senza lacune"))
        }
        (check, Ok((rows, last, head))) => Finding::error(
            check,
            format!("{rows} righe, ultimo numero {last}, ultimo assegnato {head}"),
        ),
        (check, Err(error)) => Finding::error(check, error.to_string()),
    });
    if store == Store::Register {
        findings.push(match schema::facts::without_person(&mut conn) {
            Ok(tables) if tables.is_empty() => {
                Finding::ok("fatti", "ognuno riguarda una persona del registro")
            }
            Ok(tables) => Finding::error(
                "fatti",
                format!("senza persona, o persone mancanti: {}", tables.join(", ")),
            ),
            Err(error) => Finding::error("fatti", error.to_string()),
        });
        findings.extend(super::deadlines::look(&mut conn, &SystemClock));
        findings.extend(super::mails::look(&mut conn, config));
    }
    if store == Store::Trace {
        findings.push(match hub::audit::is_writable(&mut conn) {
            Ok(true) => Finding::ok("scrittura della traccia", "riuscita"),
            Ok(false) => Finding::error("scrittura della traccia", "manca il contatore"),
            Err(error) => Finding::error("scrittura della traccia", error.to_string()),
        });
    }
}

fn integrity(conn: &mut Db) -> Option<Finding> {
    #[derive(QueryableByName)]
    struct Verdict {
        #[diesel(sql_type = diesel::sql_types::Text)]
        quick_check: String,
    }
    let Db::Sqlite(conn) = conn else {
        return None;
    };
    let verdict: QueryResult<Vec<Verdict>> = diesel::sql_query("PRAGMA quick_check(1)").load(conn);
    Some(match verdict {
        Ok(rows) if rows.iter().all(|row| row.quick_check == "ok") => {
            Finding::ok("integrità del file", "confermata da SQLite")
        }
        Ok(_) => Finding::error("integrità del file", "SQLite trova il file danneggiato"),
        Err(error) => Finding::error("integrità del file", error.to_string()),
    })
}

/// Rows, last number, last number given: equal where nothing is missing.
fn journal_continuity(conn: &mut Db) -> QueryResult<(i64, i64, i64)> {
    let rows: i64 = journal::table.select(count_star()).first(conn)?;
    let last: Option<i64> = journal::table.select(max(journal::number)).first(conn)?;
    let head: i64 = journal_head::table
        .find(1)
        .select(journal_head::last)
        .first(conn)?;
    Ok((rows, last.unwrap_or(0), head))
}

fn trace_continuity(conn: &mut Db) -> QueryResult<(i64, i64, i64)> {
    let rows: i64 = audit::table.select(count_star()).first(conn)?;
    // Those whose time was over have left their number.
    let expired: i64 = audit_expired::table.select(count_star()).first(conn)?;
    let rows = rows + expired;
    let last: Option<i64> = audit::table.select(max(audit::seq)).first(conn)?;
    let head: i64 = audit_head::table
        .find(1)
        .select(audit_head::last)
        .first(conn)?;
    Ok((rows, last.unwrap_or(0), head))
}
