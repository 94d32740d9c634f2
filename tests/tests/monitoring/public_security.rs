//! A hub on which public security works shows what it would show if others, out of sight, had done the same.

use diesel::prelude::*;
use hub::audit::{AuditError, Recorder, RecorderOptions, commitment};
use hub::data_subject::{Asked, EMBARGO, PersonCode, SealedFilter, accesses_csv, document};
use hub::monitoring::statistics::{Grouping, Step};
use hub::monitoring::{
    Filter, Look, Viewer, acts_csv, acts_csv_head, findings_csv, statistics_csv,
};
use schema::date::Day;
use schema::facts::PersonFacts;
use schema::tables::{AuditRow, audit};
use tests::{TestStore, on_both};

use super::support::{ADMIN, CARPI, CLERK, Desk, OTHER, POLICE, TOP, officer, viewer};
use crate::checks::support::{record, resident};

/// Acts among which every third is of public security, or of somebody out of sight.
fn acts(desk: &Desk, police: bool) -> Vec<AuditRow> {
    (0..40)
        .flat_map(|n| {
            let shown = AuditRow {
                act: if n % 7 == 0 { "RIFIUTO" } else { "RISPOSTA" }.to_owned(),
                person_id: 70 + n % 3,
                ..desk.answer(if n % 2 == 0 { CLERK } else { OTHER }, n * 20)
            };
            let other = if police {
                desk.answer(POLICE, n * 20)
            } else {
                AuditRow {
                    comune: CARPI.to_owned(),
                    subject: "altra".to_owned(),
                    person_id: 500,
                    ..desk.answer(OTHER, n * 20)
                }
            };
            [shown, other]
        })
        .collect()
}

/// All that a viewer can get, to the byte.
fn shown(desk: &Desk, viewer: &Viewer) -> Vec<u8> {
    let period = || Filter {
        from: Some(Day(2026_11_01)),
        ..Filter::default()
    };
    let monitoring = &desk.monitoring;
    let mut bytes = acts_csv_head().unwrap();
    let reading = monitoring
        .open(viewer, Filter::default(), Look::Acts)
        .unwrap();
    for size in [7, 1_000] {
        let mut place = None;
        loop {
            let page = monitoring.acts(&reading, place, size).unwrap();
            bytes.extend(acts_csv(&page.acts).unwrap());
            bytes.extend(format!("{} {:?}\n", page.acts.len(), page.next).bytes());
            place = page.next;
            if place.is_none() {
                break;
            }
        }
    }
    let reading = monitoring.open(viewer, period(), Look::Findings).unwrap();
    bytes.extend(findings_csv(&monitoring.findings(&reading).unwrap(), reading.names()).unwrap());
    let reading = monitoring.open(viewer, period(), Look::Statistics).unwrap();
    let grouping = Grouping {
        user: true,
        office: true,
        service: true,
        act: true,
        entity: true,
        step: Some(Step::Day),
    };
    bytes.extend(statistics_csv(&monitoring.statistics(&reading, grouping).unwrap()).unwrap());
    bytes
}

fn person() -> Asked {
    Asked {
        person: PersonCode::CodiceFiscale("CSSSLL03P56D617B".to_owned()),
        from: None,
        to: None,
        with_users: true,
    }
}

fn subject() -> PersonFacts {
    resident(
        "CSSSLL03P56D617B",
        "COSSIGA",
        "STELLA",
        "2003-09-16",
        "036014",
    )
}

/// The same acts on the same sort of hub, but for public security.
fn control(store: &TestStore) -> Option<TestStore> {
    if store.is_sqlite() {
        Some(TestStore::sqlite())
    } else {
        TestStore::postgres()
    }
}

