//! Files that the project did not write, sent to an empty hub, and questions about their people.

use schema::date::Day;
use schema::journal;
use serde_json::{Value, json};
use tests::{TestServer, on_both};

use super::support::{lac_path, outcome, send, settled};

const FIUMALBO: &[u8] = include_bytes!("../../../sync/tests/fixtures/LAC_036014.csv");
const SESTOLA: &[u8] = include_bytes!("../../../sync/tests/fixtures/LAC_036043.csv");

/// The cells of the rows of a file.
fn rows(file: &[u8]) -> Vec<Vec<String>> {
    let text = std::str::from_utf8(file).unwrap();
    text.lines()
        .skip(1)
        .map(|line| line.split(';').map(str::to_owned).collect())
        .collect()
}

fn address(row: &[String], more: u32) -> Value {
    let number: u32 = row[22].parse().unwrap();
    json!({
        "tipo": "residenza", "comune": format!("{}{}", row[0], row[1]),
        "specie": row[20], "denominazione": row[21], "civico": format!("{}{}", number + more, row[23]),
    })
}

on_both! {
    fn load_whole_and_answer_rightly(store: &TestStore) {
        let server = TestServer::start(store);
        let client = &server.client;
        for (comune, file) in [("036014", FIUMALBO), ("036043", SESTOLA)] {
            let place = send(client, &lac_path(comune, 1, comune), file);
            let state = settled(client, &place);
            let people = rows(file).len();
            assert_eq!(state["stato"], "CARICATA", "{state}");
            assert_eq!(state["avanzamento"]["scartate"], 0, "{state}");
            assert_eq!(state["avanzamento"]["nuove"], people, "{state}");
            let counted: i64 = {
                let conn = &mut store.conn();
                let known_at = journal::head(conn).unwrap();
                let counts = stats::residents(conn, Day(2023_01_01), known_at).unwrap();
                counts.iter().filter(|row| row.comune == comune).map(|row| row.persons).sum()
            };
            assert_eq!(counted, people as i64);
        }
        let with_address = |row: &&Vec<String>| row[22].parse::<u32>().is_ok_and(|number| number > 0);
        for file in [FIUMALBO, SESTOLA] {
            for row in rows(file).iter().filter(with_address).step_by(97) {
                let ask = |declaration: Value| {
                    let body = json!({
                        "soggetto": { "codiceFiscale": row[8] }, "dataRiferimento": "2023-01-01",
                        "finalita": "prova", "riferimentoPratica": "1", "dichiarazioni": [declaration],
                    });
                    outcome(&client.post_json("/v1/verifiche", &body).unwrap())
                };
                let sex = if row[9] == "1" { "M" } else { "F" };
                let other = if row[9] == "1" { "F" } else { "M" };
                let state = &row[14];
                assert_eq!(ask(address(row, 0)), "S", "{row:?}");
                assert_eq!(ask(address(row, 1_000)), "N", "{row:?}");
                assert_eq!(ask(json!({ "tipo": "generalita", "cognome": row[6].to_lowercase(), "sesso": sex })), "S", "{row:?}");
                assert_eq!(ask(json!({ "tipo": "generalita", "cognome": row[6], "sesso": other })), "N", "{row:?}");
                assert_eq!(ask(json!({ "tipo": "cittadinanza", "stato": state })), "S", "{row:?}");
                assert_eq!(ask(json!({ "tipo": "statoCivile", "stato": row[17] })), "S", "{row:?}");
                assert_eq!(ask(json!({ "tipo": "esistenzaInVita" })), "S", "{row:?}");
                assert_eq!(ask(json!({ "tipo": "codiceFiscale", "codiceFiscale": row[8] })), "S", "{row:?}");
            }
        }
    }
}
