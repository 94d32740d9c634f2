//! What a caller may ask, and what would become of a request, over HTTPS.

use diesel::prelude::*;
use hub::access::Service;
use schema::codes::CheckKind;
use schema::tables::{agreement, agreement_grant, audit};
use serde_json::{Value, json};
use tests::server::{KeyRights, key};
use tests::{TestServer, TestStore, directory, on_both};

use super::support::{CF, address, question};

/// A key of residence and existence for Sassuolo, under an agreement of two answers a day.
fn limited(store: &TestStore) -> String {
    let text = key(
        store,
        &KeyRights {
            kinds: vec![CheckKind::Residence, CheckKind::Alive],
            supply: false,
            comuni: Some(vec!["036040".to_owned()]),
            ..KeyRights::default()
        },
    );
    directory::write(&mut store.conn(), |conn| {
        diesel::update(agreement::table)
            .filter(agreement::comune.eq("036040"))
            .set(agreement::daily_quota.eq(2))
            .execute(conn)
    })
    .unwrap();
    store.clock.advance(chrono::Duration::seconds(10));
    text
}

fn acts(store: &TestStore) -> i64 {
    audit::table
        .count()
        .get_result(&mut store.trace_conn())
        .unwrap()
}

fn simulated(request: &Value) -> Value {
    json!({ "richiesta": request })
}

