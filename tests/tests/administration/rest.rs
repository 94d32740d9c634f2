//! The directory over REST: what a page does, its twin does; what is wrong is told field by field.

use serde_json::{Value, json};
use tests::{TestServer, TestStore, on_both};

use super::support::*;
use super::visiting::signed_in;
use crate::server::visitor::Visitor;

fn start(store: &TestStore) -> (World, TestServer) {
    (World::new(store), TestServer::start(store))
}

fn fields(body: &Value) -> Vec<String> {
    let wrong = body["campi"].as_array().expect("wrong fields");
    wrong
        .iter()
        .map(|one| {
            format!(
                "{}={}",
                one["campo"].as_str().unwrap(),
                one["codice"].as_str().unwrap()
            )
        })
        .collect()
}

fn get(visitor: &mut Visitor, path: &str) -> (u16, Value) {
    let answer = visitor.send("GET", path, &[("Accept", "application/json")], "");
    (answer.status, answer.json())
}

fn data(surname: &str) -> Value {
    json!({ "cognome": surname, "nome": "Anna", "codiceFiscale": CF, "email": "anna@example.org" })
}

on_both! {
    fn a_top_makes_an_agreement_an_office_an_admin_and_a_profile(store: &TestStore) {
        let (world, server) = start(store);
        let mut top = signed_in(store, &server, world.top_modena.user_id, "top.modena");
        let agreement = json!({
            "ente": world.ausl, "comune": MODENA, "territorio": "COMUNE", "protocollo": "2026/77",
            "baseGiuridica": "DPR 445/2000", "dal": "2026-01-01", "al": "2027-12-31", "validazione": "SILENZIO",
            "oreSilenzio": 16, "quotaGiornaliera": 1000, "anpr": "NESSUNA", "postazione": "LIBERA",
            "finalita": [{ "codice": "Esenzioni", "descrizione": "Esenzioni dal ticket" }],
            "concessioni": [{ "servizio": "VERIFICA", "tipo": "residenza", "campi": ["comune", "interno"] }],
        });
        let answer = top.json("POST", "/v1/convenzioni", &agreement);
        assert_eq!(answer.status, 201, "{}", answer.json());
        let place = answer.header("location").unwrap().to_owned();
        let (status, shown) = get(&mut top, &place);
        assert_eq!(status, 200);
        assert_eq!((&shown["al"], &shown["inVigore"], &shown["oreSilenzio"]), (&json!("2027-12-31"), &json!(true), &json!(16)));
        let answer = top.json("POST", "/v1/uffici", &json!({ "ente": world.ausl, "nome": "Ticket" }));
        let office = answer.json()["id"].as_i64().unwrap();
        let body = json!({ "ufficio": office, "ruolo": "ADMIN", "nomeUtente": "capo.ticket", "dati": data("Verdi") });
        let user = top.json("POST", "/v1/utenti", &body).json()["id"].as_i64().unwrap();
        let path = format!("/v1/utenti/{user}/profilo");
        let (_, profile) = get(&mut top, &path);
        let mut edit = json!({
            "revisione": profile["revisione"], "tuttiIComuni": true, "validazione": "NESSUNA", "postazione": "LIBERA",
            "concessioni": [{ "servizio": "VERIFICA", "tipo": "residenza", "campi": ["interno", "cap"] }],
        });
        let refused = top.json("PUT", &path, &edit);
        assert_eq!((refused.status, fields(&refused.json())), (422, vec!["concessioni[0].campi=ECCEDE_CONVENZIONI".to_owned()]));
        edit["concessioni"][0]["campi"] = json!(["interno"]);
        assert_eq!(top.json("PUT", &path, &edit).status, 204);
        // Two who edit at once.
        let late = top.json("PUT", &path, &edit);
        assert_eq!((late.status, &late.json()["codice"]), (409, &json!("CONFLITTO")));
        let (_, grantable) = get(&mut top, &format!("{path}/concedibile"));
        assert_eq!(grantable["comuni"], json!([CARPI, MODENA]));
    }

    fn a_foreign_id_is_told_exactly_like_an_unknown_one(store: &TestStore) {
        let (world, server) = start(store);
        let mut admin = signed_in(store, &server, world.admin_modena.user_id, "admin.modena");
        let body = json!({ "revisione": "0", "abilitato": true, "dati": data("Verdi") });
        let profile = json!({ "revisione": "0", "tuttiIComuni": true, "validazione": "NESSUNA",
            "postazione": "LIBERA", "concessioni": [] });
        let foreign = world.standard_carpi.user_id;
        let office = world.ausl_carpi;
        for (method, path, foreign, body) in [
            ("GET", "/v1/utenti/{id}", foreign, &Value::Null),
            ("PUT", "/v1/utenti/{id}", foreign, &body),
            ("GET", "/v1/utenti/{id}/profilo", foreign, &Value::Null),
            ("PUT", "/v1/utenti/{id}/profilo", foreign, &profile),
            ("GET", "/v1/utenti/{id}/legami", foreign, &Value::Null),
            ("GET", "/v1/utenti/{id}/chiavi", foreign, &Value::Null),
            ("POST", "/v1/utenti/{id}/chiavi", foreign, &json!({})),
            ("POST", "/v1/utenti/{id}/password", foreign, &json!({})),
            ("DELETE", "/v1/utenti/{id}/codici", foreign, &json!({})),
            ("GET", "/v1/utenti/{id}/sessioni", foreign, &Value::Null),
            ("GET", "/v1/uffici/{id}", office, &Value::Null),
            ("GET", "/v1/utenti/{id}", 0, &Value::Null),
        ] {
            let told = [foreign, 987_654].map(|id| {
                let path = path.replace("{id}", &id.to_string());
                let answer = admin.json(method, &path, body);
                (answer.status, answer.json())
            });
            assert_eq!(told[0], told[1], "{method} {path}");
            assert_eq!(told[0].0, 404, "{method} {path}: {}", told[0].1);
        }
        let answer = admin.json("GET", "/v1/utenti/abc", &Value::Null);
        assert_eq!(answer.status, 404);
    }

    fn bodies_that_cannot_be_read_are_told_by_field(store: &TestStore) {
        let (world, server) = start(store);
        let mut operator = signed_in(store, &server, world.operator.user_id, "operatore");
        let answer = operator.json("POST", "/v1/enti", &json!({ "nome": "INPS", "tipo": "AGENZIA", "colore": 1 }));
        assert_eq!((answer.status, fields(&answer.json())), (422, vec!["colore=NON_PREVISTO".to_owned()]));
        let answer = operator.json("POST", "/v1/enti", &json!({ "nome": "INPS" }));
        assert_eq!((answer.status, fields(&answer.json())), (422, vec!["tipo=ASSENTE".to_owned()]));
        let answer = operator.json("POST", "/v1/enti", &json!({ "nome": "", "tipo": "REGIONE" }));
        assert_eq!(fields(&answer.json()), ["nome=ASSENTE", "tipo=NON_VALIDO"]);
        let answer = operator.json("PATCH", "/v1/enti", &json!({}));
        assert_eq!(answer.status, 405);
        let (status, body) = get(&mut operator, "/v1/enti?limite=0");
        assert_eq!((status, fields(&body)), (422, vec!["limite=NON_VALIDO".to_owned()]));
    }

    fn lists_go_on_page_by_page_and_come_as_csv(store: &TestStore) {
        let (world, server) = start(store);
        let mut operator = signed_in(store, &server, world.operator.user_id, "operatore");
        let (_, first) = get(&mut operator, "/v1/utenti?limite=3");
        assert_eq!(first["elementi"].as_array().unwrap().len(), 3);
        let (_, rest) = get(&mut operator, &format!("/v1/utenti?dopo={}", first["prossimo"]));
        // The other four and, last, the application of the test's client.
        assert_eq!(rest["elementi"].as_array().unwrap().len(), 5);
        assert!(rest.get("prossimo").is_none());
        let answer = operator.send("GET", "/v1/uffici", &[("Accept", "text/csv")], "");
        let text = String::from_utf8(answer.body.clone()).unwrap();
        assert!(text.starts_with("\u{feff}id;ente;nomeEnte;comune;nome;abilitato;utenti\r\n"), "{text}");
        assert!(text.contains(&format!("{};{};AUSL di Modena;{MODENA};Esenzioni Modena;sì;2\r\n", world.ausl_modena, world.ausl)), "{text}");
        // Names are personal: they are sought by a body, not by an address.
        let answer = operator.json("POST", "/v1/utenti/ricerca", &json!({ "testo": "CARPI esenzioni" }));
        assert_eq!(answer.json()["elementi"].as_array().unwrap().len(), 2);
        assert_eq!(get(&mut operator, "/v1/utenti?testo=rossi").0, 400);
    }

    fn what_a_role_may_not_do_is_refused_by_name(store: &TestStore) {
        let (world, server) = start(store);
        let mut standard = signed_in(store, &server, world.standard_modena.user_id, "std.modena");
        for path in ["/v1/enti", "/v1/uffici", "/v1/convenzioni", "/v1/utenti", "/v1/postazioni", "/v1/gruppi"] {
            let (status, body) = get(&mut standard, path);
            assert_eq!((status, &body["codice"]), (403, &json!("OPERAZIONE_NON_CONCESSA")), "{path}");
        }
        let mut admin = signed_in(store, &server, world.admin_modena.user_id, "admin.modena");
        let body = json!({ "ufficio": world.ausl_modena, "ruolo": "ADMIN", "nomeUtente": "altro.capo", "dati": data("Verdi") });
        assert_eq!(admin.json("POST", "/v1/utenti", &body).status, 403);
        // Without its token, or signed out, nobody does anything.
        let mut stale = signed_in(store, &server, world.top_modena.user_id, "top.modena");
        stale.csrf = "altro".to_owned();
        let answer = stale.json("POST", "/v1/uffici", &json!({ "ente": world.modena, "nome": "X" }));
        assert_eq!((answer.status, &answer.json()["motivo"]), (403, &json!("GETTONE_NON_VALIDO")));
        assert_eq!(get(&mut Visitor::new(&server), "/v1/utenti").0, 401);
    }

    fn who_is_disabled_can_do_nothing_from_then_on(store: &TestStore) {
        let (world, server) = start(store);
        let mut admin = signed_in(store, &server, world.admin_modena.user_id, "admin.modena");
        assert_eq!(get(&mut admin, "/v1/utenti").0, 200);
        let shown = world.admin.office(&world.top_modena, world.ausl_modena).unwrap();
        let edit = hub::administration::OfficeEdit { name: "Chiuso".to_owned(), enabled: false };
        world.admin.edit_office(&world.top_modena, world.ausl_modena, &shown.revision, &edit).unwrap();
        let (status, _) = get(&mut admin, "/v1/utenti");
        assert!(matches!(status, 401 | 403), "{status}");
    }

    fn keys_and_credentials_are_seen_once(store: &TestStore) {
        let (world, server) = start(store);
        let mut admin = signed_in(store, &server, world.admin_modena.user_id, "admin.modena");
        let body = json!({ "ufficio": world.ausl_modena, "ruolo": "AUTORIZZATO", "nomeUtente": "cup",
            "dati": { "cognome": "CUP" } });
        let id = admin.json("POST", "/v1/utenti", &body).json()["id"].as_i64().unwrap();
        let path = format!("/v1/utenti/{id}/chiavi");
        let refused = admin.json("POST", &path, &json!({ "al": "2030-01-01" }));
        assert_eq!(fields(&refused.json()), ["al=NON_VALIDO"]);
        let key = admin.json("POST", &path, &json!({})).json();
        let text = key["chiave"].as_str().unwrap();
        store.clock.advance(chrono::Duration::seconds(10));
        let called = server.client.with_key(text).get("/v1/utenti").unwrap();
        // It is known, and may not do this.
        assert_eq!(called.status, 403, "{}", called.json());
        let (_, listed) = get(&mut admin, &path);
        assert!(!listed.to_string().contains(text), "{listed}");
        assert_eq!(admin.json("DELETE", &format!("{path}/{}", key["id"]), &json!({})).status, 204);
        store.clock.advance(chrono::Duration::seconds(10));
        assert_eq!(server.client.with_key(text).get("/v1/utenti").unwrap().status, 401);
        // A person's key is none; a person's password is shown once, and ends its sessions.
        let person = world.standard_modena.user_id;
        let refused = admin.json("POST", &format!("/v1/utenti/{person}/chiavi"), &json!({}));
        assert_eq!(refused.status, 422);
        let mut standard = signed_in(store, &server, person, "std.modena");
        assert_eq!(get(&mut standard, "/v1/sessione").0, 200);
        let given = admin.json("POST", &format!("/v1/utenti/{person}/password"), &json!({}));
        assert_eq!(given.status, 200, "{}", given.json());
        assert_eq!(given.header("cache-control"), Some("no-store"));
        assert_eq!(get(&mut standard, "/v1/sessione").0, 401);
        let body = json!({ "nomeUtente": "std.modena", "password": given.json()["password"] });
        assert_eq!(Visitor::new(&server).json("POST", "/v1/sessione", &body).status, 200);
        let given = given.json()["password"].as_str().unwrap().to_owned();
        assert!(!format!("{:?}", trace(store)).contains(&given));
    }
}
