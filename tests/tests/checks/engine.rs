//! The engine: no answer without its record, refusals at once, nothing lost at the end.

use std::collections::HashSet;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::result::Error;
use hub::access::Denied;
use hub::audit::RecorderOptions;
use hub::check::Declaration;
use hub::engine::{EngineOptions, Refusal};
use schema::codes::CheckKind;
use schema::db::write_tx;
use schema::tables::{AuditRow, audit, audit_head};
use tests::{TestStore, on_both};

use super::support::*;

const CF: &str = "RSSMRA70E17F257K";

fn people(store: &TestStore) -> String {
    record(
        store,
        &[resident(CF, "ROSSI", "MARIO", "1970-05-17", MODENA)],
    );
    key(store, None, &[CheckKind::Residence])
}

fn trace(store: &TestStore) -> Vec<AuditRow> {
    audit::table
        .order(audit::seq)
        .select(AuditRow::as_select())
        .load(&mut store.trace_conn())
        .expect("the trace")
}

on_both! {
    fn an_answer_carries_the_number_of_its_record(store: &TestStore) {
        let key = people(store);
        let node = Node::start(store);
        let request = by_cf(CF, residence(CARPI));
        let access = node.access(&key);
        let answer = node.runtime.block_on(node.engine.submit(access, request)).unwrap();
        let rows = trace(store);
        assert_eq!(rows.len(), 1);
        let row = &rows[0];
        assert_eq!(answer.trace_number, row.seq);
        assert_eq!((row.outcome.as_str(), row.subject.as_str()), ("residenza=N", CF));
        assert_eq!((row.purpose.as_str(), row.case_reference.as_str()), ("Controllo a campione", "2026/1"));
        assert_eq!((row.known_at, row.service.as_str()), (answer.known_at, "VERIFICA"));
        assert!(row.person_id > 0);
    }

    fn many_at_once_are_all_answered_and_all_recorded(store: &TestStore) {
        let key = people(store);
        let node = Node::start(store);
        let waiting: Vec<_> = (0..500)
            .map(|_| {
                let request = by_cf(CF, residence(MODENA));
                node.engine.submit(node.access(&key), request)
            })
            .collect();
        let mut numbers = HashSet::new();
        for answer in waiting {
            let answer = node.runtime.block_on(answer).expect("an answer");
            assert_eq!(answer.answers[0].1.to_string(), "S");
            numbers.insert(answer.trace_number);
        }
        let recorded: Vec<i64> = trace(store).iter().map(|row| row.seq).collect();
        assert_eq!(recorded, (1..=500).collect::<Vec<i64>>());
        assert_eq!(numbers, recorded.into_iter().collect());
    }

    fn without_a_trace_there_is_no_answer(store: &TestStore) {
        let key = people(store);
        let node = Node::start(store);
        let ask = || {
            let request = by_cf(CF, residence(MODENA));
            let access = node.access(&key);
            node.runtime.block_on(node.engine.submit(access, request))
        };
        assert!(ask().is_ok());
        store.trace_conn().batch_execute("ALTER TABLE audit RENAME TO away").unwrap();
        assert_eq!(ask(), Err(Refusal::Unavailable));
        store.trace_conn().batch_execute("ALTER TABLE away RENAME TO audit").unwrap();
        assert!(ask().is_ok());
        // The number of the record that failed was given back.
        let numbers: Vec<i64> = trace(store).iter().map(|row| row.seq).collect();
        assert_eq!(numbers, [1, 2]);
    }

    fn a_full_queue_refuses_at_once_and_loses_nothing_that_it_took(store: &TestStore) {
        let key = people(store);
        let node = Node::with(
            store,
            EngineOptions { workers: 1, bulk_workers: 1, queue: 2, batch: 1 },
            RecorderOptions { queue: 1, ..RecorderOptions::default() },
        );
        let mut conn = store.trace_conn();
        let waiting = write_tx::<_, Error>(&mut conn, |conn| {
            // The trace is held: nothing can be answered until this transaction ends.
            diesel::update(audit_head::table.find(1))
                .set(audit_head::last.eq(audit_head::last))
                .execute(conn)?;
            Ok((0..200)
                .map(|_| {
                    let request = by_cf(CF, residence(MODENA));
                    node.engine.submit(node.access(&key), request)
                })
                .collect::<Vec<_>>())
        })
        .unwrap();
        let answers: Vec<_> = waiting.into_iter().map(|w| node.runtime.block_on(w)).collect();
        let answered = answers.iter().filter(|a| a.is_ok()).count();
        let busy = answers.iter().filter(|a| **a == Err(Refusal::Busy)).count();
        assert_eq!(answered + busy, 200);
        assert!(busy > 0 && answered > 0, "{answered} answered, {busy} refused");
        assert_eq!(trace(store).len(), answered);
    }

    fn shutting_down_answers_what_waits(store: &TestStore) {
        let key = people(store);
        let node = Node::start(store);
        let waiting: Vec<_> = (0..300)
            .map(|_| {
                let request = by_cf(CF, residence(MODENA));
                node.engine.submit(node.access(&key), request)
            })
            .collect();
        node.engine.shutdown();
        node.recorder.shutdown();
        for answer in waiting {
            assert!(node.runtime.block_on(answer).is_ok());
        }
        assert_eq!(trace(store).len(), 300);
        let request = by_cf(CF, residence(MODENA));
        let late = node.engine.submit(node.access(&key), request);
        assert_eq!(node.runtime.block_on(late), Err(Refusal::Stopping));
    }

    fn what_has_no_answer_is_refused_before_the_work(store: &TestStore) {
        let key = people(store);
        let node = Node::start(store);
        let refusal = |change: &dyn Fn(&mut hub::check::CheckRequest)| {
            let mut request = by_cf(CF, residence(MODENA));
            let access = node.access(&key);
            change(&mut request);
            node.runtime.block_on(node.engine.submit(access, request)).unwrap_err()
        };
        let field = |refusal| match refusal {
            Refusal::Invalid(invalid) => invalid.field,
            other => panic!("{other}"),
        };
        assert_eq!(field(refusal(&|r| r.purpose = "  ".to_owned())), "finalita");
        assert_eq!(field(refusal(&|r| r.case_reference.clear())), "riferimentoPratica");
        assert_eq!(field(refusal(&|r| r.declarations.clear())), "dichiarazioni");
        assert_eq!(field(refusal(&|r| r.reference_day = Some(tests::store::TODAY.add_days(1)))), "dataRiferimento");
        assert_eq!(field(refusal(&|r| r.known_at = Some(1_000_000))), "notoAl");
        assert_eq!(
            refusal(&|r| r.declarations.push(Declaration::Alive)),
            Refusal::Denied(Denied::Kind(CheckKind::Alive.into()))
        );
        // Of these only the missing right is an act to be remembered.
        let rows = trace(store);
        assert_eq!(rows.len(), 1);
        assert_eq!((rows[0].act.as_str(), rows[0].outcome.as_str()), ("RIFIUTO", "ERRORE:TIPO_NON_CONCESSO"));
        assert_eq!(rows[0].fields, "residenza.comune,esistenzaInVita");
    }
}
