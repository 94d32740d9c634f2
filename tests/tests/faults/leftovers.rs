//! What a dead process leaves in the inbox does no harm.

use std::fs;
use std::path::PathBuf;

use schema::codes::SupplyStatus;
use tests::https::Connection;
use tests::process::{PATIENCE, eventually};
use tests::{TestStore, on_both};

use super::province::{self, Province, Supply};
use super::register::{Known, assert_sound};

/// Files of the inbox with that extension.
pub fn files(store: &TestStore, extension: &str) -> Vec<PathBuf> {
    fs::read_dir(&store.inbox)
        .expect("read the inbox")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|known| known == extension))
        .collect()
}

/// The supplies of one Comune, in their order.
fn of_one_comune(supplies: Vec<Supply>) -> Vec<Supply> {
    supplies
        .into_iter()
        .filter(|supply| supply.header.comune == "036005")
        .collect()
}

on_both! {
    fn a_torn_upload_is_cleared_away(store: &TestStore) {
        let Province { supplies, .. } = province::province(300);
        let supply = &supplies[0];
        let site = crate::faults::site(store);
        let mut process = site.start();
        let mut connection = Connection::open(process.port(), &site.trust, &site.key).unwrap();
        let half = supply.bytes.len() / 2;
        let exchange = connection.upload(&supply.path(), &supply.bytes, |sent| {
            // The half that was sent has reached the disk, or is about to.
            if sent >= half && eventually(PATIENCE, || !files(store, "part").is_empty()) {
                process.kill();
            }
        });
        assert!(!matches!(exchange, tests::https::Exchange::Whole(_)), "{exchange:?}");
        assert_eq!(files(store, "part").len(), 1);
        assert!(province::states(store).is_empty());

        let process = site.start();
        assert!(
            eventually(PATIENCE, || files(store, "part").is_empty()),
            "the torn file stays:\n{}",
            process.log()
        );
        let mut connection = Connection::open(process.port(), &site.trust, &site.key).unwrap();
        let sent = connection.upload(&supply.path(), &supply.bytes, |_| {}).whole();
        assert_eq!(sent.status, 202);
        province::wait_until_loaded(store, 1, || process.log());
        process.stop();
        assert_eq!(files(store, "fornitura").len(), 1);
    }

    fn a_lost_or_torn_spool_is_made_again(store: &TestStore) {
        let Province { supplies, .. } = province::province(300);
        let supplies = of_one_comune(supplies);
        let undisturbed = TestStore::sqlite();
        province::load(&undisturbed, &supplies[..4]);
        let site = crate::faults::site(store);
        let mut process = site.start();
        let mut connection = Connection::open(process.port(), &site.trust, &site.key).unwrap();
        // The second is missing, so that the others wait, parsed.
        for index in [0, 2, 3] {
            let supply = &supplies[index];
            let sent = connection.upload(&supply.path(), &supply.bytes, |_| {}).whole();
            assert_eq!(sent.status, 202);
        }
        let waiting = || {
            let states = province::states(store);
            let count = |wanted: SupplyStatus| {
                states.iter().filter(|(_, status, _)| status == wanted.code()).count()
            };
            count(SupplyStatus::Loaded) == 1 && count(SupplyStatus::Waiting) == 2
        };
        assert!(eventually(PATIENCE, waiting), "{:?}", province::states(store));
        process.kill();
        let mut spools = files(store, "spool");
        spools.sort();
        let [lost, torn] = &spools[..] else { panic!("{spools:?}") };
        fs::remove_file(lost).unwrap();
        let length = fs::metadata(torn).unwrap().len();
        fs::OpenOptions::new().write(true).open(torn).unwrap().set_len(length / 2).unwrap();

        let process = site.start();
        let mut connection = Connection::open(process.port(), &site.trust, &site.key).unwrap();
        let supply = &supplies[1];
        let sent = connection.upload(&supply.path(), &supply.bytes, |_| {}).whole();
        assert_eq!(sent.status, 202);
        province::wait_until_loaded(store, 4, || process.log());
        process.stop();
        assert_sound(store);
        Known::of(store).assert_same(&Known::of(&undisturbed));
        assert!(files(store, "spool").is_empty());
    }
}
