//! The families at a list of fiscal codes, over HTTPS.

use api::client::{Answer, Client};
use diesel::prelude::*;
use hub::access::Service;
use schema::tables::{agreement, audit, profile_grant};
use serde_json::{Value, json};
use tests::server::{KeyRights, key};
use tests::{TestServer, TestStore, directory, on_both};

use super::support::{CF, lac, lac_path, send, text};

const PATH: &str = "/v1/nuclei-familiari?finalita=Istruttoria&riferimentoPratica=2026/1";
const UNKNOWN: &str = "RSSMRA70A01F257L";
const CSV: &str = "text/csv";
const NDJSON: &str = "application/x-ndjson";

fn client(server: &TestServer, store: &TestStore, comune: &str) -> Client {
    let rights = KeyRights {
        kinds: Vec::new(),
        services: vec![Service::Families],
        supply: false,
        comuni: Some(vec![comune.to_owned()]),
        ..KeyRights::default()
    };
    server.client.with_key(&key(store, &rights))
}

fn lines(answer: &Answer) -> Vec<Value> {
    assert_eq!(answer.status, 200, "{}", text(answer));
    text(answer)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn records(store: &TestStore) -> i64 {
    audit::table
        .count()
        .get_result(&mut store.trace_conn())
        .unwrap()
}

fn changed(store: &TestStore, change: impl Fn(&mut schema::db::Db) -> QueryResult<usize>) {
    directory::write(&mut store.conn(), |conn| change(conn)).unwrap();
    store.clock.advance(chrono::Duration::seconds(10));
}

on_both! {
    /// Every input has its outcome, in order, and its record.
    fn every_input_is_accounted_for(store: &TestStore) {
        let server = TestServer::start(store);
        send(&server.client, &lac_path("036014", 1, "a"), &lac(144));
        let fiumalbo = client(&server, store, "036014");
        let elsewhere = client(&server, store, "036023");
        let before = records(store);
        let list = format!("codiceFiscale\r\n{CF}\r\n{UNKNOWN}\r\nROSSI\r\n\r\n{}\r\n{CF}", CF.to_lowercase());
        let answer = fiumalbo.post_accepting(PATH, CSV, NDJSON, list.as_bytes()).unwrap();
        let told = lines(&answer);
        let outcomes: Vec<&str> = told
            .iter()
            .map(|row| row["esito"].as_str().or(row["errore"]["codice"].as_str()).unwrap())
            .collect();
        assert_eq!(outcomes, ["TROVATA", "NON_TROVATA", "RIGA_NON_VALIDA", "TROVATA", "TROVATA"]);
        let numbers: Vec<u64> = told.iter().map(|row| row["riga"].as_u64().unwrap()).collect();
        assert_eq!(numbers, [1, 2, 3, 4, 5]);
        let sheet = &told[0]["schede"][0];
        assert_eq!(sheet["scheda"]["numero"], "5002");
        assert_eq!(sheet["componenti"].as_array().unwrap().len(), 1);
        assert_eq!(records(store) - before, 5);
        // Whoever lives elsewhere is nobody, to the byte but for the code and the numbers of the records.
        let other = elsewhere.post(PATH, CSV, format!("{CF}\n{UNKNOWN}").as_bytes()).unwrap();
        let rows: Vec<String> = text(&other).lines().skip(1).map(|line| {
            let cells: Vec<&str> = line.split(';').collect();
            cells[2..cells.len() - 1].join(";")
        }).collect();
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0], rows[1]);
        assert!(rows[0].starts_with("NON_TROVATA"), "{rows:?}");
    }

    fn rights_are_settled_before_the_first_input(store: &TestStore) {
        let server = TestServer::start(store);
        send(&server.client, &lac_path("036014", 1, "a"), &lac(144));
        let client = client(&server, store, "036014");
        let post = |path: &str, body: &str| client.post(path, CSV, body.as_bytes()).unwrap();
        let past = format!("{PATH}&dataRiferimento=2024-05-01");
        assert!(text(&post(&past, CF)).contains("TROVATA"));
        changed(store, |conn| {
            diesel::update(profile_grant::table)
                .filter(profile_grant::service.eq("NUCLEI_FAMILIARI"))
                .set(profile_grant::fields.eq("generalita"))
                .execute(conn)
        });
        let masked = post(PATH, CF);
        let body = text(&masked);
        assert!(body.contains("COSSIGA") && body.contains("parentela,"), "{body}");
        // The code was sent; that of the member is not told.
        assert_eq!(body.matches(CF).count(), 1, "{body}");
        let refused = post(&past, CF);
        assert_eq!((refused.status, &refused.json()["motivo"]), (403, &json!("CAMPO_NON_CONCESSO")));
        changed(store, |conn| {
            diesel::update(agreement::table)
                .filter(agreement::comune.eq("036014"))
                .set((agreement::validation.eq("MANUALE"), agreement::daily_quota.eq(0)))
                .execute(conn)
        });
        let refused = post(PATH, CF);
        assert_eq!((refused.status, &refused.json()["motivo"]), (403, &json!("VALIDAZIONE_RICHIESTA")));
        changed(store, |conn| {
            diesel::update(agreement::table)
                .filter(agreement::comune.eq("036014"))
                .set((agreement::validation.eq("NESSUNA"), agreement::daily_quota.eq(2)))
                .execute(conn)
        });
        let answer = post(PATH, &format!("{CF}\n{UNKNOWN}\n{CF}"));
        let outcomes: Vec<String> = text(&answer).lines().skip(1)
            .map(|line| line.split(';').skip(2).take(2).collect::<Vec<_>>().join(";"))
            .collect();
        assert_eq!(outcomes, ["TROVATA;", "NON_TROVATA;", "ERRORE;QUOTA_ESAURITA"]);
    }
}

