//! Everything once, whoever does it at the same time and whenever a node is stopped.

use std::sync::Barrier;
use std::sync::atomic::Ordering;

use chrono::Duration;
use diesel::prelude::*;
use hub::validation::{Decided, Swept, Verdict};
use schema::codes::{PartStatus, RequestStatus};
use schema::tables::validation_part;
use tests::{TestStore, on_both};

use super::support::*;

/// As a node leaves it that is stopped while it settles a part.
fn stopped_amid(store: &TestStore, part: i64) {
    diesel::update(validation_part::table.find(part))
        .set((
            validation_part::settled_at.eq(None::<chrono::NaiveDateTime>),
            validation_part::answer.eq(""),
            validation_part::trace_number.eq(0),
            validation_part::claimed_until.eq(Some(
                schema::clock::Clock::now(&*store.clock).naive_utc() + Duration::seconds(60),
            )),
        ))
        .execute(&mut *store.conn())
        .unwrap();
}

on_both! {
    fn two_officers_at_once_decide_once(store: &TestStore) {
        let people = people(store);
        let nodes = [Node::start(store, &people), Node::start(store, &people)];
        let modena = &people.officers[0];
        for round in 0..5 {
            let id = format!("r{round}");
            let part = nodes[0].submit(&id, false, &[manual(MODENA)]).parts[0].id;
            let start = Barrier::new(2);
            let outcomes: Vec<Decided> = std::thread::scope(|scope| {
                let hands: Vec<_> = nodes
                    .iter()
                    .zip([Verdict::Approve, Verdict::Discard])
                    .map(|(node, verdict)| {
                        let start = &start;
                        scope.spawn(move || {
                            start.wait();
                            node.validations.decide(modena, &[part], verdict, "Visto").unwrap()[0].1
                        })
                    })
                    .collect();
                hands.into_iter().map(|hand| hand.join().unwrap()).collect()
            });
            let status = nodes[0].read(&id).parts[0].status;
            let (mine, other) = match status {
                PartStatus::Approved => (outcomes[0], outcomes[1]),
                PartStatus::Discarded => (outcomes[1], outcomes[0]),
                other => panic!("{other}"),
            };
            assert_eq!((mine, other), (Decided::Done, Decided::Already(status)));
            let expected = if status == PartStatus::Approved { 2 } else { 1 };
            assert_eq!(traced(store, &format!("{id}.")).len(), expected, "{:?}", traced(store, &id));
        }
    }

    fn many_nodes_sweep_and_each_part_is_answered_once(store: &TestStore) {
        let people = people(store);
        let nodes: Vec<Node> = (0..3).map(|_| Node::start(store, &people)).collect();
        for round in 0..12 {
            nodes[0].submit(&format!("r{round}"), false, &[silent(MODENA, 1), silent(CARPI, 2)]);
        }
        store.clock.advance(Duration::days(7));
        let swept: Vec<Swept> = std::thread::scope(|scope| {
            let hands: Vec<_> = nodes
                .iter()
                .map(|node| scope.spawn(|| node.validations.sweep().unwrap()))
                .collect();
            hands.into_iter().map(|hand| hand.join().unwrap()).collect()
        });
        assert_eq!(swept.iter().map(|one| one.elapsed).sum::<usize>(), 24);
        let mut settled: usize = swept.iter().map(|one| one.settled).sum();
        settled += nodes[0].validations.sweep().unwrap().settled;
        assert_eq!(settled, 24);
        for round in 0..12 {
            let id = format!("r{round}");
            assert_eq!(nodes[1].read(&id).status, RequestStatus::Done);
            assert_eq!(traced(store, &format!("{id}.")).len(), 4);
        }
    }

    /// Stopped after its record and before the answer was kept: the record stands, and is the one of the answer.
    fn stopped_between_record_and_answer(store: &TestStore) {
        let people = people(store);
        let node = Node::start(store, &people);
        let part = node.submit("r", false, &[manual(MODENA)]).parts[0].id;
        node.echo.dies_after_its_record.store(true, Ordering::SeqCst);
        let outcome = node.validations.decide(&people.officers[0], &[part], Verdict::Approve, "").unwrap();
        assert_eq!(outcome[0].1, Decided::Done);
        let written = traced(store, "r");
        assert_eq!(written.len(), 3);
        // Decided, and not yet to be read.
        assert_eq!(node.parts("r"), ["036023 IN_ATTESA "]);
        node.echo.dies_after_its_record.store(false, Ordering::SeqCst);
        let other = Node::start(store, &people);
        assert_eq!(other.validations.sweep().unwrap().settled, 1);
        assert_eq!(other.parts("r"), ["036023 APPROVATA domanda@036023"]);
        assert_eq!(traced(store, "r"), written);
        assert!(other.echo.orders.lock().unwrap()[0].traced.is_some());
    }

    /// Killed with the claim in its hands: nobody touches it until the claim is over, then it goes on once.
    fn killed_with_a_claim(store: &TestStore) {
        let people = people(store);
        let node = Node::start(store, &people);
        let part = node.submit("r", false, &[manual(MODENA)]).parts[0].id;
        node.validations.decide(&people.officers[0], &[part], Verdict::Approve, "").unwrap();
        let written = traced(store, "r");
        let answered = node.read("r").parts[0].clone();
        stopped_amid(store, part);
        let other = Node::start(store, &people);
        assert_eq!(other.validations.sweep().unwrap().settled, 0);
        store.clock.advance(Duration::seconds(60));
        assert_eq!(other.validations.sweep().unwrap().settled, 1);
        assert_eq!(other.read("r").parts[0], answered);
        assert_eq!(traced(store, "r"), written);
    }

    /// Killed before the immediate part was answered: the background work answers it.
    fn killed_before_the_immediate_part_was_answered(store: &TestStore) {
        let people = people(store);
        let node = Node::start(store, &people);
        node.echo.dies_after_its_record.store(true, Ordering::SeqCst);
        let view = node.submit("r", true, &[manual(MODENA)]);
        assert_eq!((view.parts[0].status, view.parts[0].answer.as_str()), (PartStatus::Immediate, ""));
        node.echo.dies_after_its_record.store(false, Ordering::SeqCst);
        assert_eq!(node.validations.sweep().unwrap().settled, 1);
        assert_eq!(node.read("r").parts[0].answer, "domanda@");
        assert_eq!(traced(store, "r"), ["r VALIDAZIONE PRESENTATA", "r RISPOSTA "]);
    }

    /// The right was withdrawn between submission and approval.
    fn an_approval_without_a_right_gives_no_answer(store: &TestStore) {
        let people = people(store);
        let node = Node::start(store, &people);
        let part = node.submit("r", false, &[manual(MODENA)]).parts[0].id;
        node.echo.refuses.store(true, Ordering::SeqCst);
        node.validations.decide(&people.officers[0], &[part], Verdict::Approve, "").unwrap();
        let done = node.read("r");
        assert_eq!((done.status, done.parts[0].status), (RequestStatus::Done, PartStatus::Approved));
        assert_eq!(done.parts[0].refusal, "La convenzione non è più in vigore.");
        assert_eq!(done.parts[0].answer, "");
        assert_eq!(
            traced(store, "r."),
            ["r.1 VALIDAZIONE APPROVATA", "r.1 RIFIUTO ERRORE:CONVENZIONE_NON_IN_VIGORE"]
        );
    }
}
