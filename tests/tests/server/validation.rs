//! Checks that wait for a Comune, over HTTPS: who asks, and who decides.

use api::client::Client;
use api::wire::validation::{DecisionsBody, ValidationBody};
use chrono::Duration;
use diesel::prelude::*;
use diesel::result::Error;
use hub::access::policy::Right;
use hub::validation::{Officer, QueueFilter, Verdict};
use schema::codes::{ActKind, CheckKind, Function, Role, ValidationMode};
use schema::tables::{AuditRow, agreement, audit};
use serde_json::{Value, json};
use tests::server::{KeyRights, key};
use tests::{TestServer, TestStore, directory, on_both};

use super::support::{CF, address, lac, lac_path, outcome, question, send, text};

const FIUMALBO: &str = "036014";
const MODENA: &str = "036023";
const NOBODY: &str = "RSSMRA80A01F257N";

/// An agency with an agreement with each of the two Comuni, and the registry officers of both.
struct Province {
    server: TestServer,
    agency: Client,
    fiumalbo: Officer,
    modena: Officer,
}

/// Fiumalbo validates in that mode, Modena does not.
fn province(store: &TestStore, mode: ValidationMode, hours: i32) -> Province {
    let server = TestServer::start(store);
    send(&server.client, &lac_path(FIUMALBO, 1, "a"), &lac(144));
    let client = |rights: &KeyRights| server.client.with_key(&key(store, rights));
    let agency = client(&KeyRights {
        kinds: vec![CheckKind::Residence, CheckKind::Alive],
        supply: false,
        comuni: Some(vec![FIUMALBO.to_owned(), MODENA.to_owned()]),
        ..KeyRights::default()
    });
    directory::write::<_, Error>(&mut store.conn(), |conn| {
        diesel::update(agreement::table.filter(agreement::comune.eq(FIUMALBO)))
            .set((
                agreement::validation.eq(mode.code()),
                agreement::silence_hours.eq(hours),
            ))
            .execute(conn)
    })
    .unwrap();
    Province {
        server,
        agency,
        fiumalbo: officer(901, FIUMALBO),
        modena: officer(902, MODENA),
    }
}

/// The TOP of a Comune.
fn officer(user_id: i64, comune: &str) -> Officer {
    Officer {
        right: Right::of(Role::Top, Function::Validate).unwrap(),
        user_id,
        comuni: vec![comune.to_owned()],
        workstation: "10.0.0.1".to_owned(),
        request_id: format!("ufficio-{user_id}"),
    }
}

impl Province {
    fn ask(&self, cf: &str, declaration: &Value) -> Value {
        let answer = self
            .agency
            .post_json("/v1/verifiche", &question(cf, declaration))
            .unwrap();
        assert_eq!(answer.status, 202, "{}", text(&answer));
        let body = answer.json();
        let place = format!("/v1/richieste/{}", body["idRichiesta"].as_str().unwrap());
        assert_eq!(answer.header("location"), Some(place.as_str()));
        body
    }

    fn queue(&self, officer: &Officer) -> Vec<Value> {
        let hub = self.server.hub();
        let filter = QueueFilter {
            limit: 100,
            ..QueueFilter::default()
        };
        let items = hub.validations.queue(officer, &filter).unwrap();
        items
            .into_iter()
            .map(|item| json!(ValidationBody::at(item, hub.clock.now())))
            .collect()
    }

    fn decide(&self, officer: &Officer, id: &Value, verdict: Verdict, reason: &str) -> Value {
        let ids = [id.as_i64().unwrap()];
        let decided = self
            .server
            .hub()
            .validations
            .decide(officer, &ids, verdict, reason);
        json!(DecisionsBody::from(decided.unwrap()))["esiti"][0].clone()
    }

    fn read(&self, request: &Value) -> Value {
        let id = request["idRichiesta"].as_str().unwrap();
        let answer = self.agency.get(&format!("/v1/richieste/{id}")).unwrap();
        assert_eq!(answer.status, 200, "{}", text(&answer));
        answer.json()
    }
}

