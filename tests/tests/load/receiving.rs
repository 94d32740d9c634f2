//! A supply is taken in exactly once.

use schema::codes::SupplyStatus;
use tests::{TestStore, on_both};

use super::support::*;

fn files(store: &TestStore) -> usize {
    std::fs::read_dir(&store.inbox).unwrap().count()
}

on_both! {
    fn the_same_supply_again_gets_the_same_answer(store: &TestStore) {
        let supply = Supply::full(MODENA, 1).with([citizen("1", "RSSMRA70A31F257X", "MARIO")]);
        let first = receive(store, &supply).unwrap();
        assert!(!first.repeated);
        assert_eq!(first.status, SupplyStatus::Received);
        let again = receive(store, &supply).unwrap();
        assert!(again.repeated);
        assert_eq!(again.supply_id, first.supply_id);
        loader(store).process_pending(&|_| {}).unwrap();
        let later = receive(store, &supply).unwrap();
        assert_eq!((later.supply_id, later.status), (first.supply_id, SupplyStatus::Loaded));
        assert_eq!(files(store), 1);
    }

    fn what_contradicts_an_earlier_supply_is_refused(store: &TestStore) {
        let supply = Supply::full(MODENA, 1);
        receive(store, &supply).unwrap();
        let other_content = supply.clone().with([citizen("1", "RSSMRA70A31F257X", "MARIO")]);
        assert_eq!(refusal(receive(store, &other_content)), "F024");
        let mut other_id = supply.clone();
        other_id.header.id = "altro".to_owned();
        assert_eq!(refusal(receive(store, &other_id)), "F025");
        let mut meta = supply.meta();
        meta.comune = Some(CARPI.to_owned());
        let refused = loader(store).receive(&meta, &mut supply.bytes().as_slice());
        assert_eq!(refusal(refused), "F023");
        let mut nothing = &b"nothing"[..];
        assert_eq!(refusal(loader(store).receive(&supply.meta(), &mut nothing)), "F001");
        assert_eq!(files(store), 1, "what is refused leaves no file");
    }

    fn a_number_that_has_passed_is_refused(store: &TestStore) {
        assert_loaded(&load(store, &[&Supply::full(MODENA, 5)]));
        assert_eq!(refusal(receive(store, &Supply::delta(MODENA, 4))), "F027");
        receive(store, &Supply::delta(MODENA, 6)).unwrap();
    }

    fn a_held_supply_gives_its_number_back(store: &TestStore) {
        let mut broken = Supply::full(MODENA, 1);
        broken.complete = false;
        assert_eq!(load(store, &[&broken]).status, SupplyStatus::Held);
        let mut repaired = Supply::full(MODENA, 1);
        repaired.header.id = "riparata".to_owned();
        assert_loaded(&load(store, &[&repaired]));
    }
}
