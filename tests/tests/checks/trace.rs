//! The recorder: one sequence without gaps, also when several nodes write it.

use std::sync::mpsc::channel;

use diesel::prelude::*;
use hub::audit::{AuditError, Recorder, RecorderOptions};
use schema::clock::Clock;
use schema::tables::{AuditRow, audit};
use tests::{TestStore, on_both};

fn row(store: &TestStore, request_id: String) -> AuditRow {
    AuditRow {
        at: store.clock.now().naive_utc(),
        request_id,
        entity_id: 1,
        key_id: 1,
        service: "VERIFICA".to_owned(),
        ..AuditRow::default()
    }
}

on_both! {
    fn two_nodes_write_one_sequence(store: &TestStore) {
        let nodes = [(); 2].map(|()| {
            Recorder::start(store.trace.clone(), RecorderOptions::default()).unwrap()
        });
        let (tell, told) = channel();
        for job in 0..200_usize {
            let tell = tell.clone();
            let rows: Vec<AuditRow> = (0..=job % 3).map(|n| row(store, format!("{job}.{n}"))).collect();
            let count = rows.len();
            nodes[job % 2]
                .submit_waiting(rows, move |written| {
                    tell.send((job, count, written)).unwrap();
                })
                .unwrap();
        }
        drop(tell);
        let written: Vec<(i64, String)> = {
            let promised: Vec<_> = told.iter().collect();
            assert_eq!(promised.len(), 200);
            let rows: Vec<(i64, String)> = audit::table
                .order(audit::seq)
                .select((audit::seq, audit::request_id))
                .load(&mut store.trace_conn())
                .unwrap();
            // Everyone was told the numbers under which their records stand.
            for (job, count, first) in promised {
                for n in 0..count {
                    let at = first.unwrap() as usize - 1 + n;
                    assert_eq!(rows[at].1, format!("{job}.{n}"));
                }
            }
            rows
        };
        let numbers: Vec<i64> = written.iter().map(|(seq, _)| *seq).collect();
        assert_eq!(numbers, (1..=numbers.len() as i64).collect::<Vec<_>>());
    }

    /// PostgreSQL keeps no NUL: one in what somebody typed must not take the records of others along.
    fn one_text_that_cannot_be_kept_hinders_no_other(store: &TestStore) {
        let recorder = Recorder::start(store.trace.clone(), RecorderOptions::default()).unwrap();
        let hostile = AuditRow {
            purpose: "a\0".to_owned(),
            case_reference: "b\0".to_owned(),
            subject: "c\0".to_owned(),
            fields: "d\0".to_owned(),
            workstation: "e\0".to_owned(),
            outcome: "f\0".to_owned(),
            ..row(store, "hostile".to_owned())
        };
        let (tell, told) = channel();
        recorder
            .submit_waiting(vec![row(store, "good".to_owned()), hostile], move |written| {
                tell.send(written).unwrap();
            })
            .unwrap();
        assert_eq!(told.recv().unwrap(), Ok(1));
        recorder.shutdown();
        let kept: AuditRow = audit::table.find(2).select(AuditRow::as_select()).first(&mut store.trace_conn()).unwrap();
        assert_eq!(
            [kept.purpose, kept.case_reference, kept.subject, kept.fields, kept.workstation, kept.outcome],
            ["a", "b", "c", "d", "e", "f"].map(|letter| format!("{letter}\u{fffd}"))
        );
    }

    fn a_closed_recorder_refuses(store: &TestStore) {
        let recorder = Recorder::start(store.trace.clone(), RecorderOptions::default()).unwrap();
        recorder.shutdown();
        assert_eq!(
            recorder.submit(vec![row(store, String::new())], |_| {}),
            Err(AuditError::Closed)
        );
    }
}
