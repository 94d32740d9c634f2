//! Large files of CSV whose client goes away midway.

use diesel::prelude::*;
use hub::access::Service;
use schema::codes::ActKind;
use schema::tables::audit;
use std::fmt::Write as _;
use tests::https::Exchange;
use tests::process::{PATIENCE, eventually};
use tests::server::{KeyRights, key};
use tests::{TestServer, TestStore, on_both};

use super::support::{CF, lac, lac_path, send, text};

const STREAM: &str = "/v1/verifiche/massive?dataRiferimento=2023-01-01&finalita=prova";
const LIST: &str = "/v1/nuclei-familiari?finalita=prova&riferimentoPratica=1";
/// People of the supply.
const PEOPLE: u32 = 1_500;
/// Rows that the client sends whole before it goes.
const SENT: usize = 2_500;

/// A supply of so many people.
fn supply(people: u32) -> Vec<u8> {
    let one = String::from_utf8(lac(144)).unwrap();
    let (head, row) = one.split_once("\r\n").unwrap();
    let mut bytes = format!("{head}\r\n");
    for number in 0..people {
        let row = row
            .replace("100003", &(200_000 + number).to_string())
            .replace("5002", &(300_000 + number).to_string())
            .replace(CF, "");
        bytes.push_str(&row);
    }
    bytes.into_bytes()
}

/// Rows of checks, each of a case of its own; the last breaks off in its middle.
fn rows() -> String {
    let mut rows = "soggetto.codiceFiscale;tipo;riferimentoPratica\r\n".to_owned();
    for number in 1..=SENT {
        let _ = write!(rows, "{CF};esistenzaInVita;{number}\r\n");
    }
    rows + CF + ";esistenzaInVi"
}

/// The cases of which the trace holds an answer.
fn answered(store: &TestStore) -> Vec<usize> {
    let cases: Vec<String> = audit::table
        .filter(audit::act.eq(ActKind::Answer.code()))
        .select(audit::case_reference)
        .load(&mut store.trace_conn())
        .unwrap();
    let mut cases: Vec<usize> = cases.iter().map(|case| case.parse().unwrap()).collect();
    // Rows are answered side by side.
    cases.sort_unstable();
    cases
}

/// As many fiscal codes as that, each of nobody; the last breaks off in its middle.
fn codes() -> String {
    (0..SENT).map(listed).collect::<Vec<_>>().join("\r\n") + "\r\nRSSMRA70A"
}

fn listed(number: usize) -> String {
    format!("RSSMRA{:02}A{:02}F257X", number / 100, number % 100)
}

/// The codes of which the trace holds what became of them, in its order.
fn consulted(store: &TestStore) -> Vec<String> {
    audit::table
        .filter(audit::service.eq(Service::Families.code()))
        .order(audit::seq)
        .select(audit::subject)
        .load(&mut store.trace_conn())
        .unwrap()
}

