//! Searches over HTTPS.

use api::client::{Answer, Client};
use diesel::prelude::*;
use schema::journal;
use schema::tables::{AuditRow, audit};
use serde_json::{Value, json};
use tests::process::PATIENCE;
use tests::searcher::may_search;
use tests::server::{KeyRights, key};
use tests::{TestServer, TestStore, on_both};

use super::support::{lac_path, send, text};

const FIUMALBO: &[u8] = include_bytes!("../../../sync/tests/fixtures/LAC_036014.csv");

/// A client that may search, of a hub with the people of Fiumalbo, all of whom can be found.
fn searching(store: &TestStore, server: &TestServer) -> Client {
    send(&server.client, &lac_path("036014", 1, "a"), FIUMALBO);
    let head = journal::head(&mut store.conn()).expect("the head");
    let index = server.hub().search.index();
    assert!(index.wait_for(head, PATIENCE), "the index lags behind");
    another(store, server)
}

fn another(store: &TestStore, server: &TestServer) -> Client {
    let key = key(store, &KeyRights::default());
    may_search(store, &key);
    server.client.with_key(&key)
}

fn question(criteria: &Value) -> Value {
    json!({ "criteri": criteria, "finalita": "Istruttoria", "riferimentoPratica": "2026/7" })
}

fn ask(client: &Client, body: &Value) -> Answer {
    client.post_json("/v1/ricerche", body).expect("an answer")
}

#[track_caller]
fn found(client: &Client, body: &Value) -> Value {
    let answer = ask(client, body);
    assert_eq!(answer.status, 200, "{}", text(&answer));
    answer.json()
}

#[track_caller]
fn is_problem(answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.status, status, "{}", text(answer));
    assert_eq!(answer.json()["codice"], code);
    assert_eq!(
        answer.header("content-type"),
        Some("application/problem+json; charset=utf-8")
    );
}

on_both! {
    fn a_person_is_found_and_it_is_on_record(store: &TestStore) {
        let server = TestServer::start(store);
        let client = searching(store, &server);
        let asked = question(&json!({
            "cognome": "Cossigga", "nome": "stella", "nascita": { "data": "2003-09-16" }
        }));
        let answer = ask(&client, &asked);
        assert_eq!(answer.status, 200, "{}", text(&answer));
        let id = answer.header("x-request-id").expect("an id").to_owned();
        let told = answer.json();
        assert_eq!(told["idRichiesta"], id);
        assert_eq!((&told["totale"], &told["corrispondenti"]), (&json!(1), &json!(0)));
        let first = &told["elementi"][0];
        assert_eq!(first["corrispondenza"], "FORTE");
        assert_eq!(first["persona"], json!({
            "cognome": "COSSIGA", "nome": "STELLA", "sesso": "F", "dataNascita": "2003-09-16",
            "luogoNascita": first["persona"]["luogoNascita"], "comune": "036014", "posizione": "RESIDENTE",
        }));
        assert_eq!(first["motivi"][0], json!({
            "criterio": "cognome", "codice": "SUONO_SIMILE", "testo": "dal suono simile", "trovato": "COSSIGA"
        }));
        assert_eq!(first["motivi"][1]["codice"], "ESATTO");
        let rows: Vec<AuditRow> = audit::table
            .filter(audit::request_id.eq(&id))
            .order(audit::seq)
            .select(AuditRow::as_select())
            .load(&mut store.trace_conn())
            .expect("the trace");
        let outcomes: Vec<_> = rows.iter().map(|row| row.outcome.as_str()).collect();
        assert_eq!(outcomes, ["TROVATE=1;DOPO=0", "MOSTRATA=FORTE"]);
        assert_eq!(told["indiceRegistro"], rows[0].seq);
        assert!(rows[1].person_id > 0 && rows[0].subject.contains("cognome=Cossigga"));
        // What names her next says nothing, and is another each time.
        let reference = |told: &Value| told["elementi"][0]["riferimento"].as_str().expect("one").to_owned();
        assert_eq!(reference(&told).len(), 64);
        assert_ne!(reference(&told), reference(&found(&client, &asked)));
    }
}

#[test]
fn pages_follow_one_another_and_end() {
    let store = &TestStore::sqlite();
    let server = TestServer::start(store);
    let client = searching(store, &server);
    let mut asked = question(&json!({ "cognome": "Roero" }));
    asked["limite"] = json!(4);
    let mut seen = Vec::new();
    let mut totals = Vec::new();
    loop {
        let page = found(&client, &asked);
        let people = page["elementi"].as_array().expect("people").clone();
        assert!(people.len() <= 4 && page.get("avvisi").is_none(), "{page}");
        seen.extend(people.iter().map(|one| one["persona"].to_string()));
        totals.push(page["totale"].clone());
        match page.get("prossimo") {
            Some(next) => asked["dopo"] = next.clone(),
            None => break,
        }
    }
    let (count, calls) = (seen.len(), totals.len());
    assert!(count >= 6 && calls >= 2, "{count} {calls}");
    assert!(totals.iter().all(|total| *total == json!(count)));
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), count, "pages overlap");
    for beyond in [count, count + 1, 4_000_000_000] {
        asked["dopo"] = json!(beyond);
        let page = found(&client, &asked);
        assert_eq!(page["elementi"], json!([]));
        assert_eq!(page["totale"], json!(count));
        assert!(page.get("prossimo").is_none());
        assert_eq!(page["avvisi"][0]["codice"], "OLTRE_LA_FINE");
        let told = page["avvisi"][0]["testo"].as_str().expect("a text");
        assert!(
            told.contains(&format!("in tutto {count} persone")),
            "{told}"
        );
    }
}

