//! Whom a full supply does not mention, where that may be the supply's own fault.

use schema::facts::Fact;
use sync::load::LoadError;
use tests::{TestStore, on_both};

use super::files::{lac, load, loader, subject, xml};
use super::support::{MODENA, assert_loaded, codes, head, people, report};

fn resident(store: &TestStore) -> usize {
    people(store)
        .iter()
        .filter(|facts| {
            facts
                .residences
                .iter()
                .any(|spell| spell.validity().is_open())
        })
        .count()
}

on_both! {
    fn a_refused_street_is_nobody(store: &TestStore) {
        let reports = load(store, &[
            xml(MODENA, 1, &(subject("1", "ROSSI") + &subject("2", "VERDI"))),
            xml(MODENA, 2, &("<via/><famiglia/>".to_owned() + &subject("1", "ROSSI"))),
        ]);
        assert_loaded(&reports[1]);
        assert_eq!((reports[1].supply.refused, reports[1].supply.drift), (2, 1));
        assert!(codes(&reports[1]).contains(&"W223"));
        assert_eq!(resident(store), 1);
    }

    fn a_refused_card_without_a_number_may_be_anybody(store: &TestStore) {
        let reports = load(store, &[
            xml(MODENA, 1, &(subject("1", "ROSSI") + &subject("2", "VERDI"))),
            xml(MODENA, 2, &(subject("", "VERDI") + &subject("1", "ROSSI"))),
        ]);
        assert_loaded(&reports[1]);
        assert!(codes(&reports[1]).contains(&"W224"));
        assert_eq!(resident(store), 2);
    }

    fn an_empty_list_closes_nothing(store: &TestStore) {
        for few in [2, 60] {
            let comune = if few == 2 { "036035" } else { "036024" };
            let reports = load(store, &[lac(comune, 1, few * 10..few * 11), lac(comune, 2, [])]);
            assert_loaded(&reports[1]);
            assert_eq!(codes(&reports[1]), ["W229"], "{few}");
            assert_eq!(reports[1].supply.drift, 0);
        }
        assert_eq!(resident(store), 62);
    }

    fn a_list_that_lacks_too_many_closes_nothing(store: &TestStore) {
        let reports = load(store, &[
            lac("036035", 1, 0..120),
            lac("036035", 2, 0..60),
            lac("036035", 3, 0..70),
        ]);
        assert!(codes(&reports[1]).contains(&"W229"), "{:?}", reports[1]);
        assert_eq!(resident(store), 70, "50 are few enough");
        assert_eq!((reports[2].supply.unchanged, reports[2].supply.drift), (70, 50));
        assert!(!codes(&reports[2]).contains(&"W229"));
    }

    fn absences_are_closed_when_they_are_confirmed(store: &TestStore) {
        store.guarded();
        let reports = load(store, &[lac("036035", 1, 0..120), lac("036035", 2, 0..60)]);
        let [first, second] = [reports[0].supply.id, reports[1].supply.id];
        let nothing = loader(store).confirm_absences(first, &|_| {});
        assert!(matches!(nothing, Err(LoadError::NothingToConfirm(_))), "{nothing:?}");
        loader(store).confirm_absences(second, &|_| {}).unwrap();
        assert_eq!(resident(store), 60);
        let confirmed = report(store, second);
        assert_loaded(&confirmed);
        assert_eq!(confirmed.supply.drift, 60);
        assert_eq!(confirmed.supply.unchanged, 60);
        assert!(codes(&confirmed).contains(&"W223"));
        let journal = head(store);
        loader(store).confirm_absences(second, &|_| {}).unwrap();
        assert_eq!(head(store), journal, "there is nothing left to close");
        let spools = std::fs::read_dir(&store.inbox).unwrap().count();
        assert_eq!(spools, 2, "no spool stays behind");
    }

    fn absences_of_a_supply_that_is_not_the_last_cannot_be_confirmed(store: &TestStore) {
        let reports = load(store, &[
            lac("036035", 1, 0..120),
            lac("036035", 2, 0..60),
            lac("036035", 3, 0..120),
        ]);
        let late = loader(store).confirm_absences(reports[1].supply.id, &|_| {});
        assert!(matches!(late, Err(LoadError::NothingToConfirm(_))), "{late:?}");
        assert_eq!(resident(store), 120);
    }
}