on_both! {
    fn monitoring_is_the_same_to_the_byte(store: &TestStore) {
        let other = control(store).unwrap();
        let (with, without) = (Desk::open(store), Desk::open(&other));
        with.record(acts(&with, true));
        without.record(acts(&without, false));
        for user in [TOP, ADMIN] {
            let (with, without) = (shown(&with, &viewer(user)), shown(&without, &viewer(user)));
            assert_eq!(String::from_utf8(with).unwrap(), String::from_utf8(without).unwrap());
        }
    }

    fn whoever_sees_everything_sees_none_of_it(store: &TestStore) {
        let other = control(store).unwrap();
        let (with, without) = (Desk::open(store), Desk::open(&other));
        with.record(acts(&with, true));
        let rows = acts(&without, true);
        without.record(rows.into_iter().filter(|row| row.role != "STANDARDPS"));
        let told = |desk: &Desk| -> Vec<u8> {
            let reading = desk.monitoring.open(&officer(), Filter::default(), Look::Acts).unwrap();
            acts_csv(&desk.monitoring.acts(&reading, None, 1_000).unwrap().acts).unwrap()
        };
        assert_eq!(told(&with), told(&without));
    }

    fn without_the_keys_it_cannot_work(store: &TestStore) {
        let desk = Desk::open(store);
        let bare = Recorder::start(store.trace.clone(), RecorderOptions::default()).unwrap();
        let refused = bare.submit_waiting(vec![desk.answer(CLERK, 1), desk.answer(POLICE, 1)], |_| ());
        assert_eq!(refused, Err(AuditError::Unsealed));
        bare.shutdown();
        assert_eq!(audit::table.count().get_result::<i64>(&mut store.trace_conn()), Ok(0));
    }

    fn what_could_become_a_receipt_says_nothing(store: &TestStore) {
        let desk = Desk::open(store);
        let (tell, told) = std::sync::mpsc::channel();
        desk.recorder
            .submit_for_receipts(vec![desk.answer(CLERK, 1), desk.answer(POLICE, 2)], move |written| {
                tell.send(written).unwrap();
            })
            .unwrap();
        let records = told.recv().unwrap().unwrap();
        let stored: Vec<AuditRow> = audit::table
            .order(audit::seq)
            .select(AuditRow::as_select())
            .load(&mut store.trace_conn())
            .unwrap();
        assert_eq!((stored[0].outcome.as_str(), stored[1].outcome.as_str()), ("residenza=S", ""));
        for (record, stored) in records.iter().zip(&stored) {
            assert_eq!(&record.row, stored);
            assert_eq!(Some(record.commitment), commitment(stored));
        }
    }

    fn nothing_of_it_stands_in_the_clear(store: &TestStore) {
        let desk = Desk::open(store);
        desk.record([desk.answer(POLICE, 1)]);
        let row: AuditRow = audit::table.select(AuditRow::as_select()).first(&mut store.trace_conn()).unwrap();
        assert_eq!((row.entity_id, row.office_id, row.user_id, row.person_id), (0, 0, 0, 0));
        assert_eq!((row.role.as_str(), row.act.as_str()), ("STANDARDPS", "RISPOSTA"));
        for text in [row.comune, row.purpose, row.case_reference, row.subject, row.fields, row.workstation, row.outcome] {
            assert_eq!(text, "");
        }
        assert!(!row.sealed.is_empty());
    }

    fn the_answer_to_a_person_is_the_same_to_the_byte_until_both_keys_release_it(store: &TestStore) {
        let other = control(store).unwrap();
        let id = record(store, &[subject()])[0];
        assert_eq!(record(&other, &[subject()]), [id]);
        let (with, without) = (Desk::open(store), Desk::open(&other));
        let found = |row: AuditRow| AuditRow { person_id: id, ..row };
        let named = |row: AuditRow| AuditRow { person_id: 0, ..row };
        with.record([
            found(with.answer(CLERK, 1)),
            found(with.answer(POLICE, 2)),
            named(with.answer(POLICE, 3)),
            named(with.answer(CLERK, 4)),
        ]);
        without.record([found(without.answer(CLERK, 1)), named(without.answer(CLERK, 4))]);
        let told = |desk: &Desk, keys| {
            let accesses = desk.data_subject.accesses(&officer(), &person(), keys).unwrap();
            let table = String::from_utf8(accesses_csv(&accesses).unwrap()).unwrap();
            (accesses.looked.len(), document(&accesses), table)
        };
        let before = told(&with, None);
        assert_eq!(before.0, 2);
        assert_eq!(before, told(&without, None));

        let keys = (&with.keys.0, &with.keys.1);
        let (count, text, _) = told(&with, Some(keys));
        // The two of before, the telling that was an access too, and the two of public security.
        assert_eq!(count, 5);
        assert!(text.contains("COGNOME5 NOME") && text.contains("svelati con entrambe le chiavi"), "{text}");
        // One key twice opens nothing, and says how many.
        let (count, text, _) = told(&with, Some((&with.keys.0, &with.keys.0)));
        assert_eq!(count, 4);
        assert!(!text.contains("COGNOME5") && text.contains("non svelati: 2."), "{text}");
        // Nor does releasing it once leave anything behind.
        let (count, text, _) = told(&with, None);
        assert_eq!(count, 5);
        assert!(!text.contains("COGNOME5") && text.contains(EMBARGO), "{text}");
    }

    fn both_keys_open_the_seals_in_an_act_that_is_recorded_without_saying_whose(store: &TestStore) {
        let desk = Desk::open(store);
        desk.record([desk.answer(POLICE, 1), desk.answer(CLERK, 2), AuditRow { subject: "altra".to_owned(), person_id: 0, ..desk.answer(POLICE, 3) }]);
        let keys = (&desk.keys.0, &desk.keys.1);
        let opened = |filter: &SealedFilter| -> Vec<(i64, String)> {
            let (opened, names) = desk.data_subject.open_seals(&officer(), filter, keys).unwrap();
            assert_eq!(opened.unopened, 0);
            assert!(opened.rows.iter().all(|row| names.user(row.user_id) == "COGNOME5 NOME"));
            opened.rows.into_iter().map(|row| (row.seq, row.subject)).collect()
        };
        assert_eq!(opened(&SealedFilter::default()), [(1, "CSSSLL03P56D617B".to_owned()), (3, "altra".to_owned())]);
        let about = SealedFilter { person: Some(PersonCode::AnprId("altra".to_owned())), ..SealedFilter::default() };
        assert_eq!(opened(&about), [(3, "altra".to_owned())]);
        let later = SealedFilter { from: Some(Day(2026_11_21)), ..SealedFilter::default() };
        assert!(opened(&later).is_empty());
        let acts: Vec<AuditRow> = audit::table
            .filter(audit::service.eq("SIGILLI"))
            .select(AuditRow::as_select())
            .load(&mut store.trace_conn())
            .unwrap();
        assert_eq!(acts.len(), 3);
        for act in acts {
            assert_eq!((act.act.as_str(), act.role.as_str(), act.outcome.as_str()), ("AMMINISTRAZIONE", "RPD", "APERTURA"));
            assert_eq!((act.subject.as_str(), act.person_id, act.fields.as_str()), ("", 0, ""));
        }
        assert!(desk.data_subject.open_seals(&viewer(TOP), &SealedFilter::default(), keys).is_err());
    }
}