on_both! {
    fn a_check_waits_is_approved_and_is_answered(store: &TestStore) {
        let province = province(store, ValidationMode::Manual, 0);
        let asked = province.ask(CF, &address("viale J.F. Kennedy", "146/A"));
        assert_eq!(asked["stato"], "IN_ATTESA");
        let [rest, waiting] = asked["parti"].as_array().unwrap().as_slice() else { panic!("{asked}") };
        // Modena needs no validation, and does not know the person.
        assert_eq!((&rest["stato"], &rest["esiti"][0]["motivo"]["codice"]), (&json!("IMMEDIATA"), &json!("FUORI_AMBITO")));
        assert_eq!((&waiting["comune"], &waiting["nome"], &waiting["stato"]), (&json!(FIUMALBO), &json!("Fiumalbo"), &json!("IN_ATTESA")));
        assert!(waiting.get("esiti").is_none());

        // Each Comune sees what is for it.
        assert!(province.queue(&province.modena).is_empty());
        let queued = province.queue(&province.fiumalbo);
        assert_eq!(queued.len(), 1);
        assert_eq!(queued[0]["ente"], "Ente di prova");
        assert_eq!(queued[0]["richiesta"]["soggetto"][0], json!({ "etichetta": "Codice fiscale", "valore": CF }));
        assert_eq!(queued[0]["richiesta"]["dichiarazioni"][0]["titolo"], "Residenza");
        let left = queued[0]["secondiRimasti"].as_i64().unwrap();
        assert!(left > 29 * 86_400 && left <= 30 * 86_400, "{left}");
        let id = &queued[0]["id"];
        assert_eq!(province.decide(&province.modena, id, Verdict::Approve, "")["esito"], "INESISTENTE");
        assert_eq!(province.read(&asked)["stato"], "IN_ATTESA");

        // What is known at the approval counts, not at the asking: the person has moved meanwhile.
        send(&province.server.client, &lac_path(FIUMALBO, 2, "b"), &lac(146));
        assert_eq!(province.decide(&province.fiumalbo, id, Verdict::Approve, ""), json!({ "id": id, "esito": "DECISA" }));
        let again = province.decide(&province.fiumalbo, id, Verdict::Discard, "Tardi");
        assert_eq!(again, json!({ "id": id, "esito": "GIA_DECISA", "stato": "APPROVATA" }));
        let done = province.read(&asked);
        assert_eq!(done["stato"], "CONCLUSA", "{done}");
        assert_eq!(done["parti"][1]["esiti"][0]["esito"], "S", "{done}");
        assert_eq!(done["esiti"], json!([{ "tipo": "residenza", "esito": "S" }]));

        let rows: Vec<AuditRow> = audit::table
            .filter(audit::request_id.like(format!("{}%", asked["idRichiesta"].as_str().unwrap())))
            .order(audit::seq)
            .select(AuditRow::as_select())
            .load(&mut store.trace_conn())
            .unwrap();
        let acts: Vec<&str> = rows.iter().map(|row| row.act.as_str()).collect();
        assert_eq!(acts, ["VALIDAZIONE", "RISPOSTA", "VALIDAZIONE", "RISPOSTA"]);
        let answer = &rows[3];
        assert_eq!((answer.comune.as_str(), answer.outcome.as_str()), (FIUMALBO, "residenza=S"));
        assert!(answer.agreement_id > 0 && answer.agreement_id == rows[2].agreement_id);
        assert!(answer.user_id == rows[0].user_id && rows[2].user_id == 901);
        assert_eq!(answer.reference_day, 2023_01_01);
    }

    /// What waits, for whom and until when, is the same for somebody who lives there and for nobody at all.
    fn waiting_says_nothing_about_the_person(store: &TestStore) {
        let province = province(store, ValidationMode::Silent, 6);
        let shape = |cf: &str| {
            let mut asked = province.ask(cf, &address("viale J.F. Kennedy", "144/A"));
            asked["idRichiesta"] = Value::Null;
            asked["parti"][0]["notoAl"] = Value::Null;
            asked["parti"][0]["indiceRegistro"] = Value::Null;
            asked
        };
        assert_eq!(shape(CF), shape(NOBODY));
    }

    /// Asked on a Saturday: silence assents on Monday at ten, after two hours of work.
    fn silence_over_a_weekend(store: &TestStore) {
        let province = province(store, ValidationMode::Silent, 2);
        let asked = province.ask(CF, &address("viale J.F. Kennedy", "144/A"));
        assert_eq!(asked["parti"][1]["scadenza"], "2026-11-23T09:00:00Z");
        store.clock.advance(Duration::hours(44));
        assert_eq!(province.read(&asked)["stato"], "IN_ATTESA");
        store.clock.advance(Duration::hours(1));
        let done = province.read(&asked);
        assert_eq!((&done["stato"], &done["parti"][1]["stato"]), (&json!("CONCLUSA"), &json!("SILENZIO_ASSENSO")));
        assert_eq!(done["esiti"][0]["esito"], "S");
        assert!(province.queue(&province.fiumalbo).is_empty());
    }

    fn who_may_not_see_or_decide(store: &TestStore) {
        let province = province(store, ValidationMode::Manual, 0);
        let asked = province.ask(CF, &address("viale J.F. Kennedy", "144/A"));
        let place = format!("/v1/richieste/{}", asked["idRichiesta"].as_str().unwrap());
        // Of another entity: told like what does not exist.
        let other = province.server.client.get(&place).unwrap();
        let none = province.agency.get("/v1/richieste/nulla").unwrap();
        assert_eq!((other.status, none.status), (404, 404));
        assert_eq!(other.body, none.body);
        assert_eq!(province.agency.get("/v1/richieste").unwrap().json()["elementi"].as_array().unwrap().len(), 1);
        assert!(province.server.client.get("/v1/richieste").unwrap().json()["elementi"].as_array().unwrap().is_empty());
        for path in ["/v1/validazioni", "/v1/validazioni/1"] {
            assert_eq!(province.agency.get(path).unwrap().status, 403, "{path}");
        }
        let approve = json!({ "richieste": [1], "decisione": "APPROVA" });
        let decided = province.agency.post_json("/v1/validazioni/decisioni", &approve).unwrap();
        assert_eq!(decided.status, 403);
        assert_eq!(province.read(&asked)["stato"], "IN_ATTESA");
    }

    /// Suspended between the asking and the approval: the approval opens nothing.
    fn an_agreement_withdrawn_meanwhile(store: &TestStore) {
        let province = province(store, ValidationMode::Manual, 0);
        let asked = province.ask(CF, &address("viale J.F. Kennedy", "144/A"));
        directory::write::<_, Error>(&mut store.conn(), |conn| {
            diesel::update(agreement::table.filter(agreement::comune.eq(FIUMALBO)))
                .set(agreement::suspended.eq(true))
                .execute(conn)
        })
        .unwrap();
        store.clock.advance(Duration::seconds(10));
        let id = province.queue(&province.fiumalbo)[0]["id"].clone();
        province.decide(&province.fiumalbo, &id, Verdict::Approve, "");
        let done = province.read(&asked);
        assert_eq!(done["stato"], "CONCLUSA", "{done}");
        assert_eq!(done["parti"][1]["stato"], "APPROVATA");
        assert!(done["parti"][1]["rifiuto"].as_str().unwrap().contains("non è in vigore"), "{done}");
        assert_eq!(done["esiti"][0]["motivo"]["codice"], "FUORI_AMBITO");
        let refusals: i64 = audit::table
            .filter(audit::act.eq(ActKind::Refusal.code()))
            .filter(audit::comune.eq(FIUMALBO))
            .count()
            .get_result(&mut store.trace_conn())
            .unwrap();
        assert_eq!(refusals, 1);
    }

    /// The day's quota is taken when the Comune approves, not when somebody asks; once it is used up an approval opens
    /// nothing, and the next day's is another.
    fn a_quota_that_is_used_up_at_the_approval(store: &TestStore) {
        let province = province(store, ValidationMode::Manual, 0);
        directory::write::<_, Error>(&mut store.conn(), |conn| {
            diesel::update(agreement::table.filter(agreement::comune.eq(FIUMALBO)))
                .set(agreement::daily_quota.eq(1))
                .execute(conn)
        })
        .unwrap();
        store.clock.advance(Duration::seconds(10));
        let asked: Vec<Value> = (0..3)
            .map(|_| province.ask(CF, &address("viale J.F. Kennedy", "144/A")))
            .collect();
        let queued = province.queue(&province.fiumalbo);
        assert_eq!(queued.len(), 3);
        let approved = |place: usize| {
            let decided = province.decide(&province.fiumalbo, &queued[place]["id"], Verdict::Approve, "");
            assert_eq!(decided["esito"], "DECISA");
            province.read(&asked[place])
        };
        let first = approved(0);
        assert_eq!(first["esiti"], json!([{ "tipo": "residenza", "esito": "S" }]), "{first}");
        let second = approved(1);
        assert_eq!((&second["stato"], &second["parti"][1]["stato"]), (&json!("CONCLUSA"), &json!("APPROVATA")));
        assert!(second["parti"][1]["rifiuto"].as_str().unwrap().contains("è esaurita"), "{second}");
        assert!(second["parti"][1].get("esiti").is_none(), "{second}");
        assert_eq!(second["esiti"][0]["motivo"]["codice"], "FUORI_AMBITO");
        let refused: Vec<(String, String)> = audit::table
            .filter(audit::act.eq(ActKind::Refusal.code()))
            .select((audit::comune, audit::outcome))
            .load(&mut store.trace_conn())
            .unwrap();
        assert_eq!(refused, [(FIUMALBO.to_owned(), "ERRORE:QUOTA_ESAURITA".to_owned())]);
        store.clock.advance(Duration::days(1));
        assert_eq!(approved(2)["esiti"][0]["esito"], "S");
    }

    /// A row cannot wait; asked of the other Comune alone it need not.
    fn rows_and_comuni_that_need_no_validation(store: &TestStore) {
        let province = province(store, ValidationMode::Manual, 0);
        let mut body = question(CF, &address("viale J.F. Kennedy", "144/A"));
        let rows = province.agency.post("/v1/verifiche/massive", "application/x-ndjson", body.to_string().as_bytes()).unwrap();
        assert_eq!(rows.json()["errore"]["codice"], "VALIDAZIONE_RICHIESTA", "{}", text(&rows));
        body["comuni"] = json!([MODENA]);
        let answer = province.agency.post_json("/v1/verifiche", &body).unwrap();
        assert_eq!(outcome(&answer), "A:FUORI_AMBITO");
        assert!(province.queue(&province.fiumalbo).is_empty());
    }
}
