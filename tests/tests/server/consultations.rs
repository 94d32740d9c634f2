//! Consultations over HTTPS.

use api::client::{Answer, Client};
use hub::access::{Context, Service};
use serde_json::{Value, json};
use tests::server::{KeyRights, key};
use tests::store::TODAY;
use tests::{TestServer, TestStore, on_both};

use super::support::{CF, lac, lac_path, send, text};

fn consulting_rights(comuni: Option<Vec<String>>) -> KeyRights {
    KeyRights {
        kinds: Vec::new(),
        services: vec![Service::Consultation],
        supply: false,
        comuni,
        ..KeyRights::default()
    }
}

fn consulting(server: &TestServer, store: &TestStore, comuni: Option<Vec<String>>) -> Client {
    server
        .client
        .with_key(&key(store, &consulting_rights(comuni)))
}

fn asked() -> Value {
    json!({
        "soggetto": { "codiceFiscale": CF },
        "dataRiferimento": "2023-01-01",
        "finalita": "Istruttoria",
        "riferimentoPratica": "2026/1",
    })
}

fn with(name: &str, value: Value) -> Value {
    let mut body = asked();
    body[name] = value;
    body
}

fn without(mut body: Value, name: &str) -> Value {
    body.as_object_mut().unwrap().remove(name);
    body
}

fn post(client: &Client, kind: &str, body: &Value) -> Answer {
    client
        .post_json(&format!("/v1/consultazioni/{kind}"), body)
        .unwrap()
}

#[track_caller]
fn shown(client: &Client, kind: &str, body: &Value) -> Value {
    let answer = post(client, kind, body);
    assert_eq!(answer.status, 200, "{}", text(&answer));
    answer.json()
}

