//! Streams of checks.

use diesel::prelude::*;
use schema::tables::audit;
use serde_json::{Value, json};
use tests::{TestServer, TestStore, on_both};

use super::support::{CF, address, lac, lac_path, question, send, text};

const PATH: &str = "/v1/verifiche/massive";

on_both! {
    /// Every row has its outcome, in order, bad ones included, and each its record.
    fn every_row_is_accounted_for(store: &TestStore) {
        let server = TestServer::start(store);
        send(&server.client, &lac_path("036014", 1, "a"), &lac(144));
        let before: i64 = audit::table.count().get_result(&mut store.trace_conn()).unwrap();
        let mut rows = String::new();
        let total = 1_203;
        for number in 1..=total {
            match number % 3 {
                0 => rows.push_str("{\"soggetto\": }"),
                _ => rows.push_str(&question(CF, &address("viale Kennedy J.F.", &format!("{}/A", 143 + number % 3))).to_string()),
            }
            rows.push('\n');
        }
        let answer = server.client.post(PATH, "application/x-ndjson", rows.as_bytes()).unwrap();
        assert_eq!(answer.status, 200, "{}", text(&answer));
        let lines: Vec<Value> = text(&answer).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), total);
        for (line, number) in lines.iter().zip(1_usize..) {
            assert_eq!(line["riga"], number);
            match number % 3 {
                0 => assert_eq!(line["errore"]["codice"], "RIGA_NON_LEGGIBILE", "{line}"),
                1 => assert_eq!(line["esiti"][0]["esito"], "S", "{line}"),
                _ => assert_eq!(line["esiti"][0]["esito"], "N", "{line}"),
            }
        }
        let after: i64 = audit::table.count().get_result(&mut store.trace_conn()).unwrap();
        assert_eq!(after - before, total as i64);
    }
}

#[test]
fn csv_in_and_out_with_defaults_in_the_address() {
    let store = &TestStore::sqlite();
    let server = TestServer::start(store);
    send(&server.client, &lac_path("036014", 1, "a"), &lac(144));
    let rows = format!(
        "soggetto.codiceFiscale;tipo;comune;denominazione;civico\r\n\
         {CF};residenza;036014;viale Kennedy J.F.;144 A\r\n\
         {CF};residenza;036014;\"viale J.F. Kennedy\";145\r\n\
         \r\n\
         {CF};esistenzaInVita;;;\r\n\
         {CF};residenza;Fiumalbo;;\r\n\
         {CF};residenza\r\n\
         {CF};boh;;;"
    );
    let path = format!("{PATH}?dataRiferimento=2023-01-01&finalita=prova&riferimentoPratica=1");
    let answer = server
        .client
        .post(&path, "text/csv", rows.as_bytes())
        .unwrap();
    assert_eq!(answer.header("content-type"), Some("text/csv"));
    let lines: Vec<Vec<String>> = text(&answer)
        .lines()
        .map(|line| line.split(';').take(4).map(str::to_owned).collect())
        .collect();
    let expected = [
        ["riga", "tipo", "esito", "motivo"],
        ["1", "residenza", "S", ""],
        ["2", "residenza", "N", ""],
        ["3", "esistenzaInVita", "S", ""],
        ["4", "", "ERRORE", "RIGA_NON_VALIDA"],
        ["5", "", "ERRORE", "RIGA_NON_LEGGIBILE"],
        ["6", "", "ERRORE", "RIGA_NON_VALIDA"],
    ];
    assert_eq!(lines, expected);
    let answer = server
        .client
        .post_accepting(&path, "text/csv", "application/x-ndjson", rows.as_bytes())
        .unwrap();
    assert_eq!(text(&answer).lines().count(), 6);
    assert!(text(&answer).starts_with("{\"riga\":1,"));
}

#[test]
fn rows_beyond_the_most_are_not_read_and_it_is_said() {
    let store = &TestStore::sqlite();
    let server = TestServer::start(store);
    let body = "x\n".repeat(100_003);
    let answer = server
        .client
        .post(PATH, "application/x-ndjson", body.as_bytes())
        .unwrap();
    let body = text(&answer);
    let lines: Vec<&str> = body.lines().collect();
    assert_eq!(lines.len(), 100_001);
    let last: Value = serde_json::from_str(lines.last().unwrap()).unwrap();
    assert_eq!(
        (&last["riga"], &last["errore"]["codice"]),
        (&json!(100_001), &json!("RIGHE_IN_ECCESSO"))
    );
}

#[test]
fn a_form_that_is_not_there_is_refused() {
    let server = TestServer::start(&TestStore::sqlite());
    let post = |media: &str, accept: &str| {
        server
            .client
            .post_accepting(PATH, media, accept, b"")
            .unwrap()
            .status
    };
    assert_eq!(post("application/xml", "*/*"), 415);
    assert_eq!(post("text/csv", "image/png"), 406);
    assert_eq!(post("text/csv", "*/*"), 200);
}

/// What a head that no request has would cost is not paid: the stack, and the rows of a file that ends its lines with a
/// carriage return alone.
#[test]
fn a_head_that_cannot_be_one_is_told_and_the_hub_lives() {
    let server = TestServer::start(&TestStore::sqlite());
    let deep = format!("{}a\nx\n", "a.".repeat(30_000));
    for body in [deep.as_str(), "tipo;comune\rresidenza;036014\r"] {
        let answer = server
            .client
            .post_accepting(PATH, "text/csv", "application/x-ndjson", body.as_bytes())
            .unwrap();
        let lines = text(&answer);
        let line: Value = serde_json::from_str(lines.trim_end()).unwrap();
        assert_eq!(
            line["errore"]["codice"], "INTESTAZIONE_NON_VALIDA",
            "{line}"
        );
        assert_eq!(server.client.get("/salute/viva").unwrap().status, 200);
    }
}
