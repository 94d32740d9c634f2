//! Supplies over HTTPS.

use serde_json::json;
use tests::server::{KeyRights, key};
use tests::{TestServer, TestStore, on_both};

use super::support::{lac, lac_path, send, settled, text};

on_both! {
    /// The same supply twice is one; the same id with other content is a conflict.
    fn received_exactly_once(store: &TestStore) {
        let server = TestServer::start(store);
        let client = &server.client;
        let place = send(client, &lac_path("036014", 1, "a"), &lac(144));
        let again = client.post(&lac_path("036014", 1, "a"), "text/csv", &lac(144)).unwrap();
        assert_eq!(again.status, 202);
        assert_eq!(again.header("location"), Some(place.as_str()));
        assert_eq!(again.json()["ripetuta"], true);
        assert_eq!(again.json()["stato"], "CARICATA");
        let other = client.post(&lac_path("036014", 1, "a"), "text/csv", &lac(145)).unwrap();
        assert_eq!(other.status, 409, "{}", text(&other));
        assert!(other.json()["detail"].as_str().unwrap().contains("F024"));
        let list = client.get("/v1/forniture").unwrap().json();
        assert_eq!(list["elementi"].as_array().unwrap().len(), 1);
        assert_eq!(list["elementi"][0]["avanzamento"]["nuove"], 1);
        let state = settled(client, &place);
        assert_eq!(state["totali"][0]["persone"], 1);
    }

    /// What was refused comes back as it came, with its anomalies, as JSON and as CSV.
    fn refused_records_come_back(store: &TestStore) {
        let server = TestServer::start(store);
        let client = &server.client;
        let mut body = lac(144);
        let bad = String::from_utf8(lac(144)).unwrap().lines().nth(1).unwrap()
            .replace("100003", "100004").replace("16/09/2003", "36/09/2003").replace("5002", "5003");
        body.extend_from_slice(format!("{bad}\r\n").as_bytes());
        let place = send(client, &lac_path("036014", 1, "a"), &body);
        let state = settled(client, &place);
        assert_eq!(state["stato"], "CARICATA", "{state}");
        assert_eq!(state["avanzamento"]["scartate"], 1, "{state}");
        let rejected = client.get(&format!("{place}/scarti")).unwrap().json();
        assert_eq!(rejected["elementi"][0]["idComune"], "100004");
        assert!(rejected["elementi"][0]["scheda"].as_str().unwrap().contains("36/09/2003"));
        let anomalies = client.get(&format!("{place}/anomalie?limite=1")).unwrap().json();
        let first = anomalies["elementi"][0].clone();
        assert_eq!(first["riga"], 3);
        assert!(!first["testo"].as_str().unwrap().is_empty());
        let csv = client.get(&format!("{place}/anomalie.csv")).unwrap();
        assert!(csv.header("content-type").unwrap().starts_with("text/csv"));
        assert!(text(&csv).starts_with("progressivo;riga;codice;gravita;"));
        assert!(text(&csv).contains(first["codice"].as_str().unwrap()));
        let list = format!("{place}/anomalie");
        assert_eq!(client.get_accepting(&list, "text/csv").unwrap().body, csv.body);
        // What would not be followed is refused.
        let refused = client.get_accepting(&format!("{list}?limite=1&dopo=1"), "text/csv").unwrap();
        assert_eq!(refused.status, 422, "{}", text(&refused));
        assert_eq!(refused.json()["campi"].as_array().unwrap().len(), 2);
        for path in [list, format!("{place}/scarti")] {
            assert_eq!(client.get(&format!("{path}?comune=036014")).unwrap().status, 400);
        }
    }
}

#[test]
fn a_comune_sees_and_sends_only_its_own() {
    let store = &TestStore::sqlite();
    let server = TestServer::start(store);
    let place = send(&server.client, &lac_path("036014", 1, "a"), &lac(144));
    let other = server.client.with_key(&key(
        store,
        &KeyRights {
            kinds: Vec::new(),
            comuni: Some(vec!["036043".to_owned()]),
            ..KeyRights::default()
        },
    ));
    assert_eq!(other.get(&place).unwrap().status, 404);
    assert_eq!(other.get(&format!("{place}/anomalie")).unwrap().status, 404);
    assert_eq!(other.get(&format!("{place}/scarti")).unwrap().status, 404);
    assert_eq!(
        other.get("/v1/forniture").unwrap().json()["elementi"],
        json!([])
    );
    assert_eq!(
        other.get("/v1/forniture?comune=036014").unwrap().status,
        403
    );
    let sent = other
        .post(&lac_path("036014", 2, "b"), "text/csv", &lac(144))
        .unwrap();
    assert_eq!(sent.status, 403);
    assert!(sent.json()["detail"].as_str().unwrap().contains("036014"));
}

#[test]
fn wrong_parameters_are_all_told() {
    let server = TestServer::start(&TestStore::sqlite());
    let sent = server
        .client
        .post(
            "/v1/forniture?comune=14&formato=LAC&numero=0&dataEstrazione=ieri",
            "text/csv",
            b"",
        )
        .unwrap();
    assert_eq!(sent.status, 422);
    let body = sent.json();
    let fields: Vec<_> = body["campi"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["campo"].as_str().unwrap())
        .collect();
    assert_eq!(fields, ["comune", "numero", "dataEstrazione", "id"]);
}
