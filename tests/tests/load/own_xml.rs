//! Files of the hub's own XML, through the real reader: what it leaves unsaid, said again, and cards.

use schema::facts::Fact;
use sync::load::{Loader, Received, SupplyReport};
use sync::record::Format;
use tests::{TestStore, on_both};

use super::support::{assert_loaded, by_cf, codes, head, people, report};

const EXAMPLE: &str = include_str!("../../../docs/examples/completa.xml");
/// Card 100232 of the example, who has no `numeroScheda` of her own.
const MARIA: &str = "FRRMCH78S42B819U";

fn load(store: &TestStore, xml: &str) -> SupplyReport {
    let loader = Loader::new(
        store.register.clone(),
        store.inbox.clone(),
        store.clock.clone(),
        store.entropy.clone(),
    );
    let meta = Received {
        comune: None,
        format: Format::Xml,
        header: None,
    };
    let accepted = loader.receive(&meta, &mut xml.as_bytes()).expect("receive");
    loader.process_pending(&|_| {}).expect("load");
    report(store, accepted.supply_id)
}

/// The example again, extracted five months later.
fn later(xml: &str) -> String {
    xml.replace(
        r#"progressivo="1" id="MO-2023-0001""#,
        r#"progressivo="2" id="MO-2023-0002""#,
    )
    .replace(
        r#"dataEstrazione="2023-01-01""#,
        r#"dataEstrazione="2023-06-01""#,
    )
}

/// Changes of Modena, in one chunk.
fn delta(subjects: &str) -> String {
    format!(
        r#"<fornitura versione="1" comune="036023" progressivo="2" id="MO-2" tipo="variazioni" dataEstrazione="2023-02-01">
<invio progressivo="1">{subjects}</invio></fornitura>"#
    )
}

const MOVED: &str = r#"<soggetto id="100232" argomenti="indirizzi"><indirizzo tipo="1" via="1204" civico="14" dal="2023-01-15"/></soggetto>"#;

on_both! {
    fn what_is_undated_and_said_again_later_changes_nothing(store: &TestStore) {
        assert_loaded(&load(store.guarded(), EXAMPLE));
        let before = head(store);
        let again = load(store, &later(EXAMPLE));
        assert_loaded(&again);
        assert_eq!((again.supply.unchanged, again.supply.changed, again.supply.drift), (5, 0, 0));
        assert_eq!(head(store), before);
    }

    fn a_date_that_becomes_known_is_taken(store: &TestStore) {
        load(store.guarded(), EXAMPLE);
        let dated = later(EXAMPLE).replace(
            r#"<codiceFiscale valore="FRRMCH78S42B819U" validazione="1"/>"#,
            r#"<codiceFiscale valore="FRRMCH78S42B819U" validazione="1" dal="1978-11-02"/>"#,
        );
        let report = load(store, &dated);
        assert_eq!((report.supply.unchanged, report.supply.changed), (4, 1));
    }

    fn a_card_is_known_by_the_number_of_its_record(store: &TestStore) {
        load(store.guarded(), EXAMPLE);
        let report = load(store, &delta(MOVED));
        assert_loaded(&report);
        assert_eq!((report.supply.created, report.supply.changed), (0, 1), "{report:?}");
        assert_eq!(by_cf(store, MARIA).addresses[0].number, 14);
    }

    fn nobody_is_made_of_a_card_without_a_name(store: &TestStore) {
        // Her whole record was refused before: her codice fiscale does not hold.
        load(store.guarded(), &EXAMPLE.replace(r#"valore="FRRMCH78S42B819U" validazione"#, r#"valore="FRRMCH78S42B819A" validazione"#));
        let before = people(store).len();
        assert_eq!(before, 4);
        let report = load(store, &delta(MOVED));
        assert_loaded(&report);
        assert_eq!((report.supply.created, report.supply.refused), (0, 1));
        assert_eq!(codes(&report), ["E122"]);
        assert_eq!(people(store).len(), before);
    }

    fn who_has_nothing_but_a_card_is_present_when_listed(store: &TestStore) {
        let nameless = EXAMPLE.replace(r#"<codiceFiscale valore="PPSNIO90A60Z129X" validazione="1"/>"#, "");
        assert_loaded(&load(store.guarded(), &nameless));
        let report = load(store, &later(&nameless));
        assert_eq!((report.supply.unchanged, report.supply.drift), (5, 0), "{report:?}");
        assert!(!codes(&report).contains(&"W223"));
        assert!(people(store).iter().any(|facts| facts.residences.iter().any(|r| r.origin == "235" && r.validity().is_open())));
    }
}