#[test]
fn bad_lists_have_their_answer() {
    let store = &TestStore::sqlite();
    let server = TestServer::start(store);
    send(&server.client, &lac_path("036014", 1, "a"), &lac(144));
    let client = client(&server, store, "036014");
    let post = |body: &[u8]| client.post_accepting(PATH, CSV, NDJSON, body).unwrap();
    assert!(lines(&post(b"")).is_empty());
    assert!(lines(&post(b"codiceFiscale\r\n")).is_empty());
    let long = [vec![b'A'; 10 << 20], b"\n".to_vec(), CF.as_bytes().to_vec()].concat();
    let told = lines(&post(&long));
    assert_eq!(told[0]["errore"]["codice"], "RIGA_NON_LEGGIBILE");
    assert_eq!(told[1]["esito"], "TROVATA");
    let utf16: Vec<u8> = CF.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(
        lines(&post(&utf16))[0]["errore"]["codice"],
        "RIGA_NON_LEGGIBILE"
    );
    assert_eq!(
        lines(&post(b"\xe8\xe8\n"))[0]["errore"]["codice"],
        "RIGA_NON_LEGGIBILE"
    );
    for (path, field) in [
        ("/v1/nuclei-familiari?riferimentoPratica=1", "finalita"),
        ("/v1/nuclei-familiari?finalita=1", "riferimentoPratica"),
        (
            "/v1/nuclei-familiari?finalita=1&riferimentoPratica=1&dataRiferimento=2023-02-30",
            "dataRiferimento",
        ),
        (
            "/v1/nuclei-familiari?finalita=1&riferimentoPratica=1&dataRiferimento=2999-01-01",
            "dataRiferimento",
        ),
        (
            "/v1/nuclei-familiari?finalita=1&riferimentoPratica=1&notoAl=999999",
            "notoAl",
        ),
        (
            "/v1/nuclei-familiari?finalita=1&riferimentoPratica=1&comuni=Modena",
            "comuni[0]",
        ),
    ] {
        let refused = client.post(path, CSV, CF.as_bytes()).unwrap();
        assert_eq!(
            (refused.status, &refused.json()["campi"][0]["campo"]),
            (422, &json!(field)),
            "{path}"
        );
    }
    assert_eq!(
        client
            .post(PATH, "application/pdf", CF.as_bytes())
            .unwrap()
            .status,
        415
    );
    assert_eq!(
        server.client.post(PATH, CSV, CF.as_bytes()).unwrap().status,
        403
    );
}
