//! SIGKILL while checks are answered: no answer without its record.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};

use diesel::prelude::*;
use schema::codes::ActKind;
use schema::tables::{AuditRow, audit, audit_head};
use serde_json::{Value, json};
use sync::sample::Witness;
use tests::TestStore;
use tests::https::{Answer, Connection, Exchange, field};
use tests::process::{PATIENCE, Process, Site, eventually};

use super::chance::Chance;
use super::province::{self, Province};

/// Connections that ask at once.
const CLIENTS: u64 = 4;

/// What one connection saw.
#[derive(Default)]
pub struct Seen {
    /// Whole answers, each with the reference under which it was asked.
    pub whole: Vec<(String, Answer)>,
    /// Answers that broke off.
    pub torn: Vec<Vec<u8>>,
}

/// A question about a person; the same person's question is always the same, but for the reference.
pub fn question(witness: &Witness, reference: &str) -> Value {
    json!({
        "soggetto": { "codiceFiscale": witness.codice_fiscale },
        "dataRiferimento": "2023-06-30",
        "finalita": "Prova di guasto",
        "riferimentoPratica": reference,
        "dichiarazioni": [
            { "tipo": "residenza", "comune": witness.comune },
            { "tipo": "esistenzaInVita" },
            { "tipo": "cittadinanza", "stato": "100" },
            { "tipo": "nascita", "data": witness.birth },
        ],
    })
}

/// Asks over one connection until it ends; `count` grows with every whole answer.
fn ask(site: &Site, port: u16, client: &str, people: &[Witness], count: &AtomicU64) -> Seen {
    let mut seen = Seen::default();
    let Ok(mut connection) = Connection::open(port, &site.trust, &site.key) else {
        return seen;
    };
    for (number, witness) in people.iter().cycle().enumerate() {
        let reference = format!("{client}/{number}");
        match connection.post_json("/v1/verifiche", &question(witness, &reference)) {
            Exchange::Whole(answer) => {
                let closes = answer.closes();
                seen.whole.push((reference, answer));
                count.fetch_add(1, Ordering::SeqCst);
                if closes {
                    break;
                }
            }
            Exchange::Torn(bytes) => {
                seen.torn.push(bytes);
                break;
            }
            Exchange::Nothing => break,
        }
    }
    seen
}

/// Several connections ask at once while `meanwhile` runs, until the server is gone; `meanwhile` is given the number
/// of whole answers so far.
pub fn ask_until_the_end(
    site: &Site,
    process: &mut Process,
    life: &str,
    people: &[Witness],
    meanwhile: impl FnOnce(&mut Process, &AtomicU64),
) -> Vec<Seen> {
    let (port, count) = (process.port(), AtomicU64::new(0));
    std::thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let name = format!("{life}/{client}");
                let count = &count;
                scope.spawn(move || ask(site, port, &name, people, count))
            })
            .collect();
        meanwhile(process, &count);
        clients
            .into_iter()
            .map(|client| client.join().expect("a client"))
            .collect()
    })
}

/// Waits until so many answers have come.
#[track_caller]
pub fn wait_for_answers(process: &Process, count: &AtomicU64, wanted: u64) {
    let came = eventually(PATIENCE, || count.load(Ordering::SeqCst) >= wanted);
    assert!(came, "no {wanted} answers:\n{}", process.log());
}

/// Whoever received an answer finds it in the trace; returns the outcome by codice fiscale.
#[track_caller]
pub fn assert_recorded(store: &TestStore, all: &[Seen]) -> HashMap<String, String> {
    let mut conn = store.trace_conn();
    let rows: Vec<AuditRow> = audit::table
        .order(audit::seq)
        .select(AuditRow::as_select())
        .load(&mut conn)
        .expect("read the trace");
    let last: i64 = audit_head::table
        .select(audit_head::last)
        .first(&mut conn)
        .expect("read the head");
    assert_eq!(rows.len() as i64, last, "the trace has no gaps");
    let mut outcomes = HashMap::new();
    let mut by_request: HashMap<&str, &AuditRow> = HashMap::new();
    for row in &rows {
        assert!(
            by_request.insert(&row.request_id, row).is_none(),
            "{} stands there twice",
            row.request_id
        );
        if row.act != ActKind::Answer.code() {
            continue;
        }
        let known = outcomes
            .entry(row.subject.clone())
            .or_insert_with(|| row.outcome.clone());
        assert_eq!(*known, row.outcome, "the register did not change");
    }
    for seen in all {
        for (reference, answer) in &seen.whole {
            let body = answer.json();
            assert_eq!(answer.status, 200, "{body}");
            let id = body["idRichiesta"].as_str().expect("the request's id");
            let row = by_request.get(id).expect("an answer without its record");
            assert_eq!(row.outcome, outcome(&body));
            assert_eq!(row.case_reference, *reference);
            assert_eq!(Some(row.known_at), body["notoAl"].as_i64());
        }
        for torn in &seen.torn {
            // Even the beginning of an answer is one.
            let head = String::from_utf8_lossy(torn);
            if let Some(id) = field(&head, "x-request-id") {
                assert!(by_request.contains_key(id), "an answer without its record");
            }
        }
    }
    outcomes
}

/// The outcomes of an answer, in the form of the trace.
fn outcome(body: &Value) -> String {
    let outcomes = body["esiti"].as_array().expect("outcomes").iter();
    let texts: Vec<String> = outcomes
        .map(|outcome| {
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let mut told = format!("{}={}", text(&outcome["tipo"]), text(&outcome["esito"]));
            if let Some(reason) = outcome["motivo"]["codice"].as_str() {
                told = format!("{told}:{reason}");
            }
            told
        })
        .collect();
    texts.join(",")
}

/// Kills that many processes that answer.
fn killed(store: &TestStore, wanted: u64, chance: &Chance) {
    let Province {
        supplies,
        witnesses,
    } = province::province(1_500);
    province::load(store, &supplies);
    store.guarded();
    let site = super::site(store);
    let mut answers = 0;
    for life in 0..wanted {
        let mut process = site.start();
        let name = format!("vita {life}");
        let seen = ask_until_the_end(&site, &mut process, &name, &witnesses, |process, count| {
            wait_for_answers(process, count, chance.number(0..=60));
            chance.pause(4);
            process.kill();
        });
        answers += seen.iter().map(|seen| seen.whole.len()).sum::<usize>();
        assert_recorded(store, &seen);
    }
    assert!(
        answers > wanted as usize * 10,
        "only {answers} answers in all"
    );
    let process = site.start();
    let mut connection = Connection::open(process.port(), &site.trust, &site.key).expect("connect");
    assert_eq!(connection.get("/salute/pronta").whole().status, 200);
    for witness in &witnesses {
        let answer = connection.post_json("/v1/verifiche", &question(witness, "dopo"));
        assert_eq!(answer.whole().status, 200);
    }
    process.stop();
    let outcomes = assert_recorded(store, &[]);
    assert!(
        outcomes.values().any(|outcome| outcome.contains("=S"))
            && outcomes.values().any(|outcome| outcome.contains("=N")),
        "{outcomes:?}"
    );
}

mod no_answer_without_its_record {
    use super::*;

    #[test]
    fn sqlite() {
        killed(&TestStore::sqlite(), 20, &Chance::new("checks, SQLite"));
    }

    #[test]
    fn postgres() {
        if let Some(store) = TestStore::postgres() {
            killed(&store, 6, &Chance::new("checks, PostgreSQL"));
        }
    }
}