on_both! {
    fn a_sheet_its_receipt_and_the_same_again(store: &TestStore) {
        let server = TestServer::start(store);
        send(&server.client, &lac_path("036014", 1, "a"), &lac(144));
        let client = consulting(&server, store, None);
        let sheet = shown(&client, "SCHEDA_INDIVIDUALE", &asked());
        assert_eq!(sheet["esito"], "MOSTRATA");
        assert_eq!(sheet["mascherati"], json!([]));
        let section = |code: &str| {
            let sections = sheet["persona"]["sezioni"].as_array().unwrap();
            sections.iter().find(|one| one["codice"] == code).unwrap().clone()
        };
        assert_eq!(section("generalita")["voci"][0]["valore"]["cognome"], "COSSIGA");
        let home = &section("indirizzo")["voci"][0];
        assert_eq!(home["testo"], "VIALE J.F. KENNEDY 144/A, 41014 Fiumalbo");
        assert_eq!(home["allaData"], "SI");
        assert_eq!(home["provenienza"]["notoDa"]["fornitura"], 1);
        let number = sheet["numero"].as_i64().unwrap();
        // Its receipt is that of its record.
        let receipt = client.get(&format!("/v1/ricevute/{number}")).unwrap();
        assert_eq!(receipt.json()["ricevuta"], sheet["ricevuta"]);
        let again = client.get(&format!("/v1/consultazioni/{number}")).unwrap();
        assert_eq!(again.json(), sheet, "{}", text(&again));
        let other = consulting(&server, store, None);
        for place in [number.to_string(), "9999999".to_owned(), "x".to_owned(), "-1".to_owned()] {
            let denied = other.get(&format!("/v1/consultazioni/{place}")).unwrap();
            assert_eq!(denied.status, 404, "{place}: {}", text(&denied));
        }
    }

    fn a_family_a_dwelling_a_story_and_events(store: &TestStore) {
        let server = TestServer::start(store);
        send(&server.client, &lac_path("036014", 1, "a"), &lac(144));
        let client = consulting(&server, store, None);
        let family = shown(&client, "SCHEDA_FAMIGLIA", &asked());
        let sheet = &family["schede"][0];
        assert_eq!(sheet["scheda"]["numero"], "5002");
        assert_eq!(sheet["scheda"]["nomeComune"], "Fiumalbo");
        assert_eq!(sheet["intestatario"], json!([0]));
        assert_eq!(sheet["componenti"][0]["soggetto"], true);
        assert_eq!(shown(&client, "CONVIVENZA", &asked())["schede"], json!([]));
        let dwelling = with("indirizzo", json!({ "comune": "036014", "denominazione": "viale Kennedy J.F.", "civico": 144 }));
        let dwelling = shown(&client, "ABITAZIONE", &without(dwelling, "soggetto"));
        assert_eq!(dwelling["abitazione"]["gruppi"][0]["scheda"]["numero"], "5002");
        let story = shown(&client, "STORICO", &without(asked(), "dataRiferimento"));
        assert!(story["persona"]["sezioni"].as_array().unwrap().len() > 10);
        let period = with("periodo", json!({ "comune": "036014", "dal": "2022-06-01", "al": "2023-01-31", "pagina": 7 }));
        let events = shown(&client, "EVENTI", &without(without(period, "soggetto"), "dataRiferimento"));
        assert_eq!(events["eventi"]["eventi"], json!([]));
        assert_eq!(events["eventi"]["pagina"], 7);
        let compared = shown(&client, "SCHEDA_INDIVIDUALE", &with("confrontoCon", json!("2022-12-31")));
        assert_eq!(compared["esito"], "CONFRONTATA");
        // Since when a Comune that does not say so is only known to be before the day of its supply.
        for one in compared["confronto"]["differenze"].as_array().unwrap() {
            let then = one["soloAllAltraData"][0].as_str().unwrap();
            assert_eq!(then, format!("{} (data incerta)", one["soloAllaData"][0].as_str().unwrap()));
        }
    }

    fn unknown_and_out_of_reach_look_alike(store: &TestStore) {
        let server = TestServer::start(store);
        send(&server.client, &lac_path("036014", 1, "a"), &lac(144));
        let elsewhere = consulting(&server, store, Some(vec!["036001".to_owned()]));
        let bare = |body: &Value| {
            let mut answer = shown(&elsewhere, "SCHEDA_FAMIGLIA", body);
            for own in ["numero", "idRichiesta", "ricevuta", "nonceDichiarato", "istante"] {
                answer.as_object_mut().unwrap().remove(own);
            }
            answer
        };
        let unknown = bare(&with("soggetto", json!({ "codiceFiscale": "RSSMRA80A01F257N" })));
        assert_eq!(unknown["esito"], "NON_TROVATA");
        assert_eq!(bare(&asked()), unknown);
        // Before anything was known nobody is known.
        let client = consulting(&server, store, None);
        let early = shown(&client, "SCHEDA_FAMIGLIA", &with("conosciutoAl", json!("2020-01-01")));
        assert_eq!(early["esito"], "NON_TROVATA");
        // Checks and supplies are not consultations.
        assert_eq!(post(&server.client, "SCHEDA_FAMIGLIA", &asked()).status, 403);
    }

    fn bad_input_has_a_clear_answer(store: &TestStore) {
        let server = TestServer::start(store);
        send(&server.client, &lac_path("036014", 1, "a"), &lac(144));
        let client = consulting(&server, store, None);
        let period = |from: &str, to: &str, page: i64| {
            let body = with("periodo", json!({ "comune": "036014", "dal": from, "al": to, "pagina": page }));
            without(without(body, "soggetto"), "dataRiferimento")
        };
        let long = "A".repeat(10_000);
        for (kind, body, field) in [
            ("SCHEDA_FAMIGLIA", with("dataRiferimento", json!("2023-02-30")), "dataRiferimento"),
            ("SCHEDA_FAMIGLIA", with("dataRiferimento", json!("1849-12-31")), "dataRiferimento"),
            ("SCHEDA_FAMIGLIA", with("dataRiferimento", json!("2999-01-01")), "dataRiferimento"),
            ("SCHEDA_FAMIGLIA", with("conosciutoAl", json!("2999-01-01T00:00:00Z")), "conosciutoAl"),
            ("SCHEDA_FAMIGLIA", with("conosciutoAl", json!("ieri")), "conosciutoAl"),
            ("SCHEDA_FAMIGLIA", with("notoAl", json!(1_000_000)), "notoAl"),
            ("SCHEDA_FAMIGLIA", with("notoAl", json!(-1)), "notoAl"),
            ("SCHEDA_FAMIGLIA", with("confrontoCon", json!("2023-01-01")), "confrontoCon"),
            ("SCHEDA_FAMIGLIA", with("finalita", json!("")), "finalita"),
            ("SCHEDA_FAMIGLIA", with("finalita", json!(long)), "finalita"),
            ("SCHEDA_FAMIGLIA", with("soggetto", json!({})), "soggetto"),
            ("SCHEDA_FAMIGLIA", with("soggetto", json!({ "codiceFiscale": long })), "soggetto.codiceFiscale"),
            ("SCHEDA_FAMIGLIA", with("soggetto", json!({ "codiceFiscale": "RSS\u{202e}MRA80A01F257" })), "soggetto.codiceFiscale"),
            ("SCHEDA_FAMIGLIA", with("soggetto", json!({ "idAnpr": "\u{0}\u{1}" })), "soggetto.idAnpr"),
            ("SCHEDA_FAMIGLIA", with("soggetto", json!({ "riferimento": "inventato" })), "soggetto.riferimento"),
            ("SCHEDA_FAMIGLIA", with("soggetto", json!({ "riferimento": "x", "idAnpr": "WC8096VE3" })), "soggetto.riferimento"),
            ("SCHEDA_FAMIGLIA", with("indirizzo", json!({})), "soggetto"),
            ("SCHEDA_FAMIGLIA", without(asked(), "soggetto"), "soggetto"),
            ("SCHEDA_FAMIGLIA", with("comuni", json!([])), "comuni"),
            ("ABITAZIONE", without(with("indirizzo", json!({ "comune": "1", "civico": -1, "denominazione": "x" })), "soggetto"), "indirizzo.comune"),
            ("STORICO", asked(), "dataRiferimento"),
            ("EVENTI", without(asked(), "dataRiferimento"), "periodo"),
            ("EVENTI", period("2022-12-31", "2022-01-01", 1), "periodo.al"),
            ("EVENTI", period("2020-01-01", "2022-12-31", 1), "periodo.al"),
            ("EVENTI", period("2022-01-01", "2022-12-31", 0), "periodo.pagina"),
            ("EVENTI", period("2022-01-01", "2022-12-31", 999_999), "periodo.pagina"),
            ("EVENTI", period("1700-01-01", "1700-12-31", 1), "periodo.dal"),
        ] {
            let answer = post(&client, kind, &body);
            assert_eq!(answer.status, 422, "{kind} {field}: {}", text(&answer));
            let fields = answer.json()["campi"].clone();
            let named = fields.as_array().unwrap().iter().any(|one| one["campo"] == field);
            assert!(named, "{kind} {field}: {}", text(&answer));
            assert!(!text(&answer).contains(&long));
        }
        let unknown = post(&client, "SCHEDA_COMPLETA", &asked());
        assert_eq!((unknown.status, unknown.json()["codice"].as_str().unwrap()), (404, "RISORSA_INESISTENTE"));
        let more = post(&client, "SCHEDA_FAMIGLIA", &with("altro", json!(1)));
        assert!(matches!(more.status, 400 | 422), "{}", text(&more));
        let plain = client.post("/v1/consultazioni/SCHEDA_FAMIGLIA", "text/plain", b"{}").unwrap();
        assert_eq!(plain.status, 415);
    }

    /// What a search refers to opens for the user to whom it was given, and for nobody else.
    fn by_the_reference_of_a_search(store: &TestStore) {
        let server = TestServer::start(store);
        send(&server.client, &lac_path("036014", 1, "a"), &lac(144));
        let own_key = key(store, &consulting_rights(None));
        let client = server.client.with_key(&own_key);
        let shown_by_code = shown(&client, "SCHEDA_FAMIGLIA", &asked());
        let given_to = |key: &str| {
            let access = server
                .hub()
                .authenticator
                .authenticate(key)
                .unwrap()
                .for_consultation(&Context::new(TODAY, "ricerca"))
                .unwrap();
            server.hub().references.make(&access, [1]).unwrap().remove(0)
        };
        let own = given_to(&own_key);
        let foreign = given_to(&key(store, &consulting_rights(None)));
        let by_reference = shown(&client, "SCHEDA_FAMIGLIA", &with("soggetto", json!({ "riferimento": own })));
        assert_eq!(by_reference["schede"], shown_by_code["schede"]);
        let refused = post(&client, "SCHEDA_FAMIGLIA", &with("soggetto", json!({ "riferimento": foreign })));
        assert_eq!(refused.status, 422);
    }
}