#[test]
fn too_many_are_refused_with_advice() {
    let store = &TestStore::sqlite();
    let server = TestServer::start_configured(store, |config| config.search.most_hits = 3);
    let client = searching(store, &server);
    let answer = ask(&client, &question(&json!({ "cognome": "Roero" })));
    is_problem(&answer, 422, "TROPPI_RISULTATI");
    let detail = answer.json()["detail"].as_str().expect("a text").to_owned();
    assert!(
        detail.contains("più di 3 persone") && detail.contains("aggiungere altri elementi"),
        "{detail}"
    );
    // A whole Comune is not asked for either, nor is everybody born in a century.
    is_problem(
        &ask(
            &client,
            &question(&json!({ "nascita": { "dal": "1900-01-01" } })),
        ),
        422,
        "TROPPI_RISULTATI",
    );
}

/// What nobody types, and what cannot be: each is refused with its field, and the next search is answered.
#[test]
fn bad_input_is_told_with_its_field() {
    let store = &TestStore::sqlite();
    let server = TestServer::start(store);
    let client = searching(store, &server);
    for (criteria, field) in [
        (json!({ "cognome": "*" }), "criteri.cognome"),
        (json!({ "cognome": "%" }), "criteri.cognome"),
        (json!({ "nome": "?" }), "criteri.nome"),
        (json!({ "cognome": "A".repeat(10_000) }), "criteri.cognome"),
        (json!({ "cognome": "ROS\u{0}SI" }), "criteri.cognome"),
        (json!({ "cognome": "\u{202e}ISSOR" }), "criteri.cognome"),
        (json!({ "cognome": "\u{301}\u{302}" }), "criteri.cognome"),
        (
            json!({ "nascita": { "data": "1970-02-30" } }),
            "criteri.nascita.data",
        ),
        (
            json!({ "nascita": { "dal": "1980-01-01", "al": "1970-01-01" } }),
            "criteri.nascita",
        ),
        (
            json!({ "nascita": { "eta": { "da": 40, "a": 30 } } }),
            "criteri.nascita.eta",
        ),
        (
            json!({ "indirizzo": { "denominazione": "Roma", "civico": 20, "civicoFino": 10 } }),
            "criteri.indirizzo.civico",
        ),
        (json!({ "comune": "036014" }), "criteri"),
    ] {
        let answer = ask(&client, &question(&criteria));
        is_problem(&answer, 422, "CAMPI_NON_VALIDI");
        assert_eq!(answer.json()["campi"][0]["campo"], field);
    }
    // Letters of other scripts and combining ones are names like others: nobody here bears them.
    for name in ["محمد", "Иванова", "Nicolo\u{300}\u{323}", "李"] {
        assert_eq!(
            found(&client, &question(&json!({ "cognome": name })))["corrispondenti"],
            0,
            "{name}"
        );
    }
    assert_eq!(
        found(
            &client,
            &question(&json!({ "cognome": "Co\u{301}ssiga", "nome": "Stella" }))
        )["corrispondenti"],
        1
    );
    is_problem(
        &client.get("/v1/ricerche").expect("an answer"),
        405,
        "METODO_NON_AMMESSO",
    );
}

#[test]
fn without_the_right_nobody_is_found() {
    let store = &TestStore::sqlite();
    let server = TestServer::start(store);
    let client = searching(store, &server);
    let asked = question(&json!({ "cognome": "Cossiga" }));
    is_problem(
        &ask(&client.with_key(""), &asked),
        401,
        "CREDENZIALI_ASSENTI",
    );
    let refused = ask(&server.client, &asked);
    is_problem(&refused, 403, "OPERAZIONE_NON_CONCESSA");
    assert_eq!(refused.json()["motivo"], "SERVIZIO_NON_CONCESSO");
    let limited = key(
        store,
        &KeyRights {
            comuni: Some(vec!["036001".to_owned()]),
            ..KeyRights::default()
        },
    );
    may_search(store, &limited);
    let limited = server.client.with_key(&limited);
    // Somebody elsewhere and nobody at all look the same.
    for criteria in [
        json!({ "cognome": "Cossiga" }),
        json!({ "cognome": "Inesistente" }),
    ] {
        let told = found(&limited, &question(&criteria));
        assert_eq!(
            (&told["totale"], &told["elementi"]),
            (&json!(0), &json!([]))
        );
    }
    let mut there = asked.clone();
    there["comuni"] = json!(["036014"]);
    let refused = ask(&limited, &there);
    is_problem(&refused, 403, "OPERAZIONE_NON_CONCESSA");
    assert_eq!(refused.json()["motivo"], "COMUNE_NON_CONCESSO");
    let told = found(&client, &there);
    assert!(told["corrispondenti"].as_i64() > Some(0), "{told}");
}
