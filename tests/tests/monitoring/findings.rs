//! Statistics and findings over what was recorded.

use hub::monitoring::findings::FindingKind;
use hub::monitoring::statistics::{Grouping, Step};
use hub::monitoring::{Filter, Look, MonitoringError};
use schema::date::Day;
use schema::tables::AuditRow;
use tests::on_both;

use super::support::{ADMIN, CARPI, CLERK, Desk, TOP, viewer};

fn since(day: i32) -> Filter {
    Filter {
        from: Some(Day(day)),
        ..Filter::default()
    }
}

on_both! {
    fn what_is_counted_is_what_is_seen_once_each(store: &TestStore) {
        let desk = Desk::open(store);
        // More than one piece of rows, each of which the TOP sees by Comune and by office.
        let rows = (0..5_300).map(|n| AuditRow {
            request_id: "massiva".to_owned(),
            comune: if n % 10 == 0 { CARPI.to_owned() } else { desk.answer(CLERK, 1).comune },
            ..desk.answer(CLERK, 1)
        });
        desk.record(rows);
        let grouping = Grouping { user: true, step: Some(Step::Day), ..Grouping::default() };
        for user in [TOP, ADMIN] {
            let reading = desk.monitoring.open(&viewer(user), since(2026_11_01), Look::Statistics).unwrap();
            let counted = desk.monitoring.statistics(&reading, grouping).unwrap();
            let line = counted.lines.iter().find(|line| line.group.user_id == CLERK).unwrap();
            assert_eq!((line.counts.acts, line.counts.yes), (5_300, 5_300));
            assert_eq!(line.user, "COGNOME3 NOME");
            assert_eq!(line.group.period, "2026-11-20");
        }
    }

    fn findings_are_drawn_from_what_is_seen(store: &TestStore) {
        let desk = Desk::open(store);
        desk.record((0..5).map(|n| AuditRow {
            act: "ACCESSO".to_owned(),
            outcome: "CREDENZIALI_ERRATE".to_owned(),
            comune: String::new(),
            person_id: 0,
            ..desk.answer(CLERK, n)
        }));
        let reading = desk.monitoring.open(&viewer(ADMIN), since(2026_11_01), Look::Findings).unwrap();
        let found = desk.monitoring.findings(&reading).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].kind, found[0].user_id), (FindingKind::FailedSignIns, CLERK));
        assert_eq!(reading.names().user(found[0].user_id), "COGNOME3 NOME");
    }

    fn what_reads_everything_needs_a_period(store: &TestStore) {
        let desk = Desk::open(store);
        for filter in [Filter::default(), since(2025_01_01)] {
            let reading = desk.monitoring.open(&viewer(TOP), filter, Look::Statistics).unwrap();
            let refused = desk.monitoring.statistics(&reading, Grouping::default());
            assert!(matches!(refused, Err(MonitoringError::Period(_))));
            assert!(matches!(desk.monitoring.findings(&reading), Err(MonitoringError::Period(_))));
        }
    }
}