on_both! {
    fn a_caller_is_told_what_it_may_ask(store: &TestStore) {
        let server = TestServer::start(store);
        let client = server.client.with_key(&limited(store));
        let told = client.get("/v1/me/diritti").unwrap();
        assert_eq!(told.status, 200);
        let told = told.json();
        assert_eq!(told["ruolo"]["codice"], "AUTORIZZATO");
        let functions: Vec<&str> =
            told["funzioni"].as_array().unwrap().iter().map(|one| one["codice"].as_str().unwrap()).collect();
        assert_eq!(functions, [
            "VERIFICARE", "VERIFICARE_IN_MASSA", "RICERCARE", "CONSULTARE", "CONSULTARE_IN_MASSA", "INVIARE_FORNITURE", "SEGUIRE_FORNITURE", "DIRITTI_PROPRI",
            "SIMULARE_DIRITTI",
        ]);
        let rights = told["diritti"].as_array().unwrap();
        let of: Vec<(&str, &str)> = rights
            .iter()
            .map(|one| (one["servizio"]["codice"].as_str().unwrap(), one["tipo"]["codice"].as_str().unwrap()))
            .collect();
        assert_eq!(of, [
            ("VERIFICA", "residenza"),
            ("VERIFICA", "esistenzaInVita"),
            ("VERIFICA_MASSIVA", "residenza"),
            ("VERIFICA_MASSIVA", "esistenzaInVita"),
        ]);
        let residence = &rights[0];
        assert_eq!(residence["territorio"], json!({ "tutti": false, "comuni": ["036040"] }));
        assert_eq!(residence["quota"], json!({ "giornaliera": 2, "residua": 2 }));
        assert_eq!(residence["campi"].as_array().unwrap().len(), 9);
        assert_eq!((&residence["validazione"], &residence["finalita"]), (&json!("NESSUNA"), &json!(["*"])));
        assert_eq!(residence["utilizzabileDaQui"], true);
        assert_eq!(server.client.with_key("ah_0_0").get("/v1/me/diritti").unwrap().status, 401);
    }

    fn a_simulation_says_what_the_request_would_meet_and_uses_nothing(store: &TestStore) {
        let server = TestServer::start(store);
        let client = server.client.with_key(&limited(store));
        let before = acts(store);
        let simulate = |request: &Value| {
            let told = client.post_json("/v1/me/diritti/simula", &simulated(request)).unwrap();
            assert_eq!(told.status, 200, "{}", told.json());
            told.json()
        };
        let granted = question(CF, &address("viale J.F. Kennedy", "144/A"));
        for _ in 0..5 {
            let told = simulate(&granted);
            assert_eq!(told["concessa"], true);
            assert_eq!(told["dichiarazioni"], json!([
                { "tipo": "residenza", "subito": { "tutti": false, "comuni": ["036040"] } }
            ]));
            assert_eq!((&told["attese"], told["quote"].as_array().unwrap().len()), (&json!([]), 1));
        }
        let refused = question(CF, &json!({ "tipo": "matrimonio", "data": "2020-01-01" }));
        let told = simulate(&refused);
        assert_eq!(told["concessa"], false);
        assert_eq!(told["motivo"], "TIPO_NON_CONCESSO");
        let mut elsewhere = granted.clone();
        elsewhere["comuni"] = json!(["036023"]);
        let told = simulate(&elsewhere);
        assert_eq!(told["testo"], "Il Comune 036023 non è tra quelli concessi.");
        assert_eq!(acts(store), before);

        // The request meets what was said.
        let answer = client.post_json("/v1/verifiche", &refused).unwrap();
        assert_eq!((answer.status, &answer.json()["motivo"]), (403, &json!("TIPO_NON_CONCESSO")));
        for _ in 0..2 {
            assert_eq!(client.post_json("/v1/verifiche", &granted).unwrap().status, 200);
        }
        let answer = client.post_json("/v1/verifiche", &granted).unwrap();
        assert_eq!((answer.status, &answer.json()["motivo"]), (429, &json!("QUOTA_ESAURITA")));
        assert_eq!(simulate(&granted)["motivo"], "QUOTA_ESAURITA");
        assert_eq!(acts(store), before + 4);
    }

    fn consultations_and_searches_are_told_and_tried_without_anybody(store: &TestStore) {
        let server = TestServer::start(store);
        let text = key(
            store,
            &KeyRights {
                kinds: Vec::new(),
                supply: false,
                services: vec![Service::Consultation, Service::Families, Service::Search],
                comuni: Some(vec!["036040".to_owned()]),
                ..KeyRights::default()
            },
        );
        let client = server.client.with_key(&text);
        let rights = client.get("/v1/me/diritti").unwrap().json();
        let rights = rights["diritti"].as_array().unwrap();
        let of = |service: &str| rights.iter().filter(|one| one["servizio"]["codice"] == service).count();
        assert_eq!((of("CONSULTAZIONE"), of("NUCLEI_FAMILIARI"), of("RICERCA")), (6, 1, 1));
        let family = rights
            .iter()
            .find(|one| one["servizio"]["codice"] == "NUCLEI_FAMILIARI")
            .unwrap();
        assert_eq!(family["tipo"]["codice"], "SCHEDA_FAMIGLIA");
        let fields = family["campi"].as_array().unwrap();
        assert!(fields.iter().any(|one| one["codice"] == "dataRiferimento"), "{fields:?}");

        let before = acts(store);
        let asked = |service: &str, sketch: Value| json!({ "servizio": service, "consultazione": sketch });
        let simulate = |service: &str, sketch: Value| {
            let told = client.post_json("/v1/me/diritti/simula", &asked(service, sketch)).unwrap();
            assert_eq!(told.status, 200, "{}", told.json());
            told.json()
        };
        let family = json!({ "tipo": "SCHEDA_FAMIGLIA", "campi": ["parentela", "conosciutoAl"], "finalita": "Prova" });
        for service in ["CONSULTAZIONE", "NUCLEI_FAMILIARI"] {
            let told = simulate(service, family.clone());
            assert_eq!(told["dichiarazioni"], json!([
                { "tipo": "SCHEDA_FAMIGLIA", "subito": { "tutti": false, "comuni": ["036040"] } }
            ]));
        }
        let told = simulate("RICERCA", json!({ "finalita": "Prova" }));
        assert_eq!(told["dichiarazioni"], json!([{ "subito": { "tutti": false, "comuni": ["036040"] } }]));
        let told = simulate("RICERCA", json!({ "finalita": "Prova", "comuni": ["036023"] }));
        assert_eq!(told["motivo"], "COMUNE_NON_CONCESSO");
        directory::write::<_, diesel::result::Error>(&mut store.conn(), |conn| {
            diesel::update(agreement_grant::table)
                .filter(agreement_grant::service.ne("RICERCA"))
                .set(agreement_grant::fields.eq("generalita,parentela"))
                .execute(conn)?;
            diesel::update(agreement::table)
                .filter(agreement::comune.eq("036040"))
                .set(agreement::validation.eq("MANUALE"))
                .execute(conn)
        })
        .unwrap();
        store.clock.advance(chrono::Duration::seconds(10));
        let told = simulate("CONSULTAZIONE", family);
        assert_eq!(
            told["testo"],
            "Campi non concessi nelle consultazioni di tipo «Scheda di famiglia»: Situazione come nota in passato."
        );
        let plain = json!({ "tipo": "SCHEDA_FAMIGLIA", "finalita": "Prova" });
        let told = simulate("CONSULTAZIONE", plain.clone());
        assert_eq!(told["attese"][0]["comune"], "036040");
        // Neither a list nor a search can wait.
        assert_eq!(simulate("NUCLEI_FAMILIARI", plain)["motivo"], "VALIDAZIONE_RICHIESTA");
        assert_eq!(simulate("RICERCA", json!({ "finalita": "Prova" }))["motivo"], "VALIDAZIONE_RICHIESTA");
        assert_eq!(acts(store), before);

        for (service, sketch, field) in [
            ("FORNITURA", json!({}), "servizio"),
            ("CONSULTAZIONE", json!({ "finalita": "Prova" }), "consultazione.tipo"),
            ("CONSULTAZIONE", json!({ "tipo": "residenza", "finalita": "Prova" }), "consultazione.tipo"),
            ("NUCLEI_FAMILIARI", json!({ "tipo": "STORICO", "finalita": "Prova" }), "consultazione.tipo"),
            ("RICERCA", json!({ "tipo": "STORICO", "finalita": "Prova" }), "consultazione.tipo"),
            ("CONSULTAZIONE", json!({ "tipo": "STORICO", "campi": ["x"], "finalita": "Prova" }), "consultazione.campi"),
            ("CONSULTAZIONE", json!({ "tipo": "STORICO" }), "consultazione.finalita"),
            ("VERIFICA", json!({ "tipo": "STORICO", "finalita": "Prova" }), "consultazione"),
        ] {
            let told = client.post_json("/v1/me/diritti/simula", &asked(service, sketch)).unwrap();
            assert_eq!((told.status, &told.json()["campi"][0]["campo"]), (422, &json!(field)), "{service}");
        }
    }

    fn a_simulation_that_cannot_be_read_is_refused(store: &TestStore) {
        let server = TestServer::start(store);
        let mut body = simulated(&question(CF, &address("viale J.F. Kennedy", "144/A")));
        body["servizio"] = json!("FORNITURA");
        let told = server.client.post_json("/v1/me/diritti/simula", &body).unwrap();
        assert_eq!((told.status, &told.json()["campi"][0]["campo"]), (422, &json!("servizio")));
        let told = server.client.post_json("/v1/me/diritti/simula", &json!({})).unwrap();
        assert_eq!(told.status, 422);
        let mut body = question(CF, &address("viale J.F. Kennedy", "144/A"));
        body["comuni"] = json!(["Modena"]);
        let told = server.client.post_json("/v1/verifiche", &body).unwrap();
        assert_eq!((told.status, &told.json()["campi"][0]["campo"]), (422, &json!("comuni[0]")));
    }
}
