//! Every error as problem+json.

use api::client::Answer;
use serde_json::json;
use tests::server::{KeyRights, key};
use tests::{TestServer, TestStore};

use super::support::{CF, address, lac, lac_path, question, text};

fn is_problem(answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.status, status, "{}", text(answer));
    let body = answer.json();
    assert_eq!(
        answer.header("content-type"),
        Some("application/problem+json; charset=utf-8")
    );
    assert_eq!(body["codice"], code);
    assert_eq!(body["type"], format!("/problemi/{code}"));
    assert_eq!(body["status"], status);
    for field in ["title", "detail"] {
        assert!(
            body[field].as_str().is_some_and(|text| !text.is_empty()),
            "{body}"
        );
    }
}

#[test]
fn who_is_not_recognised() {
    let store = &TestStore::sqlite();
    let server = TestServer::start(store);
    let body = question(CF, &address("viale Kennedy", "1"));
    let answer = server
        .client
        .with_key("")
        .post_json("/v1/verifiche", &body)
        .unwrap();
    is_problem(&answer, 401, "CREDENZIALI_ASSENTI");
    assert!(
        answer
            .header("www-authenticate")
            .unwrap()
            .starts_with("Bearer")
    );
    let expired = key(
        store,
        &KeyRights {
            days: -1,
            ..KeyRights::default()
        },
    );
    for wrong in ["ah_000000000000_00", expired.as_str()] {
        let answer = server
            .client
            .with_key(wrong)
            .post_json("/v1/verifiche", &body)
            .unwrap();
        is_problem(&answer, 401, "CREDENZIALI_NON_VALIDE");
    }
}

#[test]
fn what_cannot_be_read() {
    let store = &TestStore::sqlite();
    let server = TestServer::start(store);
    let post = |media: &str, body: &[u8]| server.client.post("/v1/verifiche", media, body).unwrap();
    let answer = post("application/json", b"{\n \"soggetto\" }");
    is_problem(&answer, 400, "RICHIESTA_MALFORMATA");
    assert!(
        answer.json()["detail"]
            .as_str()
            .unwrap()
            .contains("riga 2, colonna")
    );
    is_problem(&post("text/plain", b"{}"), 415, "TIPO_NON_AMMESSO");
    let answer = post(
        "application/json",
        b"{\"dichiarazioni\":[{\"tipo\":\"residenza\",\"via\":\"x\"}]}",
    );
    is_problem(&answer, 422, "CAMPI_NON_VALIDI");
    assert_eq!(answer.json()["campi"][0]["campo"], "via");
    let answer = post("application/json", b"{}");
    is_problem(&answer, 422, "CAMPI_NON_VALIDI");
    let fields: Vec<_> = answer.json()["campi"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["campo"].clone())
        .collect();
    assert_eq!(
        fields,
        [
            "soggetto",
            "dataRiferimento",
            "finalita",
            "riferimentoPratica",
            "dichiarazioni"
        ]
    );
}

#[test]
fn what_is_not_there() {
    let store = &TestStore::sqlite();
    let server = TestServer::start(store);
    let client = &server.client;
    is_problem(
        &client.get("/v1/nulla").unwrap(),
        404,
        "RISORSA_INESISTENTE",
    );
    is_problem(
        &client.get("/v1/forniture/99").unwrap(),
        404,
        "RISORSA_INESISTENTE",
    );
    is_problem(
        &client.get("/v1/forniture/x/scarti").unwrap(),
        404,
        "RISORSA_INESISTENTE",
    );
    let answer = client.get("/v1/verifiche").unwrap();
    is_problem(&answer, 405, "METODO_NON_AMMESSO");
    assert_eq!(answer.header("allow"), Some("POST"));
    is_problem(
        &client.get("/v1/forniture?limite=0").unwrap(),
        422,
        "CAMPI_NON_VALIDI",
    );
    is_problem(
        &client.get("/v1/forniture?pagina=2").unwrap(),
        400,
        "RICHIESTA_MALFORMATA",
    );
}

#[test]
fn what_is_too_much() {
    let store = &TestStore::sqlite();
    let server = TestServer::start_with(store, |limits| {
        limits.body_bytes = 1_000;
        limits.supply_bytes = 2_000;
        limits.rate_per_second = 1;
        limits.rate_burst = 3;
    });
    let client = &server.client;
    let long = vec![b' '; 1_001];
    is_problem(
        &client
            .post("/v1/verifiche", "application/json", &long)
            .unwrap(),
        413,
        "CORPO_TROPPO_GRANDE",
    );
    let long = [lac(1), vec![b' '; 2_000]].concat();
    is_problem(
        &client
            .post(&lac_path("036014", 1, "a"), "text/csv", &long)
            .unwrap(),
        413,
        "CORPO_TROPPO_GRANDE",
    );
    // The rate is measured by the machine's clock: on a slow one the third request may find room again.
    let answer = (0..1_000)
        .map(|_| client.post_json("/v1/verifiche", &json!({})).unwrap())
        .find(|answer| answer.status != 422)
        .unwrap();
    is_problem(&answer, 429, "TROPPE_RICHIESTE");
    assert!(
        answer
            .header("retry-after")
            .unwrap()
            .parse::<u64>()
            .unwrap()
            >= 1
    );
    // Nothing of the refused supply was kept, and another key has its own rate.
    let other = client.with_key(&key(store, &KeyRights::default()));
    assert_eq!(
        other.get("/v1/forniture").unwrap().json()["elementi"],
        json!([])
    );
    assert_eq!(std::fs::read_dir(&store.inbox).unwrap().count(), 0);
}
