//! An agency that consults in two Comuni, one of which decides first.

use api::client::{Answer, Client};
use api::wire::validation::{DecisionsBody, ValidationBody};
use chrono::Duration;
use diesel::prelude::*;
use diesel::result::Error;
use hub::access::policy::Right;
use hub::access::{Context, Service};
use hub::consultation::SHOWN_BESIDE;
use hub::validation::{Officer, QueueFilter, Verdict};
use schema::codes::{ActKind, Function, Role, ValidationMode};
use schema::tables::{
    AuditRow, ValidationPartRow, ValidationRequestRow, agreement, audit, validation_part,
    validation_request,
};
use serde_json::{Value, json};
use tests::server::{KeyRights, key};
use tests::store::TODAY;
use tests::{TestServer, TestStore, directory};

use super::support::{lac, lac_path, send, text};

pub const FIUMALBO: &str = "036014";
pub const MODENA: &str = "036023";
pub const NOBODY: &str = "RSSMRA80A01F257N";
pub const FAMILY: &str = "SCHEDA_FAMIGLIA";

/// An agency that may consult about the residents of two Comuni; she of whom it asks lives in Fiumalbo.
pub struct Province {
    pub server: TestServer,
    key: String,
    pub agency: Client,
}

/// That Comune validates in that mode, the other does not.
pub fn province(store: &TestStore, validates: &str, mode: ValidationMode, hours: i32) -> Province {
    let server = TestServer::start(store);
    send(&server.client, &lac_path(FIUMALBO, 1, "a"), &lac(144));
    let key = key(
        store,
        &KeyRights {
            kinds: Vec::new(),
            services: vec![Service::Consultation],
            supply: false,
            comuni: Some(vec![FIUMALBO.to_owned(), MODENA.to_owned()]),
            days: 365,
        },
    );
    agree(store, validates, |conn, of| {
        diesel::update(agreement::table.filter(agreement::comune.eq(of)))
            .set((
                agreement::validation.eq(mode.code()),
                agreement::silence_hours.eq(hours),
            ))
            .execute(conn)
    });
    Province {
        agency: server.client.with_key(&key),
        server,
        key,
    }
}

/// Changes the agreements with a Comune; the hub has read them when this returns.
pub fn agree(
    store: &TestStore,
    comune: &str,
    change: impl Fn(&mut schema::db::Db, &str) -> QueryResult<usize>,
) {
    directory::write::<_, Error>(&mut store.conn(), |conn| change(conn, comune)).unwrap();
    store.clock.advance(Duration::seconds(10));
}

/// The TOP of a Comune.
pub fn officer(comune: &str) -> Officer {
    Officer {
        right: Right::of(Role::Top, Function::Validate).unwrap(),
        user_id: 901,
        comuni: vec![comune.to_owned()],
        workstation: "10.0.0.1".to_owned(),
        request_id: "ufficio".to_owned(),
    }
}

pub fn about(cf: &str) -> Value {
    json!({
        "soggetto": { "codiceFiscale": cf },
        "finalita": "Istruttoria",
        "riferimentoPratica": "2026/1",
    })
}

pub fn with(mut body: Value, name: &str, value: Value) -> Value {
    body[name] = value;
    body
}

pub fn without(mut body: Value, name: &str) -> Value {
    body.as_object_mut().unwrap().remove(name);
    body
}

impl Province {
    pub fn post(&self, kind: &str, body: &Value) -> Answer {
        let path = format!("/v1/consultazioni/{kind}");
        self.agency.post_json(&path, body).unwrap()
    }

    #[track_caller]
    pub fn ask(&self, kind: &str, body: &Value) -> Value {
        let answer = self.post(kind, body);
        assert_eq!(answer.status, 202, "{}", text(&answer));
        let body = answer.json();
        let place = format!("/v1/richieste/{}", body["idRichiesta"].as_str().unwrap());
        assert_eq!(answer.header("location"), Some(place.as_str()));
        body
    }

    pub fn queue(&self, comune: &str) -> Vec<Value> {
        let hub = self.server.hub();
        let filter = QueueFilter {
            limit: 100,
            ..QueueFilter::default()
        };
        let items = hub.validations.queue(&officer(comune), &filter).unwrap();
        let now = hub.clock.now();
        let items = items.into_iter();
        items
            .map(|item| json!(ValidationBody::at(item, now)))
            .collect()
    }

    /// The oldest that waits, with all that its officers are told.
    pub fn item(&self, comune: &str) -> Value {
        let hub = self.server.hub();
        let id = self.queue(comune)[0]["id"].as_i64().unwrap();
        let item = hub.validations.item(&officer(comune), id).unwrap();
        json!(ValidationBody::at(item, hub.clock.now()))
    }

    /// The oldest that waits.
    #[track_caller]
    pub fn decide(&self, comune: &str, verdict: Verdict, reason: &str) {
        let ids = [self.queue(comune)[0]["id"].as_i64().unwrap()];
        let validations = &self.server.hub().validations;
        let decided = validations.decide(&officer(comune), &ids, verdict, reason);
        let decided = json!(DecisionsBody::from(decided.unwrap()));
        assert_eq!(decided["esiti"][0]["esito"], "DECISA", "{decided}");
    }

    #[track_caller]
    pub fn read(&self, request: &Value) -> Value {
        let id = request["idRichiesta"].as_str().unwrap();
        let answer = self.agency.get(&format!("/v1/richieste/{id}")).unwrap();
        assert_eq!(answer.status, 200, "{}", text(&answer));
        answer.json()
    }

    pub fn open(&self, number: &Value) -> Answer {
        let path = format!("/v1/consultazioni/{number}");
        self.agency.get(&path).unwrap()
    }

    /// A reference that a search would give for somebody.
    pub fn reference(&self, person: i64) -> String {
        let hub = self.server.hub();
        let caller = hub.authenticator.authenticate(&self.key).unwrap();
        let access = caller
            .for_consultation(&Context::new(TODAY, "ricerca"))
            .unwrap();
        hub.references.make(&access, [person]).unwrap().remove(0)
    }
}

/// The records of a request and of its parts.
pub fn records(store: &TestStore, request: &Value) -> Vec<AuditRow> {
    let id = request["idRichiesta"].as_str().unwrap();
    audit::table
        .filter(audit::request_id.like(format!("{id}%")))
        .order(audit::seq)
        .select(AuditRow::as_select())
        .load(&mut store.trace_conn())
        .unwrap()
}

/// How often a consultation was answered: what monitoring counts.
pub fn answers(store: &TestStore, request: &Value) -> usize {
    let records = records(store, request);
    let answers = records
        .iter()
        .filter(|row| row.act == ActKind::Answer.code());
    answers
        .filter(|row| !row.outcome.ends_with(SHOWN_BESIDE))
        .count()
}

/// All that is kept of requests, as text.
pub fn kept(store: &TestStore) -> String {
    let requests: Vec<ValidationRequestRow> = validation_request::table
        .select(ValidationRequestRow::as_select())
        .load(&mut store.conn())
        .unwrap();
    let parts: Vec<ValidationPartRow> = validation_part::table
        .select(ValidationPartRow::as_select())
        .load(&mut store.conn())
        .unwrap();
    format!("{requests:?} {parts:?}")
}
