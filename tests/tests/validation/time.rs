//! Silence, terms, and how long what is done is kept.

use chrono::{DateTime, Duration, TimeZone, Utc};
use diesel::prelude::*;
use hub::validation::{Decided, QueueFilter, Swept, Verdict};
use schema::clock::Clock;
use schema::codes::{PartStatus, RequestStatus};
use schema::tables::{validation_part, validation_request};
use tests::{TestStore, on_both};

use super::support::*;

/// Moves the clock to that moment.
fn until(store: &TestStore, day: u32, hour: u32) -> DateTime<Utc> {
    let at = Utc.with_ymd_and_hms(2026, 11, day, hour, 0, 0).unwrap();
    store.clock.advance(at - store.clock.now());
    at
}

on_both! {
    /// Asked on Friday at noon, four working hours: two on Friday, two on Monday.
    fn silence_assents_after_working_hours(store: &TestStore) {
        let people = people(store);
        let node = Node::start(store, &people);
        until(store, 20, 12);
        let view = node.submit("r", false, &[silent(MODENA, 4)]);
        let deadline = Utc.with_ymd_and_hms(2026, 11, 23, 10, 0, 0).unwrap();
        assert_eq!(view.parts[0].deadline_at, Some(deadline.naive_utc()));
        // The weekend says nothing.
        until(store, 22, 23);
        assert_eq!(node.validations.sweep().unwrap(), Swept::default());
        until(store, 23, 9);
        assert_eq!(node.read("r").status, RequestStatus::Waiting);
        until(store, 23, 10);
        assert_eq!(node.validations.sweep().unwrap(), Swept { elapsed: 1, settled: 1, removed: 0 });
        assert_eq!(node.parts("r"), ["036023 SILENZIO_ASSENSO domanda@036023"]);
        assert_eq!(
            traced(store, "r"),
            ["r VALIDAZIONE PRESENTATA", "r.1 VALIDAZIONE SILENZIO_ASSENSO", "r.1 RISPOSTA "]
        );
        // Nothing is done twice.
        assert_eq!(node.validations.sweep().unwrap(), Swept::default());
    }

    /// Whoever reads finds what time has decided, whether or not the background work has come by.
    fn time_decides_also_for_whoever_reads(store: &TestStore) {
        let people = people(store);
        let node = Node::start(store, &people);
        node.submit("r", false, &[silent(MODENA, 1), manual(CARPI)]);
        store.clock.advance(Duration::days(29));
        assert_eq!(
            node.parts("r"),
            ["036023 SILENZIO_ASSENSO domanda@036023", "036005 IN_ATTESA "]
        );
        store.clock.advance(Duration::days(1));
        let done = node.read("r");
        assert_eq!(done.parts[1].status, PartStatus::Expired);
        assert_eq!((done.status, done.answer.as_str()), (RequestStatus::Done, "domanda: domanda@036023"));
        // Decided when the time was over.
        assert_eq!(done.parts[0].decided_at, done.parts[0].deadline_at);
    }

    fn a_comune_that_comes_too_late_finds_it_decided(store: &TestStore) {
        let people = people(store);
        let node = Node::start(store, &people);
        let [modena, carpi] = &people.officers;
        let view = node.submit("r", false, &[silent(MODENA, 1), manual(CARPI)]);
        store.clock.advance(Duration::days(30));
        assert!(node.validations.queue(modena, &QueueFilter { limit: 9, ..QueueFilter::default() }).unwrap().is_empty());
        let late = |officer, part: usize| {
            node.validations.decide(officer, &[view.parts[part].id], Verdict::Discard, "Tardi").unwrap()[0].1
        };
        assert_eq!(late(modena, 0), Decided::Already(PartStatus::Silent));
        assert_eq!(late(carpi, 1), Decided::Already(PartStatus::Expired));
        assert_eq!(node.read("r").status, RequestStatus::Done);
    }

    fn what_is_done_keeps_its_personal_data_for_some_days(store: &TestStore) {
        let people = people(store);
        let node = Node::start(store, &people);
        let view = node.submit("r", false, &[manual(MODENA)]);
        node.submit("waits", false, &[manual(MODENA)]);
        node.validations.decide(&people.officers[0], &[view.parts[0].id], Verdict::Approve, "").unwrap();
        store.clock.advance(Duration::days(10) - Duration::seconds(1));
        assert_eq!(node.validations.sweep().unwrap().removed, 0);
        store.clock.advance(Duration::seconds(1));
        assert_eq!(node.validations.sweep().unwrap().removed, 1);
        let left = node.read("r");
        assert!(left.removed && left.answer.is_empty() && left.outline.is_none());
        assert_eq!(left.parts[0].answer, "");
        assert_eq!(left.parts[0].status, PartStatus::Approved);
        let kept: Vec<(String, String)> = validation_request::table
            .order(validation_request::id)
            .select((validation_request::subject, validation_request::payload))
            .load(&mut *store.conn())
            .unwrap();
        assert_eq!(kept[0], (String::new(), String::new()));
        assert_eq!(kept[1].1, "domanda");
        let answers: Vec<String> = validation_part::table.select(validation_part::answer).load(&mut *store.conn()).unwrap();
        assert!(answers.iter().all(String::is_empty));
        // The trace has its record.
        assert_eq!(traced(store, "r.").len(), 2);
        assert_eq!(node.validations.sweep().unwrap().removed, 0);
    }
}
