//! A stop at any moment leaves a state from which it goes on.

use std::sync::atomic::{AtomicUsize, Ordering};

use diesel::prelude::*;
use schema::codes::SupplyStatus;
use sync::load::{LoadError, Phase};
use tests::{TestStore, on_both};

use super::support::*;

fn supplies() -> Vec<Supply> {
    let card = |number: usize| {
        citizen(
            &number.to_string(),
            &format!("RSSMRA70A31F{number:03}X"),
            &format!("MARIO{number}"),
        )
        .at(MODENA, &[(2000_01_01, 0, "")])
    };
    vec![
        Supply::full(MODENA, 1)
            .street("10", &[("EMILIA", 1900_01_01)])
            .sheet("F1")
            .with((0..20).map(card)),
        Supply::delta(MODENA, 2).with((0..7).map(|n| card(n).married(2022_01_01))),
        Supply::full(MODENA, 3).with((3..20).map(card)),
    ]
}

on_both! {
    fn it_goes_on_where_it_stopped(store: &TestStore) {
        store.guarded();
        let whole = TestStore::sqlite();
        load(&whole, &supplies().iter().collect::<Vec<_>>());
        for supply in supplies() {
            receive(store, &supply).unwrap();
        }
        let mut stops = 0;
        for patience in 1.. {
            // Each attempt is a new process as far as the loader can tell, and gets one piece further.
            let loader = loader(store).with_piece(2);
            let applied = AtomicUsize::new(0);
            let result = loader.process_pending(&|progress| {
                if progress.phase == Phase::Apply && applied.fetch_add(1, Ordering::SeqCst) % 3 == 2 {
                    loader.stop();
                }
            });
            match result {
                Ok(()) => break,
                Err(LoadError::Stopped) => stops += 1,
                Err(error) => panic!("{error}"),
            }
            if stops == 2 {
                // The spool is lost, too.
                for file in std::fs::read_dir(&store.inbox).unwrap() {
                    let path = file.unwrap().path();
                    if path.extension().is_some_and(|extension| extension == "spool") {
                        std::fs::remove_file(path).unwrap();
                    }
                }
            }
            assert!(patience < 50, "it does not come to an end");
        }
        assert!(stops >= 5, "stopped {stops} times only");
        assert_eq!(known(store), known(&whole));
        for supply in 1..=3 {
            let (one, other) = (report(store, supply), report(&whole, supply));
            assert_loaded(&one);
            assert_eq!(
                (one.supply.created, one.supply.changed, one.supply.unchanged, one.supply.drift),
                (other.supply.created, other.supply.changed, other.supply.unchanged, other.supply.drift)
            );
            assert_eq!(one.anomalies, other.anomalies);
        }
        assert_eq!(head(store), head(&whole) + differing_pieces(store, &whole));
    }

    fn a_first_supply_under_way_is_not_overtaken(store: &TestStore) {
        let full = |number: i64| {
            let people = (0..6).map(|card| citizen(&card.to_string(), "", &format!("MARIO{card}")).at(MODENA, &[(2000_01_01, 0, "")]));
            Supply::full(MODENA, number).street("10", &[("EMILIA", 1900_01_01)]).sheet("F1").with(people)
        };
        let fifth = receive(store, &full(5)).unwrap().supply_id;
        let third = receive(store, &full(3)).unwrap().supply_id;
        let stopped = loader(store).with_piece(3);
        let result = stopped.process(fifth, &|progress| {
            if progress.phase == Phase::Apply {
                stopped.stop();
            }
        });
        assert!(matches!(result, Err(LoadError::Stopped)), "{result:?}");
        assert_eq!(report(store, fifth).supply.applied, 3);
        assert_eq!(refusal(receive(store, &full(4))), "F027");
        loader(store).process_pending(&|_| {}).unwrap();
        assert_loaded(&report(store, fifth));
        let late = report(store, third);
        assert_eq!((late.status, late.supply.hold_reason.as_str()), (SupplyStatus::Held, "F027"), "{late:?}");
        receive(store, &full(6)).unwrap();
        loader(store).process_pending(&|_| {}).unwrap();
        assert_eq!(people(store).len(), 6);
        let streets: i64 = schema::tables::street::table.count().get_result(&mut store.conn()).unwrap();
        assert_eq!(streets, 1);
    }
}

/// Smaller pieces give streets and sheets more journal numbers; people get the same.
fn differing_pieces(one: &TestStore, other: &TestStore) -> i64 {
    use schema::tables::journal;
    let places = |store: &TestStore| -> i64 {
        journal::table
            .filter(journal::person_id.eq(0))
            .count()
            .get_result(&mut store.conn())
            .unwrap()
    };
    places(one) - places(other)
}
