//! Each consultation is on record before it is answered, with everybody whom it showed; and it can be shown again.

use diesel::prelude::*;
use hub::audit::receipt::Receipts;
use hub::consultation::{About, ConsultationRefusal, Outcome, SHOWN_BESIDE};
use schema::codes::ConsultationKind as Kind;
use schema::facts::Membership;
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
    fn everybody_shown_is_on_record(store: &TestStore) {
        let [husband, wife, son, _] = family(store);
        let node = Node::start(store);
        let key = key(store, None);
        let answer = node.see(&key, &on("2015-06-01", of(Kind::Family, BIANCHI)));
        let rows = rows(store);
        let [act, beside @ ..] = rows.as_slice() else { panic!() };
        assert_eq!((act.seq, act.person_id, act.outcome.as_str()), (answer.number, wife, "SCHEDA_FAMIGLIA=MOSTRATA"));
        assert_eq!((act.service.as_str(), act.act.as_str()), ("CONSULTAZIONE", "RISPOSTA"));
        assert_eq!((act.reference_day, act.known_at), (2015_06_01, answer.known_at));
        assert_eq!((act.purpose.as_str(), act.case_reference.as_str()), ("Istruttoria", "2026/7"));
        assert!(act.fields.contains("SCHEDA_FAMIGLIA.parentela"), "{}", act.fields);
        let mut shown: Vec<i64> = beside.iter().map(|row| row.person_id).collect();
        shown.sort_unstable();
        assert_eq!(shown, [husband, son]);
        for row in beside {
            assert!(row.outcome.ends_with(SHOWN_BESIDE));
            assert_eq!((&row.fields, row.known_at, &row.comune), (&act.fields, act.known_at, &act.comune));
        }
        let vain = node.see(&key, &of(Kind::Family, "XXXXXX00A00X000X"));
        let last = self::rows(store).pop().unwrap();
        assert_eq!((last.seq, last.person_id), (vain.number, 0));
        assert_eq!((last.subject.as_str(), last.outcome.as_str()), ("XXXXXX00A00X000X", "SCHEDA_FAMIGLIA=NON_TROVATA"));
    }

    fn a_consultation_is_shown_again_as_it_was(store: &TestStore) {
        let [husband, ..] = family(store);
        let node = Node::start(store);
        let key = key(store, None);
        let events = About::Events { comune: MODENA.to_owned(), from: day("2020-01-01"), to: day("2020-12-31"), page: 1 };
        for request in [
            on("2015-06-01", of(Kind::Family, BIANCHI)),
            of(Kind::History, ROSSI),
            on("2015-06-01", of(Kind::Dwelling, SON)),
            about(Kind::Events, events),
            hub::consultation::ConsultationRequest { compared_with: Some(day("2015-06-01")), ..of(Kind::Family, BIANCHI) },
        ] {
            let first = node.see(&key, &request);
            let records = rows(store).len();
            replace::<Membership>(store, husband, &[]);
            let again = node.again(&key, first.number).unwrap();
            assert_eq!(again, first, "{:?}", request.kind);
            // It is no new act.
            assert_eq!(rows(store).len(), records);
        }
    }

    fn nobody_else_and_not_for_ever(store: &TestStore) {
        family(store);
        let node = Node::start(store);
        let (own, other) = (key(store, None), key(store, None));
        let first = node.see(&own, &of(Kind::Family, BIANCHI));
        let beside = node.see(&own, &on("2015-06-01", of(Kind::Family, BIANCHI))).number + 1;
        let vain = node.see(&own, &of(Kind::Family, "XXXXXX00A00X000X"));
        let gone = |result: Result<_, ConsultationRefusal>| result.unwrap_err() == ConsultationRefusal::NotFound;
        assert!(gone(node.again(&other, first.number)));
        assert!(gone(node.again(&own, beside)));
        assert!(gone(node.again(&own, vain.number)));
        assert!(gone(node.again(&own, 1_000_000)));
        assert!(gone(node.again(&own, -1)));
        only(store, Kind::Family, "generalita");
        store.clock.advance(chrono::Duration::hours(11));
        // What is not granted any more is masked.
        let again = node.again(&own, first.number).unwrap();
        assert!(matches!(&again.outcome, Outcome::Shown(..)));
        assert!(households(&again)[0].head.is_masked());
        store.clock.advance(chrono::Duration::hours(2));
        assert!(gone(node.again(&own, first.number)));
    }
}

#[test]
fn the_receipt_says_what_was_answered_and_about_nobody() {
    let store = TestStore::sqlite();
    family(&store);
    let node = Node::start(&store);
    let answer = node.see(&key(&store, None), &of(Kind::Family, BIANCHI));
    let signing = hub::audit::keys::SigningKey::from_seed(&[7; 32]).unwrap();
    let receipts = Receipts::new("hub.example/registro".to_owned(), signing, Vec::new());
    let receipt = receipts.issue(answer.record.as_deref().unwrap()).unwrap();
    assert_eq!(receipt.index, answer.number);
    let payload = receipt.compact.split('.').nth(1).unwrap();
    use base64::Engine;
    let claims = base64::engine::general_purpose::URL_SAFE_NO_PAD
        .decode(payload)
        .unwrap();
    let claims = String::from_utf8(claims).unwrap();
    assert!(
        claims.contains("SCHEDA_FAMIGLIA") && claims.contains("MOSTRATA"),
        "{claims}"
    );
    assert!(
        !claims.contains(BIANCHI) && !claims.contains("Istruttoria"),
        "{claims}"
    );
}