on_both! {
    fn of_a_supply_nothing_is_kept_and_it_can_be_sent_again(store: &TestStore) {
        let server = TestServer::start(store);
        let (path, bytes) = (lac_path("036014", 1, "a"), supply(PEOPLE));
        let files = || std::fs::read_dir(&store.inbox).unwrap().count();
        let acts = || {
            let rows = audit::table.order(audit::seq).select((audit::act, audit::outcome));
            rows.load::<(String, String)>(&mut store.trace_conn()).unwrap()
        };
        let mut connection = server.connect();
        connection.stall(&path, "text/csv", &bytes[..bytes.len() / 2]).unwrap();
        assert!(eventually(PATIENCE, || files() == 1), "half of it is on its way to the disk");
        assert!(acts().is_empty());
        drop(connection);
        assert!(eventually(PATIENCE, || server.hub().uploads.taken() == 0));
        assert_eq!((files(), acts()), (0, vec![("FORNITURA".to_owned(), "ERRORE".to_owned())]));
        assert_eq!(server.client.get("/v1/forniture").unwrap().json()["elementi"], serde_json::json!([]));
        // Of the first attempt nothing is in the way of the second.
        let sent = server.client.post(&path, "text/csv", &bytes).unwrap();
        assert_eq!((sent.status, &sent.json()["ripetuta"]), (202, &false.into()), "{}", text(&sent));
    }

    /// The client stops sending in the middle of a row and still reads: what it is told stands in the trace.
    fn of_a_massive_check_no_row_is_told_without_its_record(store: &TestStore) {
        let server = TestServer::start(store);
        send(&server.client, &lac_path("036014", 1, "a"), &lac(144));
        let mut connection = server.connect();
        connection.stall(STREAM, "text/csv", rows().as_bytes()).unwrap();
        assert!(eventually(PATIENCE, || !answered(store).is_empty()));
        connection.stop_sending().unwrap();
        let body = match connection.answer() {
            Exchange::Whole(answer) => answer.body,
            Exchange::Torn(bytes) => bytes,
            Exchange::Nothing => Vec::new(),
        };
        assert!(eventually(PATIENCE, || server.hub().streams.taken() == 0));
        let recorded = answered(store);
        assert_eq!(recorded, (1..=recorded.len()).collect::<Vec<_>>(), "none is left out");
        let body = String::from_utf8_lossy(&body);
        let told = body
            .lines()
            .filter(|line| line.contains(";esistenzaInVita;S;"))
            .filter_map(|line| line.split(';').next()?.parse::<usize>().ok());
        assert!(told.max().unwrap_or(0) <= recorded.len(), "{body}");
        let files: Vec<_> = std::fs::read_dir(&store.inbox).unwrap().map(|file| file.unwrap().path()).collect();
        assert!(files.iter().all(|path| path.extension().is_some_and(|kind| kind == "fornitura")), "{files:?}");
    }

    /// The client is gone altogether: what had come is recorded without gaps, and the place is free.
    fn of_a_massive_check_that_nobody_waits_for_no_row_is_lost_in_the_middle(store: &TestStore) {
        let server = TestServer::start_with(store, |limits| limits.streams_per_key = 1);
        send(&server.client, &lac_path("036014", 1, "a"), &lac(144));
        let mut connection = server.connect();
        connection.stall(STREAM, "text/csv", rows().as_bytes()).unwrap();
        assert!(eventually(PATIENCE, || !answered(store).is_empty()));
        drop(connection);
        assert!(eventually(PATIENCE, || server.hub().streams.taken() == 0));
        let recorded = answered(store);
        assert_eq!(recorded, (1..=recorded.len()).collect::<Vec<_>>());
        assert!(recorded.len() <= SENT);
        let again = server.client.post(STREAM, "text/csv", rows().as_bytes()).unwrap();
        assert_eq!(text(&again).lines().filter(|line| line.contains(";esistenzaInVita;S;")).count(), SENT);
    }

    /// Of a list of fiscal codes exactly what was taken is answered, and exactly what is answered is on record.
    fn of_a_list_of_families_what_was_answered_is_on_record_and_nothing_else(store: &TestStore) {
        let server = TestServer::start_with(store, |limits| limits.streams_per_key = 1);
        send(&server.client, &lac_path("036014", 1, "a"), &lac(144));
        let rights = KeyRights { kinds: Vec::new(), services: vec![Service::Families], supply: false, ..KeyRights::default() };
        let key = key(store, &rights);
        let mut connection = server.connect_with(&key);
        connection.stall(LIST, "text/csv", codes().as_bytes()).unwrap();
        assert!(eventually(PATIENCE, || !consulted(store).is_empty()));
        connection.stop_sending().unwrap();
        let body = match connection.answer() {
            Exchange::Whole(answer) => answer.body,
            Exchange::Torn(bytes) => bytes,
            Exchange::Nothing => Vec::new(),
        };
        assert!(eventually(PATIENCE, || server.hub().streams.taken() == 0));
        let recorded = consulted(store);
        assert!(recorded.len() <= SENT);
        assert_eq!(recorded, (0..recorded.len()).map(listed).collect::<Vec<_>>(), "each once, in order, the torn one not");
        let body = String::from_utf8_lossy(&body);
        let told = body.lines().filter(|line| line.contains(";NON_TROVATA;")).count();
        assert!(told <= recorded.len(), "{body}");
        // Whoever does not even read: the place is free, and the list can be sent again.
        let mut connection = server.connect_with(&key);
        connection.stall(LIST, "text/csv", codes().as_bytes()).unwrap();
        assert!(eventually(PATIENCE, || consulted(store).len() > recorded.len()));
        drop(connection);
        assert!(eventually(PATIENCE, || server.hub().streams.taken() == 0));
        let again = consulted(store);
        let second: Vec<String> = (0..again.len() - recorded.len()).map(listed).collect();
        assert_eq!(again[recorded.len()..], second[..]);
        let whole = server.client.with_key(&key).post(LIST, "text/csv", codes().as_bytes()).unwrap();
        assert_eq!(text(&whole).lines().filter(|line| line.contains(";NON_TROVATA;")).count(), SENT);
    }
}
