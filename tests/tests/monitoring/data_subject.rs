//! Who looked at a person, as she is told.

use diesel::prelude::*;
use hub::data_subject::{Asked, DataSubjectError, EMBARGO, PersonCode, accesses_csv, document};
use hub::monitoring::MonitoringError;
use schema::date::{Day, Validity};
use schema::facts::{Identifier, PersonFacts};
use schema::tables::{AuditRow, audit};
use tests::on_both;

use super::support::{CLERK, Desk, OTHER, TOP, officer, viewer};
use crate::checks::support::{held, record, resident};

const CF: &str = "CSSSLL03P56D617B";
const ANPR: &str = "WC8096VE3";

/// Somebody with both codes.
fn person() -> PersonFacts {
    let mut facts = resident(CF, "COSSIGA", "STELLA", "2003-09-16", "036014");
    facts.identifiers.push(held(
        Identifier {
            kind: "ANPR".to_owned(),
            value: ANPR.to_owned(),
            ..Identifier::default()
        },
        Validity::always(),
    ));
    facts
}

fn asked(person: PersonCode) -> Asked {
    Asked {
        person,
        from: None,
        to: None,
        with_users: false,
    }
}

on_both! {
    fn every_access_is_told_however_she_was_named(store: &TestStore) {
        let id = record(store, &[person()])[0];
        let desk = Desk::open(store);
        desk.record([
            AuditRow { person_id: id, subject: ANPR.to_owned(), ..desk.answer(CLERK, 1) },
            AuditRow { person_id: 0, ..desk.answer(OTHER, 2) },
            AuditRow { person_id: id + 1, subject: "altra".to_owned(), ..desk.answer(OTHER, 3) },
            AuditRow { person_id: id, act: "RIFIUTO".to_owned(), outcome: "ERRORE:X".to_owned(), ..desk.answer(CLERK, 24 * 60) },
        ]);
        for code in [PersonCode::CodiceFiscale(CF.to_owned()), PersonCode::AnprId(ANPR.to_owned())] {
            let told = desk.data_subject.accesses(&officer(), &asked(code), None).unwrap();
            // The tellings before this one are accesses too.
            let days: Vec<Day> = told.looked.iter().map(|l| l.day).take(3).collect();
            assert_eq!(days, [Day(2026_11_20), Day(2026_11_20), Day(2026_11_21)]);
            let first = &told.looked[0];
            assert_eq!((first.entity.as_str(), first.office.as_str()), ("AUSL", "Cure"));
            assert_eq!((first.purpose.as_str(), first.kinds.as_slice()), ("Controllo", &["Residenza".to_owned()][..]));
            assert_eq!(first.user, None);
            let text = document(&told);
            assert!(text.contains(EMBARGO) && text.contains("nessun dato comunicato"), "{text}");
            assert!(!text.contains("COGNOME") && !text.contains(CF), "{text}");
        }
        let by_day = Asked { to: Some(Day(2026_11_20)), with_users: true, ..asked(PersonCode::CodiceFiscale(CF.to_owned())) };
        let told = desk.data_subject.accesses(&officer(), &by_day, None).unwrap();
        assert_eq!(told.looked.len(), 2);
        assert!(document(&told).contains("Operatore: COGNOME3 NOME"));
        let text = String::from_utf8(accesses_csv(&told).unwrap()).unwrap();
        assert_eq!(text.lines().count(), 4, "{text}");
        assert!(text.starts_with("giorno;tipo_accesso;"), "{text}");
    }

    fn telling_is_recorded_as_an_access_of_the_officer(store: &TestStore) {
        let id = record(store, &[person()])[0];
        let desk = Desk::open(store);
        let code = || asked(PersonCode::CodiceFiscale(CF.to_owned()));
        assert!(desk.data_subject.accesses(&officer(), &code(), None).unwrap().looked.is_empty());
        let row: AuditRow = audit::table.select(AuditRow::as_select()).first(&mut store.trace_conn()).unwrap();
        assert_eq!((row.service.as_str(), row.role.as_str()), ("INTERESSATO", "RPD"));
        assert_eq!((row.subject.as_str(), row.person_id), (CF, id));
        assert_eq!(desk.data_subject.accesses(&officer(), &code(), None).unwrap().looked.len(), 1);
    }

    fn nobody_but_the_officer_is_told(store: &TestStore) {
        let desk = Desk::open(store);
        for user in [TOP, CLERK] {
            let refused = desk.data_subject.accesses(&viewer(user), &asked(PersonCode::CodiceFiscale(CF.to_owned())), None);
            assert!(matches!(refused, Err(DataSubjectError::Monitoring(MonitoringError::Denied))));
        }
        // That they tried is recorded, about whom is not.
        let rows: Vec<AuditRow> =
            audit::table.select(AuditRow::as_select()).load(&mut store.trace_conn()).unwrap();
        assert_eq!(rows.len(), 2);
        for row in rows {
            assert_eq!((row.act.as_str(), row.service.as_str()), ("RIFIUTO", "INTERESSATO"));
            assert_eq!((row.subject.as_str(), row.person_id), ("", 0));
        }
    }

    fn a_code_of_two_people_tells_about_neither(store: &TestStore) {
        record(store, &[person(), resident(CF, "ALTRA", "PERSONA", "2003-09-16", "036014")]);
        let desk = Desk::open(store);
        let refused = desk.data_subject.accesses(&officer(), &asked(PersonCode::CodiceFiscale(CF.to_owned())), None);
        assert!(matches!(refused, Err(DataSubjectError::Ambiguous)));
    }
}
