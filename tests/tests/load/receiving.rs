//! A supply is taken in exactly once.

use diesel::connection::SimpleConnection;
use schema::codes::SupplyStatus;
use schema::date::Day;
use schema::db::Db;
use sync::load::LoadError;
use tests::store::TODAY;
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

    fn a_day_of_extraction_to_come_is_refused(store: &TestStore) {
        let mut typo = Supply::full(MODENA, 1);
        typo.header.extracted_on = Day(2203_01_01);
        assert_eq!(refusal(receive(store, &typo)), "F008");
        // Midnight comes to the Comune before it comes to the clock.
        typo.header.extracted_on = TODAY.add_days(1);
        receive(store, &typo).unwrap();
    }

    fn numbers_and_ids_without_measure_are_refused(store: &TestStore) {
        let mut vast = Supply::full(MODENA, 1);
        vast.header.number = i64::MAX;
        assert_eq!(refusal(receive(store, &vast)), "F008");
        let mut strange = Supply::full(MODENA, 1);
        strange.header.id = "a\0b".to_owned();
        assert_eq!(refusal(receive(store, &strange)), "F008");
        assert_eq!(files(store), 0);
    }

    fn a_lost_file_comes_back_with_its_repetition(store: &TestStore) {
        let supply = Supply::full(MODENA, 1).with([citizen("1", "RSSMRA70A31F257X", "MARIO")]);
        let id = receive(store, &supply).unwrap().supply_id;
        let kept = || std::fs::read_dir(&store.inbox).unwrap().next().unwrap().unwrap().path();
        let name = kept();
        std::fs::remove_file(&name).unwrap();
        loader(store).process_pending(&|_| {}).unwrap();
        assert_eq!(report(store, id).status, SupplyStatus::Received, "nothing to load");
        let again = receive(store, &supply).unwrap();
        assert!(again.repeated);
        assert_eq!((again.supply_id, files(store)), (id, 1));
        assert_eq!(kept(), name);
        loader(store).process_pending(&|_| {}).unwrap();
        assert_loaded(&report(store, id));
        // Once it is loaded nobody needs the file again.
        std::fs::remove_file(&name).unwrap();
        receive(store, &supply).unwrap();
        assert_eq!(files(store), 0);
    }

    fn a_file_stays_when_its_registration_may_have_been_committed(store: &TestStore) {
        fail_registrations(store);
        let supply = Supply::full(MODENA, 1);
        let failed = receive(store, &supply);
        assert!(matches!(failed, Err(LoadError::Database(_))), "{failed:?}");
        assert_eq!(files(store), 1);
        loader(store).process_pending(&|_| {}).unwrap();
        assert_eq!(files(store), 0, "it was not");
    }

    fn two_nodes_may_receive_at_once(store: &TestStore) {
        let (one, other) = (loader(store), loader(store));
        let comune = |at: usize| format!("0360{at:02}");
        std::thread::scope(|scope| {
            for thread in 0..6 {
                let loader = if thread % 2 == 0 { &one } else { &other };
                scope.spawn(move || {
                    for number in 1..=8 {
                        // Two threads each send for one Comune: its plan is made once.
                        let mut supply = Supply::delta(&comune(thread / 2 + 1), number * 2 + (thread % 2) as i64);
                        supply.header.software = "nodo".to_owned();
                        loader.receive(&supply.meta(), &mut supply.bytes().as_slice()).expect("receive");
                    }
                });
            }
        });
        let rows = sync::load::supplies(&mut store.conn(), None, 0, 100).unwrap();
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        assert_eq!(ids, (1..=48).collect::<Vec<_>>());
    }

    fn working_files_of_the_dead_are_cleared_away(store: &TestStore) {
        let loaded = Supply::full(MODENA, 1);
        assert_loaded(&load(store, &[&loaded]));
        let waiting = load(store, &[&Supply::delta(CARPI, 7)]);
        assert_eq!(waiting.status, SupplyStatus::Waiting);
        let rows = sync::load::supplies(&mut store.conn(), None, 0, 10).unwrap();
        let spool = |file: &str| store.inbox.join(format!("{file}.spool"));
        std::fs::write(spool(&rows[0].file), "left").unwrap();
        std::fs::write(spool("036001-000001-0000000000000000.fornitura"), "left").unwrap();
        assert!(spool(&rows[1].file).exists());
        loader(store).process_pending(&|_| {}).unwrap();
        let mut left: Vec<String> = std::fs::read_dir(&store.inbox)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        left.sort();
        let mut expected = vec![rows[0].file.clone(), rows[1].file.clone(), format!("{}.spool", rows[1].file)];
        expected.sort();
        assert_eq!(left, expected);
    }
}

/// From now on no supply can be registered.
fn fail_registrations(store: &TestStore) {
    let sql = if store.is_sqlite() {
        "CREATE TRIGGER fail BEFORE INSERT ON supply BEGIN SELECT RAISE(ABORT, 'the test says no'); END"
    } else {
        "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'the test says no'; END $$;
         CREATE TRIGGER fail BEFORE INSERT ON supply FOR EACH ROW EXECUTE FUNCTION fail()"
    };
    match &mut *store.conn() {
        Db::Sqlite(conn) => conn.batch_execute(sql),
        Db::Postgresql(conn) => conn.batch_execute(sql),
    }
    .expect("make the trigger");
}
