//! SIGTERM: what is under way gets its answer, what was acknowledged is kept, the end is orderly.

use std::time::{Duration, Instant};

use tests::https::Connection;
use tests::process::{PATIENCE, eventually};
use tests::{TestStore, on_both};

use super::chance::Chance;
use super::checks::{ask_until_the_end, assert_recorded, wait_for_answers};
use super::leftovers::files;
use super::province::{self, Province};
use super::register::{Known, assert_sound};

/// Less than the server would wait for connections that do not end: an orderly end does not need that.
const ORDERLY: Duration = Duration::from_secs(15);

/// Records of a supply that are in, and that it has.
fn applied(store: &TestStore, id: i64) -> (i64, i64) {
    let report = sync::load::status(&mut store.conn(), id)
        .expect("read the state")
        .expect("the supply exists");
    (report.supply.applied, report.supply.records)
}

on_both! {
    fn checks_under_way_are_answered(store: &TestStore) {
        let Province { supplies, witnesses } = province::province(300);
        province::load(store, &supplies);
        let site = crate::faults::site(store);
        let chance = Chance::new("stop during checks");
        for life in 0..3 {
            let mut process = site.start();
            let name = format!("vita {life}");
            let begin = Instant::now();
            let seen = ask_until_the_end(&site, &mut process, &name, &witnesses, |process, count| {
                wait_for_answers(process, count, chance.number(20..=80));
                process.terminate();
            });
            let status = process.wait(ORDERLY);
            assert!(status.is_some_and(|s| s.success()), "{status:?}\n{}", process.log());
            assert!(begin.elapsed() < ORDERLY, "{:?}", begin.elapsed());
            for seen in &seen {
                assert!(seen.torn.is_empty(), "an answer was cut off");
            }
            assert_recorded(store, &seen);
        }
    }

    fn a_load_stops_between_two_pieces_and_goes_on(store: &TestStore) {
        let Province { supplies, .. } = province::province(2_500);
        let supplies = &supplies[..4];
        let undisturbed = TestStore::sqlite();
        province::load(&undisturbed, supplies);
        let site = crate::faults::site(store);
        let mut interrupted = 0;
        for (index, supply) in supplies.iter().enumerate() {
            let mut process = site.start();
            let mut connection = Connection::open(process.port(), &site.trust, &site.key).unwrap();
            let answer = connection.upload(&supply.path(), &supply.bytes, |_| {}).whole();
            assert_eq!(answer.status, 202, "{}", String::from_utf8_lossy(&answer.body));
            drop(connection);
            let id = answer.json()["idFornitura"].as_i64().unwrap();
            assert_eq!(id, index as i64 + 1);
            assert!(eventually(PATIENCE, || applied(store, id).0 > 0), "{}", process.log());
            process.terminate();
            let status = process.wait(ORDERLY);
            assert!(status.is_some_and(|s| s.success()), "{status:?}\n{}", process.log());
            let (done, records) = applied(store, id);
            interrupted += usize::from(done < records);
            assert_sound(store);
        }
        assert!(interrupted > 0, "every supply was loaded before the signal had its effect");
        let process = site.start();
        province::wait_until_loaded(store, supplies.len(), || process.log());
        process.stop();
        assert_sound(store);
        Known::of(store).assert_same(&Known::of(&undisturbed));
    }

    fn an_upload_under_way_is_taken_and_a_load_goes_on_later(store: &TestStore) {
        let Province { supplies, .. } = province::province(1_000);
        let undisturbed = TestStore::sqlite();
        province::load(&undisturbed, &supplies);
        let site = crate::faults::site(store);
        let mut sent = supplies.iter();
        let mut stops = 0;
        while sent.len() > 0 {
            let mut process = site.start();
            let mut connection = Connection::open(process.port(), &site.trust, &site.key).unwrap();
            // The first ones are loaded while the last one comes; that one is under way when the signal comes.
            for (index, supply) in sent.by_ref().take(8).enumerate() {
                let half = supply.bytes.len() / 2;
                let mut told = index < 7;
                let answer = connection.upload(&supply.path(), &supply.bytes, |sent| {
                    if !told && sent >= half {
                        told = true;
                        let begun = eventually(PATIENCE, || !files(store, "part").is_empty());
                        assert!(begun, "the server does not read:\n{}", process.log());
                        process.terminate();
                        let stopping = eventually(PATIENCE, || process.log().contains("\"stopping\""));
                        assert!(stopping, "{}", process.log());
                    }
                });
                let answer = answer.whole();
                assert_eq!(answer.status, 202, "{}", String::from_utf8_lossy(&answer.body));
            }
            if sent.len() == 0 {
                process.terminate();
            }
            let status = process.wait(ORDERLY);
            assert!(status.is_some_and(|s| s.success()), "{status:?}\n{}", process.log());
            stops += 1;
        }
        assert!(stops >= 3, "stopped {stops} times only");
        let process = site.start();
        province::wait_until_loaded(store, supplies.len(), || process.log());
        process.stop();
        assert_sound(store);
        Known::of(store).assert_same(&Known::of(&undisturbed));
    }
}
