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
