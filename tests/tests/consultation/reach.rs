//! Who may see whom: unknown and out of reach are one answer, and what is not granted is masked or refused by name.

use hub::consultation::sheet::Topic;
use hub::consultation::{About, ConsultationRequest, KnownAt, Outcome};
use schema::codes::ConsultationKind as Kind;
use schema::facts::Residence;
use tests::on_both;

use super::support::*;

on_both! {
    fn whoever_is_out_of_reach_is_nobody(store: &TestStore) {
        let [_, _, son, _] = family(store);
        let node = Node::start(store);
        let modena = key(store, Some(&[MODENA]));
        for kind in [Kind::Individual, Kind::Family, Kind::Institution, Kind::Dwelling, Kind::History] {
            for cf in [ABROAD, SON, "XXXXXX00A00X000X"] {
                assert_eq!(node.see(&modena, &of(kind, cf)).outcome, Outcome::NotFound, "{kind} {cf}");
            }
        }
        // While she was of Modena she may be seen, and with two days only if she was on both.
        let then = on("2015-06-01", of(Kind::Individual, SON));
        assert!(matches!(node.see(&modena, &then).outcome, Outcome::Shown(..)));
        let moved = ConsultationRequest { compared_with: Some(day("2021-01-01")), ..then.clone() };
        assert_eq!(node.see(&modena, &moved).outcome, Outcome::NotFound);
        let stayed = ConsultationRequest { compared_with: Some(day("2016-01-01")), ..then };
        assert!(matches!(node.see(&modena, &stayed).outcome, Outcome::Shown(_, Some(_))));
        // A reference does not reach further than a code, and an id of nobody is nobody.
        for id in [son, 0, -1, i64::MAX] {
            let found = about(Kind::Individual, About::Found(id));
            assert_eq!(node.see(&modena, &found).outcome, Outcome::NotFound);
        }
        // The sheet of Carpi is Carpi's, also where the person is within reach on the day.
        let carpi = key(store, Some(&[CARPI]));
        let own = node.see(&carpi, &of(Kind::Family, SON));
        assert_eq!(households(&own)[0].key.comune, CARPI);
        let elsewhere =
            About::Events { comune: MODENA.to_owned(), from: day("2020-01-01"), to: day("2020-12-31"), page: 1 };
        assert_eq!(node.see(&carpi, &about(Kind::Events, elsewhere)).outcome, Outcome::NotFound);
    }

    fn the_dead_are_seen_only_where_it_is_granted(store: &TestStore) {
        family(store);
        let node = Node::start(store);
        let key = key(store, None);
        assert!(matches!(node.see(&key, &of(Kind::Individual, ROSSI)).outcome, Outcome::Shown(..)));
        only(store, Kind::Individual, "generalita,residenza,decesso,dataRiferimento");
        only(store, Kind::Events, "generalita,decesso");
        store.clock.advance(chrono::Duration::seconds(10));
        assert_eq!(node.see(&key, &of(Kind::Individual, ROSSI)).outcome, Outcome::NotFound);
        let alive = on("2019-01-01", of(Kind::Individual, ROSSI));
        assert!(matches!(node.see(&key, &alive).outcome, Outcome::Shown(..)));
        let events = About::Events { comune: MODENA.to_owned(), from: day("2018-01-01"), to: day("2018-12-31"), page: 1 };
        let departures = node.see(&key, &about(Kind::Events, events));
        assert!(sheet(&departures).people().is_empty(), "{departures:?}");
    }

    fn what_is_not_granted_is_masked_or_refused_by_name(store: &TestStore) {
        family(store);
        let node = Node::start(store);
        let key = key(store, None);
        only(store, Kind::Individual, "generalita,residenza");
        store.clock.advance(chrono::Duration::seconds(10));
        let answer = node.see(&key, &of(Kind::Individual, BIANCHI));
        let sheet = person(&answer);
        for section in &sheet.sections {
            let open = matches!(section.topic, Topic::Generalities | Topic::Residence | Topic::CardNumber);
            assert_eq!(section.items.is_masked(), !open, "{:?}", section.topic);
        }
        assert!(sheet.items(Topic::Generalities)[0].known.is_masked());
        for asked in [
            on("2015-06-01", of(Kind::Individual, BIANCHI)),
            ConsultationRequest { known_at: Some(KnownAt::Number(1)), ..of(Kind::Individual, BIANCHI) },
            ConsultationRequest { compared_with: Some(day("2015-06-01")), ..of(Kind::Individual, BIANCHI) },
        ] {
            assert_eq!(node.ask(&key, &asked).unwrap_err().code(), "CAMPO_NON_CONCESSO");
        }
    }

    /// A code borne by two is ambiguous for whoever sees both, and for nobody else.
    fn a_code_of_two_people(store: &TestStore) {
        let twins = [
            resident(ROSSI, "ROSSI", "MARIO", "1960-01-01", MODENA),
            resident(ROSSI, "ROSSI", "MARIA", "1960-01-01", CARPI),
        ];
        let ids = record(store, &twins);
        let node = Node::start(store);
        let asked = of(Kind::Individual, ROSSI);
        assert_eq!(node.see(&key(store, None), &asked).outcome, Outcome::Ambiguous);
        let seen = node.see(&key(store, Some(&[CARPI])), &asked);
        assert_eq!(person(&seen).person_id, ids[1]);
        // Somebody without any residence belongs to no Comune.
        replace::<Residence>(store, ids[1], &[]);
        let seen = node.see(&key(store, Some(&[CARPI])), &asked);
        assert_eq!(seen.outcome, Outcome::NotFound);
    }
}
