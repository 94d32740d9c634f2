//! What sheets show, and that they stay what they were.

use hub::consultation::sheet::{Head, Sheet, Shown, Topic, Value};
use hub::consultation::{About, AskedAddress, AskedStreet, ConsultationRequest, KnownAt, Outcome};
use schema::codes::ConsultationKind as Kind;
use schema::facts::Membership;
use tests::on_both;

use super::support::*;

fn at_home() -> About {
    About::Address(AskedAddress {
        comune: MODENA.to_owned(),
        street: AskedStreet::Named(Some("VIA".to_owned()), "Emilia Centro".to_owned()),
        number: 12,
        exponent: None,
        staircase: None,
        interior: None,
    })
}

on_both! {
    fn a_family_as_it_was_and_as_it_is(store: &TestStore) {
        family(store);
        let node = Node::start(store);
        let key = key(store, None);
        let then = node.see(&key, &on("2015-06-01", of(Kind::Family, BIANCHI)));
        let [sheet] = households(&then) else { panic!("{then:?}") };
        assert_eq!(names(sheet), ["ROSSI MARIO", "BIANCHI LAURA", "ROSSI PAOLO"]);
        assert_eq!(sheet.head, Shown::Value(Head::One(0)));
        assert_eq!(sheet.history.all().len(), 3);
        let Value::Address(home) = &sheet.address.all()[0].value else { panic!() };
        assert_eq!(home.words(), "VIA EMILIA CENTRO 12, Modena");
        let now = node.see(&key, &of(Kind::Family, BIANCHI));
        let [sheet] = households(&now) else { panic!("{now:?}") };
        assert_eq!(names(sheet), ["BIANCHI LAURA"]);
        assert_eq!(sheet.head, Shown::Value(Head::One(0)));
        assert_eq!(sheet.history.all().len(), 6);
    }

    /// What is corrected later does not change what was known.
    fn as_it_was_known(store: &TestStore) {
        let [husband, ..] = family(store);
        let node = Node::start(store);
        let key = key(store, None);
        let asked = on("2015-06-01", of(Kind::Family, BIANCHI));
        let before = node.see(&key, &asked);
        replace::<Membership>(store, husband, &[]);
        let after = node.see(&key, &asked);
        assert_eq!(names(&households(&after)[0]), ["BIANCHI LAURA", "ROSSI PAOLO"]);
        let number = ConsultationRequest { known_at: Some(KnownAt::Number(before.known_at)), ..asked };
        assert_eq!(node.see(&key, &number).outcome, before.outcome);
        let ahead = ConsultationRequest { known_at: Some(KnownAt::Number(after.known_at + 1)), ..number.clone() };
        assert_eq!(node.ask(&key, &ahead).unwrap_err().code(), "RICHIESTA_NON_VALIDA");
        // Nothing was known before the first supply.
        let at = before.at - chrono::Duration::days(1);
        let early = ConsultationRequest { known_at: Some(KnownAt::Moment(at)), ..number };
        assert_eq!(node.see(&key, &early).outcome, Outcome::NotFound);
    }

    fn the_story_of_a_person_tells_what_was_believed_once(store: &TestStore) {
        let [husband, ..] = family(store);
        let number = replace::<Membership>(store, husband, &[]);
        let node = Node::start(store);
        let told = node.see(&key(store, None), &of(Kind::History, ROSSI));
        let places = person(&told).items(Topic::Household);
        let [place] = places else { panic!("{places:?}") };
        let known = place.known.value().unwrap();
        assert_eq!(known.until.as_ref().unwrap().number, number);
        let since = known.since.entry.as_ref().unwrap();
        assert_eq!((since.comune.as_str(), since.cause.unwrap().code()), (MODENA, "INIZIALE"));
        assert_eq!(person(&told).items(Topic::Residence).len(), 1);
        assert_eq!(person(&told).items(Topic::Events).len(), 1);
    }

    fn who_lives_at_an_address(store: &TestStore) {
        family(store);
        let node = Node::start(store);
        let key = key(store, None);
        let there = |request: &ConsultationRequest| match sheet(&node.see(&key, request)) {
            Sheet::Dwelling(dwelling) => {
                let groups = dwelling.groups.iter();
                let who = |members: &[hub::consultation::sheet::Member]| {
                    members.iter().filter_map(|one| one.who.name()).collect::<Vec<_>>()
                };
                groups.map(|group| who(&group.members)).collect::<Vec<_>>()
            }
            other => panic!("{other:?}"),
        };
        let then = on("2015-06-01", about(Kind::Dwelling, at_home()));
        assert_eq!(there(&then), [["ROSSI MARIO", "BIANCHI LAURA", "ROSSI PAOLO"]]);
        assert_eq!(there(&on("2015-06-01", of(Kind::Dwelling, SON))), there(&then));
        // Whoever has died does not live there, though nobody closed the address.
        assert_eq!(there(&about(Kind::Dwelling, at_home())), [["BIANCHI LAURA"]]);
        let nowhere = About::Address(AskedAddress {
            street: AskedStreet::Named(None, "Strada che non esiste".to_owned()),
            ..match at_home() { About::Address(one) => one, _ => unreachable!() }
        });
        assert_eq!(node.see(&key, &about(Kind::Dwelling, nowhere)).outcome, Outcome::NotFound);
    }

    fn the_events_of_a_comune_page_by_page(store: &TestStore) {
        family(store);
        let node = Node::start(store);
        let key = key(store, None);
        let events = |from: &str, to: &str, page| {
            let range = About::Events { comune: MODENA.to_owned(), from: day(from), to: day(to), page };
            match sheet(&node.see(&key, &about(Kind::Events, range))) {
                Sheet::Events(page) => page.clone(),
                other => panic!("{other:?}"),
            }
        };
        let page = events("2020-01-01", "2020-12-31", 1);
        let told: Vec<_> = page.events.iter().map(|one| (one.who.name().unwrap(), one.event.value.words())).collect();
        assert_eq!(told[0].0, "ROSSI MARIO");
        assert_eq!(told[1].0, "BIANCHI LAURA");
        assert_eq!(told[0].1, "Morte, Modena, 11/03/2020");
        assert_eq!((page.total, told.len()), (2, 2));
        let beyond = events("2020-01-01", "2020-12-31", 9);
        assert_eq!((beyond.total, beyond.events.len()), (2, 0));
        assert_eq!(events("2019-01-01", "2019-12-31", 1).total, 0);
    }

    fn two_days_are_compared(store: &TestStore) {
        family(store);
        let node = Node::start(store);
        let asked = ConsultationRequest {
            compared_with: Some(day("2015-06-01")),
            ..of(Kind::Family, BIANCHI)
        };
        let answer = node.see(&key(store, None), &asked);
        let Outcome::Shown(_, Some(comparison)) = &answer.outcome else { panic!("{answer:?}") };
        let what: Vec<_> = comparison.differences.iter().map(|one| one.what.as_str()).collect();
        assert_eq!(what, ["ROSSI MARIO", "BIANCHI LAURA", "ROSSI PAOLO", "Intestatario"]);
    }
}
