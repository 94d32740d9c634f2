//! The families at a list of fiscal codes, over HTTPS.

use api::client::{Answer, Client};
use diesel::prelude::*;
use hub::access::Service;
use schema::tables::{agreement, audit, profile_grant};
use serde_json::{Value, json};
use tests::server::{KeyRights, key};
use tests::{TestServer, TestStore, directory, on_both};

use super::support::{CF, lac, lac_path, send, text};
use crate::checks::support::{CARPI, MODENA, record, resident};

const PATH: &str = "/v1/nuclei-familiari?finalita=Istruttoria&riferimentoPratica=2026/1";
const UNKNOWN: &str = "RSSMRA70A01F257L";
const CSV: &str = "text/csv";
const NDJSON: &str = "application/x-ndjson";

fn client(server: &TestServer, store: &TestStore, comune: &str) -> Client {
    client_of(server, store, Some(vec![comune.to_owned()]))
}

/// Of these Comuni; of all that there are, if none is named.
fn client_of(server: &TestServer, store: &TestStore, comuni: Option<Vec<String>>) -> Client {
    let rights = KeyRights {
        kinds: Vec::new(),
        services: vec![Service::Families],
        supply: false,
        comuni,
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

    /// A code borne by two is ambiguous for whoever reaches both, and for nobody else.
    fn a_code_of_two_people(store: &TestStore) {
        let server = TestServer::start(store);
        record(
            store,
            &[
                resident(UNKNOWN, "ROSSI", "MARIO", "1970-01-01", MODENA),
                resident(UNKNOWN, "ROSSI", "MARIA", "1970-01-01", CARPI),
            ],
        );
        let both = client_of(&server, store, None);
        let carpi = client(&server, store, CARPI);
        let list = format!("{UNKNOWN}\n{CF}");
        let told = |client: &Client| lines(&client.post_accepting(PATH, CSV, NDJSON, list.as_bytes()).unwrap());
        let before = records(store);
        let rows = told(&both);
        assert_eq!((&rows[0]["esito"], &rows[1]["esito"]), (&json!("AMBIGUA"), &json!("NON_TROVATA")));
        assert!(rows[0].get("schede").is_none(), "of neither is anything shown: {rows:?}");
        assert_eq!(records(store) - before, 2);
        let concerned: i64 = audit::table
            .filter(audit::person_id.ne(0))
            .count()
            .get_result(&mut store.trace_conn())
            .unwrap();
        assert_eq!(concerned, 0, "neither was seen");
        // The other one makes nothing ambiguous for who does not reach her.
        assert_eq!(told(&carpi)[0]["esito"], "SENZA_SCHEDA");
        let table = text(&both.post(PATH, CSV, list.as_bytes()).unwrap());
        assert!(table.lines().nth(1).unwrap().starts_with(&format!("1;{UNKNOWN};AMBIGUA;;")), "{table}");
    }

    fn a_line_that_cannot_be_read_takes_none_of_the_others_with_it(store: &TestStore) {
        let server = TestServer::start(store);
        send(&server.client, &lac_path("036014", 1, "a"), &lac(144));
        let client = client(&server, store, "036014");
        let post = |media_type: &str, body: &[u8]| {
            let before = records(store);
            let told = lines(&client.post_accepting(PATH, media_type, NDJSON, body).unwrap());
            // What could not be read is on record too.
            assert_eq!(records(store) - before, i64::try_from(told.len()).unwrap());
            let outcomes = told.iter().zip(1_u64..).map(|(row, number)| {
                assert_eq!(row["riga"], number, "{told:?}");
                let outcome = row["esito"].as_str().or(row["errore"]["codice"].as_str());
                outcome.unwrap().to_owned()
            });
            outcomes.collect::<Vec<_>>()
        };
        let (invalid, unreadable) = ("RIGA_NON_VALIDA", "RIGA_NON_LEGGIBILE");
        assert!(post(CSV, b"").is_empty());
        assert!(post(CSV, b"codiceFiscale\r\n").is_empty());
        let long = [vec![b'A'; 10 << 20], b"\n".to_vec(), CF.as_bytes().to_vec()].concat();
        assert_eq!(post(CSV, &long), [unreadable, "TROVATA"]);
        // As a spreadsheet saves "Unicode text".
        let utf16: Vec<u8> = format!("{CF}\n").encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(post(CSV, &utf16).iter().all(|outcome| outcome == unreadable));
        let hostile = [b"\xe8\xe8\n".as_slice(), b"RSS\0MRA70A01F257L\n", b"RSS\rMRA\n", CF.as_bytes(), b"\n;;\n"].concat();
        assert_eq!(post(CSV, &hostile), [unreadable, unreadable, unreadable, "TROVATA", invalid]);
        // A head that names no codes is a line like any other, and the first column is not one of codes.
        let no_codes = format!("cognome;nome\r\nCOSSIGA;{CF}\r\n");
        assert_eq!(post(CSV, no_codes.as_bytes()), [invalid, invalid]);
        let json = [
            format!("{{\"codiceFiscale\":\"{CF}\"}}").as_bytes(), b"{\"cf\":\"x\"}", b"codiceFiscale", b"\"\xff\"", b"\"RSS\\u0000\"",
            b"[[[[", b"null", format!("\"{CF}\"").as_bytes(),
        ]
        .join(&b'\n');
        let expected = ["TROVATA", invalid, unreadable, unreadable, invalid, unreadable, invalid, "TROVATA"];
        assert_eq!(post(NDJSON, &json), expected);
    }

    fn what_holds_for_the_whole_list_is_judged_before_it(store: &TestStore) {
        let server = TestServer::start(store);
        let client = client(&server, store, "036014");
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
}
