//! SIGKILL while requests wait for a Comune and are approved: none that was taken is lost, none is answered twice.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use api::client::Client;
use chrono::Duration;
use diesel::prelude::*;
use hub::access::EntityKind;
use hub::access::policy::Right;
use hub::administration::ApplicationSpec;
use schema::clock::{Clock, SystemClock};
use schema::codes::{CheckKind, Function, PartStatus, RequestStatus, Role, ValidationMode};
use schema::tables::{
    AuditRow, ValidationPartRow, agreement, audit, validation_part, validation_request,
};
use serde_json::{Value, json};
use tests::directory::{self, Registrar, entity};
use tests::https::{Connection, Exchange};
use tests::process::{PATIENCE, Process, Site, eventually};
use tests::{TestServer, TestStore};

use super::chance::Chance;
use crate::administration::support::{CF, MODENA, World};
use crate::administration::visiting::enter;
use crate::server::visitor::Visitor;

/// What people were told, over all lives of the server.
#[derive(Default)]
struct Told {
    /// Requests that were taken to wait.
    taken: Mutex<BTreeSet<String>>,
    /// Parts that the officer was told to have decided.
    decided: Mutex<BTreeSet<i64>>,
    /// Requests taken so far, and parts decided.
    counts: [AtomicU64; 2],
}

/// A key whose checks about residents of Modena wait for Modena.
fn key(store: &TestStore) -> String {
    let mut conn = store.conn();
    let entity_id = entity(&mut conn, "Ente in attesa", EntityKind::Agency, "");
    let spec = ApplicationSpec {
        entity_id,
        kinds: vec![CheckKind::Residence],
        services: Vec::new(),
        may_supply: false,
        comuni: Some(vec![MODENA.to_owned()]),
        expires_at: SystemClock.now().naive_utc() + Duration::days(2),
    };
    let register = store.register.clone();
    let registrar = Registrar::over(register, Arc::new(SystemClock), store.entropy.clone());
    let key = registrar.key(&spec).unwrap();
    directory::write::<_, diesel::result::Error>(&mut conn, |conn| {
        diesel::update(agreement::table.filter(agreement::entity_id.eq(entity_id)))
            .set(agreement::validation.eq(ValidationMode::Manual.code()))
            .execute(conn)
    })
    .unwrap();
    key.text
}

fn question(reference: &str) -> Value {
    json!({
        "soggetto": { "codiceFiscale": CF }, "dataRiferimento": "2023-01-01", "finalita": "Prova di guasto",
        "riferimentoPratica": reference, "dichiarazioni": [{ "tipo": "residenza", "comune": MODENA }],
    })
}

fn client(store: &TestStore, process: &Process) -> (Client, String) {
    let authority = store.directory().join("ca.pem");
    let client = Client::new(process.port(), &authority, "").unwrap();
    (client, format!("https://localhost:{}", process.port()))
}

/// Asks until the server is gone.
fn ask(site: &Site, port: u16, name: &str, told: &Told) {
    let Ok(mut connection) = Connection::open(port, &site.trust, &site.key) else {
        return;
    };
    for number in 0.. {
        let body = question(&format!("{name}/{number}"));
        let Exchange::Whole(answer) = connection.post_json("/v1/verifiche", &body) else {
            return;
        };
        assert_eq!(answer.status, 202, "{}", answer.json());
        let id = answer.json()["idRichiesta"].as_str().unwrap().to_owned();
        told.taken.lock().unwrap().insert(id);
        told.counts[0].fetch_add(1, Ordering::SeqCst);
        if answer.closes() {
            return;
        }
    }
}

/// Approves whatever waits, until the server is gone.
fn approve(officer: &Visitor, told: &Told) {
    while let Some(queue) = officer.try_json("GET", "/v1/validazioni?limite=5", &Value::Null) {
        if queue.status != 200 {
            // It is about to go.
            assert_eq!(queue.status, 503, "{}", queue.json());
            return;
        }
        let queue = queue.json();
        let ids: Vec<&Value> = queue["elementi"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| &one["id"])
            .collect();
        if ids.is_empty() {
            continue;
        }
        let body = json!({ "richieste": ids, "decisione": "APPROVA" });
        let Some(answer) = officer.try_json("POST", "/v1/validazioni/decisioni", &body) else {
            return;
        };
        for one in answer.json()["esiti"].as_array().into_iter().flatten() {
            if one["esito"] == "DECISA" {
                told.decided
                    .lock()
                    .unwrap()
                    .insert(one["id"].as_i64().unwrap());
                told.counts[1].fetch_add(1, Ordering::SeqCst);
            }
        }
    }
}

