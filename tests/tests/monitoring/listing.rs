//! Who sees which acts, and how they are filtered and paged.

use diesel::prelude::*;
use hub::monitoring::{Filter, Look, MonitoringError, PersonCode, Viewer};
use schema::codes::{ActKind, CheckKind, Role};
use schema::date::Day;
use schema::tables::{AuditRow, audit};
use tests::on_both;

use super::support::{ADMIN, CARPI, CLERK, Desk, OLD, OTHER, TOP, officer, viewer};
use crate::checks::support::{record, resident};

fn elsewhere(row: AuditRow) -> AuditRow {
    AuditRow {
        comune: CARPI.to_owned(),
        ..row
    }
}

on_both! {
    fn each_sees_its_own_part(store: &TestStore) {
        let desk = Desk::open(store);
        desk.record([
            desk.answer(CLERK, 1),
            elsewhere(desk.answer(CLERK, 2)),
            desk.answer(OTHER, 3),
            elsewhere(desk.answer(OTHER, 4)),
            AuditRow { comune: OLD.to_owned(), ..desk.answer(OTHER, 5) },
            AuditRow { comune: String::new(), user_id: 0, office_id: 0, ..desk.answer(OTHER, 6) },
        ]);
        // What concerns Modena or what it was, and what the office does that it registered; each act once.
        assert_eq!(desk.sees(&viewer(TOP), Filter::default()), ["r-4-5", "r-4-3", "r-3-2", "r-3-1"]);
        assert_eq!(desk.sees(&viewer(ADMIN), Filter::default()), ["r-3-2", "r-3-1"]);
        // Looks are acts too: those of the TOP's own office, and of the ADMIN's, were recorded meanwhile.
        let all = desk.sees(&officer(), Filter { acts: vec![ActKind::Answer], ..Filter::default() });
        assert_eq!(all.len(), 6);
        for role in [Role::Standard, Role::StandardPs, Role::Authorised, Role::Operator, Role::Statistician] {
            let refused = desk.monitoring.open(
                &Viewer { role, ..viewer(CLERK) },
                Filter::default(),
                Look::Acts,
            );
            assert!(matches!(refused, Err(MonitoringError::Denied)), "{role}");
        }
    }

    fn an_act_is_told_with_the_names_behind_its_numbers(store: &TestStore) {
        let desk = Desk::open(store);
        desk.record([desk.answer(CLERK, 1)]);
        let reading = desk.monitoring.open(&viewer(TOP), Filter::default(), Look::Acts).unwrap();
        let page = desk.monitoring.acts(&reading, None, 10).unwrap();
        let act = &page.acts[0];
        assert_eq!(act.entity, (2, "AUSL".to_owned()));
        assert_eq!(act.office, (2, "Cure".to_owned()));
        assert_eq!(act.user, (CLERK, "COGNOME3 NOME".to_owned()));
        assert_eq!(act.reference_day, Some(Day(2026_11_20)));
        assert_eq!(act.outcome, "residenza=S");
        // A formula in what an office wrote does not run in another's spreadsheet.
        let row = AuditRow { purpose: "=HYPERLINK(\"x\")".to_owned(), ..desk.answer(CLERK, 2) };
        desk.record([row]);
        let reading = desk.monitoring.open(&viewer(TOP), Filter::default(), Look::Acts).unwrap();
        let page = desk.monitoring.acts(&reading, None, 1).unwrap();
        let text = String::from_utf8(hub::monitoring::acts_csv(&page.acts).unwrap()).unwrap();
        assert!(text.contains(";\"'=HYPERLINK(\"\"x\"\")\";"), "{text}");
        assert!(text.ends_with(";3;r-3-2\r\n"), "{text}");
    }

    fn who_sees_accesses_only_is_not_told_about_whom(store: &TestStore) {
        let desk = Desk::open(store);
        desk.record([
            desk.answer(CLERK, 1),
            AuditRow { act: "RIFIUTO".to_owned(), ..desk.answer(CLERK, 2) },
            AuditRow { act: "ACCESSO".to_owned(), ..desk.answer(CLERK, 3) },
        ]);
        let operator = Viewer { role: Role::Operator, ..viewer(OTHER) };
        let reading = desk.monitoring.open(&operator, Filter::default(), Look::Accesses).unwrap();
        let acts = desk.monitoring.acts(&reading, None, 10).unwrap().acts;
        let told: Vec<&str> = acts.iter().map(|act| act.request_id.as_str()).collect();
        assert_eq!(told, ["r-3-3", "r-3-2"]);
        assert!(acts.iter().all(|act| act.subject.is_empty() && act.case_reference.is_empty()));
        // The TOP is.
        let reading = desk.monitoring.open(&viewer(TOP), Filter::default(), Look::Accesses).unwrap();
        let acts = desk.monitoring.acts(&reading, None, 10).unwrap().acts;
        assert!(acts.iter().any(|act| act.subject == "CSSSLL03P56D617B"));
        // Neither other acts nor names are had by asking for them.
        for filter in [
            Filter { acts: vec![ActKind::Answer], ..Filter::default() },
            Filter { case_reference: Some("2026/2".to_owned()), ..Filter::default() },
            Filter { subject: Some(PersonCode::AnprId("x".to_owned())), ..Filter::default() },
        ] {
            let refused = desk.monitoring.open(&operator, filter, Look::Accesses);
            assert!(matches!(refused, Err(MonitoringError::Denied)));
        }
    }

    fn every_filter_leaves_what_it_says(store: &TestStore) {
        let id = record(store, &[resident("CSSSLL03P56D617B", "COSSIGA", "STELLA", "2003-09-16", "036014")])[0];
        let desk = Desk::open(store);
        desk.record([
            AuditRow { person_id: 0, ..desk.answer(CLERK, 1) },
            AuditRow { user_id: ADMIN, ..desk.answer(CLERK, 2) },
            AuditRow { outcome: "nascita=N,residenza=A:DATI_NON_FORNITI".to_owned(), ..desk.answer(CLERK, 3) },
            AuditRow { act: "RIFIUTO".to_owned(), outcome: "ERRORE:TIPO_NON_CONCESSO".to_owned(), ..desk.answer(CLERK, 4) },
            AuditRow { service: "VERIFICA_MASSIVA".to_owned(), ..desk.answer(CLERK, 5) },
            AuditRow { subject: "altra".to_owned(), person_id: 78, ..desk.answer(CLERK, 6) },
            AuditRow { subject: "WC8096VE3".to_owned(), person_id: id, ..desk.answer(CLERK, 7) },
            AuditRow { entity_id: 1, office_id: 1, ..desk.answer(CLERK, 8) },
            desk.answer(CLERK, 24 * 60),
        ]);
        let minutes = |filter: Filter| -> Vec<i64> {
            let mut minutes: Vec<i64> = desk
                .sees(&viewer(TOP), filter)
                .iter()
                .filter_map(|id| id.strip_prefix("r-3-"))
                .map(|minute| minute.parse().unwrap())
                .collect();
            minutes.reverse();
            minutes
        };
        let all = || Filter::default();
        assert_eq!(minutes(all()), [1, 2, 3, 4, 5, 6, 7, 8, 1440]);
        assert_eq!(minutes(Filter { to: Some(Day(2026_11_20)), ..all() }), [1, 2, 3, 4, 5, 6, 7, 8]);
        assert_eq!(minutes(Filter { from: Some(Day(2026_11_21)), ..all() }), [1440]);
        assert_eq!(minutes(Filter { user_id: Some(ADMIN), ..all() }), [2]);
        assert_eq!(minutes(Filter { office_id: Some(1), acts: vec![ActKind::Answer], ..all() }), [8]);
        assert_eq!(minutes(Filter { entity_id: Some(1), acts: vec![ActKind::Answer], ..all() }), [8]);
        assert_eq!(minutes(Filter { service: Some("VERIFICA_MASSIVA".to_owned()), ..all() }), [5]);
        assert_eq!(minutes(Filter { acts: vec![ActKind::Refusal, ActKind::SignIn], ..all() }), [4]);
        assert_eq!(minutes(Filter { kind: Some(CheckKind::Birth.into()), ..all() }), [3]);
        assert_eq!(minutes(Filter { outcome: Some("A".to_owned()), ..all() }), [3]);
        assert_eq!(minutes(Filter { outcome: Some("N".to_owned()), ..all() }), [3]);
        assert_eq!(minutes(Filter { outcome: Some("ERRORE".to_owned()), ..all() }), [4]);
        let both = Filter { kind: Some(CheckKind::Birth.into()), outcome: Some("A".to_owned()), ..all() };
        assert!(minutes(both).is_empty());
        let both = Filter { kind: Some(CheckKind::Residence.into()), outcome: Some("A".to_owned()), ..all() };
        assert_eq!(minutes(both), [3]);
        assert_eq!(minutes(Filter { case_reference: Some("2026/6".to_owned()), ..all() }), [6]);
        let subject = |code: &str| Filter {
            subject: Some(PersonCode::CodiceFiscale(code.to_owned())),
            ..all()
        };
        assert_eq!(minutes(subject("altra")), [6]);
        // Whoever is known by the code is found however she was named.
        assert_eq!(minutes(subject("CSSSLL03P56D617B")), [1, 2, 3, 4, 5, 7, 8, 1440]);
    }

    fn pages_follow_each_other_without_gap_or_repetition(store: &TestStore) {
        let desk = Desk::open(store);
        desk.record((0..25).map(|n| {
            let row = desk.answer(if n % 3 == 0 { OTHER } else { CLERK }, n);
            // Some concern Modena, some only its office, some neither.
            if n % 2 == 0 { row } else { elsewhere(row) }
        }));
        let whole = desk.sees(&viewer(TOP), Filter::default());
        let reading = desk.monitoring.open(&viewer(TOP), Filter { acts: vec![ActKind::Answer], ..Filter::default() }, Look::Acts).unwrap();
        // What comes meanwhile belongs to the next look.
        desk.record([desk.answer(CLERK, 99)]);
        for size in [1, 2, 7, whole.len() as i64] {
            let (mut place, mut told) = (None, Vec::new());
            loop {
                let page = desk.monitoring.acts(&reading, place, size).unwrap();
                assert!(page.acts.len() as i64 <= size);
                told.extend(page.acts.into_iter().map(|act| act.request_id));
                if page.next.is_none() {
                    break;
                }
                assert!(page.next < place || place.is_none());
                place = page.next;
            }
            assert_eq!(told, whole, "pages of {size}");
        }
    }

    fn a_look_is_recorded_before_it_is_answered_and_without_anybodys_data(store: &TestStore) {
        let desk = Desk::open(store);
        let filter = Filter {
            user_id: Some(CLERK),
            subject: Some(PersonCode::CodiceFiscale("CSSSLL03P56D617B".to_owned())),
            ..Filter::default()
        };
        desk.monitoring.open(&viewer(TOP), filter, Look::Accesses).unwrap();
        let rows: Vec<AuditRow> =
            audit::table.select(AuditRow::as_select()).load(&mut store.trace_conn()).unwrap();
        assert_eq!(rows.len(), 1);
        let row = &rows[0];
        assert_eq!((row.act.as_str(), row.service.as_str()), ("AMMINISTRAZIONE", "MONITORAGGIO"));
        assert_eq!((row.user_id, row.office_id, row.role.as_str()), (TOP, 1, "TOP"));
        assert_eq!((row.fields.as_str(), row.outcome.as_str()), ("utente=3,atto=ACCESSO+RIFIUTO,soggetto=*", "ACCESSI"));
        assert_eq!((row.subject.as_str(), row.person_id), ("", 0));
        // Without a trace there is no look.
        desk.recorder.shutdown();
        let refused = desk.monitoring.open(&viewer(TOP), Filter::default(), Look::Acts);
        assert!(matches!(refused, Err(MonitoringError::Audit(_))));
    }
}
