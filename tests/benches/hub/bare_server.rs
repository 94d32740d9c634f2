//! The baseline of single checks: the same look-ups and one group-committed trace record for each, over the same TLS and
//! HTTP, and nothing else: no keys, no rights, no declarations judged, no batches, no tree over the trace, no receipts, no
//! log.

use std::cell::RefCell;
use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;

use actix_web::web::{self, Bytes, Data, Json};
use actix_web::{App, HttpResponse, HttpServer, error};
use anyhow::{Context, Result};
use diesel::prelude::*;
use schema::clock::{Clock, SystemClock};
use schema::codes::IdentifierKind;
use schema::date::Day;
use schema::db::{Db, Pool, Store, migrate, open_pool};
use schema::facts::{Identifier, NOW, PersonFacts, Subject, SubjectSet, identifier};
use schema::tables::AuditRow;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::bare_recorder::BareRecorder;
use super::child;

/// What a declaration of residence reads of its subject.
const READ: SubjectSet = SubjectSet::of(&[
    Subject::Residences,
    Subject::Deaths,
    Subject::Procedures,
    Subject::Addresses,
]);

#[derive(Deserialize)]
struct Asked {
    soggetto: AskedSubject,
    finalita: String,
    #[serde(rename = "riferimentoPratica")]
    riferimento_pratica: String,
}

#[derive(Deserialize)]
struct AskedSubject {
    #[serde(rename = "codiceFiscale")]
    codice_fiscale: String,
}

#[derive(Serialize)]
struct Told {
    traccia: i64,
    fatti: usize,
}

type Connection = diesel::r2d2::PooledConnection<schema::db::Manager>;

/// In a child: serves until it is killed.
pub fn serve(register: &str, trace: &str, certificate: &Path, key: &Path) -> Result<Value> {
    let register = open_pool(register, 4)?;
    let trace = open_pool(trace, 2)?;
    migrate(&mut *trace.get()?, Store::Trace)?;
    let recorder = Arc::new(BareRecorder::start(trace)?);
    let tls = api::server::tls::server_config(&api::config::TlsConfig {
        certificate: certificate.to_owned(),
        key: key.to_owned(),
        ..api::config::TlsConfig::default()
    })?;
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    actix_web::rt::System::new().block_on(async move {
        let server = HttpServer::new(move || {
            let conn: RefCell<Option<Connection>> = RefCell::new(None);
            App::new()
                .app_data(Data::new(recorder.clone()))
                .app_data(Data::new(register.clone()))
                .app_data(Data::new(conn))
                .route("/v1/verifiche", web::post().to(answer))
        })
        .workers(2)
        .listen_rustls_0_23(listener, tls)?
        .run();
        child::tell(&json!({ "port": address.port() }))?;
        server.await.context("serve")
    })?;
    Ok(Value::Null)
}

async fn answer(
    body: Bytes,
    recorder: Data<Arc<BareRecorder>>,
    register: Data<Pool>,
    conn: Data<RefCell<Option<Connection>>>,
) -> Result<HttpResponse, error::Error> {
    let asked: Asked = serde_json::from_slice(&body)?;
    let (person_id, facts) = {
        let mut held = conn.borrow_mut();
        if held.is_none() {
            *held = Some(register.get().map_err(error::ErrorInternalServerError)?);
        }
        let conn = held
            .as_mut()
            .ok_or_else(|| error::ErrorInternalServerError("no connection"))?;
        look_up(conn, &asked.soggetto.codice_fiscale).map_err(error::ErrorInternalServerError)?
    };
    let row = AuditRow {
        at: SystemClock.now().naive_utc(),
        request_id: String::new(),
        entity_id: 1,
        key_id: 1,
        service: "VERIFICA".to_owned(),
        purpose: asked.finalita,
        case_reference: asked.riferimento_pratica,
        subject: asked.soggetto.codice_fiscale,
        person_id,
        reference_day: Day(2023_01_01).0,
        known_at: NOW,
        outcome: "residenza=S".to_owned(),
        ..AuditRow::default()
    };
    let number = recorder
        .record(row)
        .await
        .map_err(error::ErrorServiceUnavailable)?;
    let told = Json(Told {
        traccia: number,
        fatti: facts.len(),
    });
    Ok(HttpResponse::Ok().json(told))
}

fn look_up(conn: &mut Db, code: &str) -> QueryResult<(i64, PersonFacts)> {
    let bearers: Vec<Identifier> = identifier::table
        .filter(identifier::value.eq(code))
        .filter(identifier::kind.eq(IdentifierKind::CodiceFiscale.code()))
        .select(Identifier::as_select())
        .load(conn)?;
    let Some(bearer) = bearers.first() else {
        return Ok((0, PersonFacts::default()));
    };
    let facts = PersonFacts::load(conn, &[bearer.person_id], READ, NOW)?;
    Ok((
        bearer.person_id,
        facts.into_iter().next().unwrap_or_default(),
    ))
}
