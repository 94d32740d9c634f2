//! Each search is on record, with its terms, and each person shown.

use diesel::prelude::*;
use schema::tables::{AuditRow, audit};
use tests::{TestStore, on_both};

use super::support::*;

fn rows(store: &TestStore) -> Vec<AuditRow> {
    audit::table
        .order(audit::seq)
        .select(AuditRow::as_select())
        .load(&mut store.trace_conn())
        .expect("the trace")
}

on_both! {
    fn the_act_its_terms_and_whom_it_showed_are_on_record(store: &TestStore) {
        let ids = record(
            store,
            &[
                piero(),
                resident("NRIPRI61A01F257M", "NERI", "PIERO", "1961-01-01", CARPI),
            ],
        );
        user(store, 1, EVERYBODY);
        let node = Node::ready(store);
        let answer = node.ask(1, &search(named("Neri", "Piero"))).unwrap();
        let rows = rows(store);
        assert_eq!(rows.len(), 3);
        assert_eq!(rows[0].seq, answer.trace_number);
        for row in &rows {
            assert_eq!(row.act, "RICERCA");
            assert_eq!(row.service, "RICERCA");
            assert_eq!(row.subject, "cognome=Neri; nome=Piero");
            assert_eq!(row.fields, "cognome,nome");
            assert_eq!(
                (row.purpose.as_str(), row.case_reference.as_str()),
                ("Istruttoria", "2026/7")
            );
            assert_eq!(row.known_at, answer.found.known_at);
            assert_eq!((row.user_id, row.agreement_id), (1, 101));
        }
        assert_eq!(rows[0].outcome, "TROVATE=2;DOPO=0");
        let mut shown: Vec<_> = rows[1..]
            .iter()
            .map(|row| (row.person_id, row.comune.clone()))
            .collect();
        shown.sort_unstable();
        assert_eq!(
            shown,
            [(ids[0], MODENA.to_owned()), (ids[1], CARPI.to_owned())]
        );
    }
}

#[test]
fn refusals_are_on_record_and_quotas_count_searches() {
    let store = TestStore::sqlite();
    record(&store, &[piero()]);
    user(
        &store,
        1,
        &[Right {
            daily_quota: 1,
            ..registered_in(MODENA)
        }],
    );
    user(
        &store,
        2,
        &[Right {
            services: &["RICERCA"],
            comune: CARPI,
            ..registered_in(CARPI)
        }],
    );
    let node = Node::ready(&store);
    assert_eq!(
        node.ask(1, &search(named("Neri", ""))).unwrap().found.total,
        1
    );
    assert_eq!(
        node.ask(1, &search(named("Neri", ""))).unwrap_err().code(),
        "QUOTA_ESAURITA"
    );
    let mut elsewhere = search(named("Neri", ""));
    elsewhere.comuni = Some(vec![MODENA.to_owned()]);
    assert_eq!(
        node.ask(2, &elsewhere).unwrap_err().code(),
        "COMUNE_NON_CONCESSO"
    );
    let outcomes: Vec<_> = rows(&store)
        .into_iter()
        .map(|row| (row.act, row.outcome))
        .collect();
    let text = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(
        outcomes,
        [
            text("RICERCA", "TROVATE=1;DOPO=0"),
            text("RICERCA", "MOSTRATA=ESATTA"),
            text("RIFIUTO", "ERRORE:QUOTA_ESAURITA"),
            text("RIFIUTO", "ERRORE:COMUNE_NON_CONCESSO"),
        ]
    );
}