/// Kills that many servers.
fn killed(store: &TestStore, lives: u64, chance: &Chance) {
    let world = World::new(store);
    let mut site = super::site(store);
    site.key = key(store);
    let told = Told::default();
    let mut officer = None;
    for life in 0..lives {
        let mut process = site.start();
        let (client, origin) = client(store, &process);
        let visitor = match officer.take() {
            None => sign_in(&site, client, origin),
            Some(before) => Visitor::moved(&before, client, origin),
        };
        let port = process.port();
        let counts = || told.counts.each_ref().map(|one| one.load(Ordering::SeqCst));
        let [taken, decided] = counts();
        std::thread::scope(|scope| {
            for number in 0..2 {
                let (site, told) = (&site, &told);
                let name = format!("vita {life}/{number}");
                scope.spawn(move || ask(site, port, &name, told));
            }
            scope.spawn(|| approve(&visitor, &told));
            let wanted = [
                taken + chance.number(3..=20),
                decided + chance.number(3..=20),
            ];
            let came = eventually(PATIENCE, || {
                counts()
                    .iter()
                    .zip(&wanted)
                    .all(|(has, wants)| has >= wants)
            });
            assert!(came, "{}", process.log());
            chance.pause(4);
            process.kill();
        });
        officer = Some(visitor);
    }
    drop(world);
    // A node that lives later: what the dead had in their hands is free again.
    let ahead = SystemClock.now() - store.clock.now() + Duration::minutes(2);
    store.clock.advance(ahead);
    let server = TestServer::start(store);
    let validations = &server.hub().validations;
    let waits: Vec<i64> = validation_part::table
        .filter(validation_part::status.eq(PartStatus::Waiting.code()))
        .select(validation_part::id)
        .load(&mut *store.conn())
        .unwrap();
    for parts in waits.chunks(100) {
        let officer = later(world_top(store));
        let approve = hub::validation::Verdict::Approve;
        validations.decide(&officer, parts, approve, "").unwrap();
    }
    // The server's own background work may have some in its hands at this moment.
    let settled = eventually(PATIENCE, || {
        validations.sweep().unwrap();
        let unsettled: i64 = validation_part::table
            .filter(validation_part::settled_at.is_null())
            .count()
            .get_result(&mut *store.conn())
            .unwrap();
        unsettled == 0
    });
    assert!(settled, "parts are left that nobody settles");
    assert_once(store, &told);
}

fn sign_in(site: &Site, client: Client, origin: String) -> Visitor {
    let reset = site.run(&["user", "reset", "top.modena", "--json"]);
    let given: Value =
        serde_json::from_slice(&reset.stdout).unwrap_or_else(|_| panic!("{reset:?}"));
    let mut visitor = Visitor::at(client, origin);
    let password = given["password"].as_str().unwrap();
    enter(&mut visitor, "top.modena", password, &SystemClock);
    visitor
}

fn world_top(store: &TestStore) -> i64 {
    use schema::tables::app_user;
    app_user::table
        .filter(app_user::username.eq("top.modena"))
        .select(app_user::id)
        .first(&mut *store.conn())
        .unwrap()
}

fn later(user_id: i64) -> hub::validation::Officer {
    hub::validation::Officer {
        right: Right::of(Role::Top, Function::Validate).unwrap(),
        user_id,
        comuni: vec![MODENA.to_owned()],
        workstation: "dopo".to_owned(),
        request_id: "dopo".to_owned(),
    }
}

/// Whoever was told that a request was taken, or a part decided, finds it so; and each has one decision, one answer.
fn assert_once(store: &TestStore, told: &Told) {
    let conn = &mut *store.conn();
    let requests: Vec<(i64, String, String)> = validation_request::table
        .select((
            validation_request::id,
            validation_request::request_id,
            validation_request::status,
        ))
        .load(conn)
        .unwrap();
    let mut parts: BTreeMap<i64, ValidationPartRow> = validation_part::table
        .select(ValidationPartRow::as_select())
        .load(conn)
        .unwrap()
        .into_iter()
        .map(|part: ValidationPartRow| (part.validation_id, part))
        .collect();
    let rows: Vec<AuditRow> = audit::table
        .order(audit::seq)
        .select(AuditRow::as_select())
        .load(&mut *store.trace_conn())
        .unwrap();
    let mut of_request: BTreeMap<&str, Vec<&AuditRow>> = BTreeMap::new();
    for row in &rows {
        of_request.entry(&row.request_id).or_default().push(row);
    }
    let known: BTreeSet<&String> = requests.iter().map(|(_, id, _)| id).collect();
    let taken = told.taken.lock().unwrap();
    let lost: Vec<_> = taken.iter().filter(|id| !known.contains(id)).collect();
    assert!(lost.is_empty(), "lost: {lost:?}");
    let decided = told.decided.lock().unwrap();
    assert!(
        taken.len() > 10 && decided.len() > 10,
        "{} taken, {} decided",
        taken.len(),
        decided.len()
    );
    let mut seen = BTreeSet::new();
    for (id, request_id, status) in &requests {
        assert_eq!(status, RequestStatus::Done.code(), "{request_id}");
        let part = parts.remove(id).expect("its part");
        assert_eq!(part.status, PartStatus::Approved.code());
        assert!(
            !part.answer.is_empty() && part.refusal.is_empty(),
            "{request_id}"
        );
        let trace = |id: &str| -> Vec<(String, String, i64)> {
            let rows = of_request.get(id).into_iter().flatten();
            rows.map(|row| (row.act.clone(), row.outcome.clone(), row.seq))
                .collect()
        };
        let [(act, outcome, _)] = &trace(request_id)[..] else {
            panic!("{request_id}: {:?}", trace(request_id));
        };
        assert_eq!(
            (act.as_str(), outcome.as_str()),
            ("VALIDAZIONE", "PRESENTATA")
        );
        let [(first, state, _), (second, _, seq)] = &trace(&format!("{request_id}.1"))[..] else {
            panic!("{request_id}.1: {:?}", trace(&format!("{request_id}.1")));
        };
        assert_eq!(
            (first.as_str(), state.as_str(), second.as_str()),
            ("VALIDAZIONE", "APPROVATA", "RISPOSTA")
        );
        assert_eq!(part.trace_number, *seq);
        seen.insert(part.id);
    }
    assert!(decided.is_subset(&seen), "{:?}", decided.difference(&seen));
}

mod no_request_is_lost_or_answered_twice {
    use super::*;

    #[test]
    fn sqlite() {
        killed(&TestStore::sqlite(), 12, &Chance::new("validation, SQLite"));
    }

    #[test]
    fn postgres() {
        if let Some(store) = TestStore::postgres() {
            killed(&store, 5, &Chance::new("validation, PostgreSQL"));
        }
    }
}
