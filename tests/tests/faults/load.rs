//! SIGKILL while supplies are received and loaded.

use std::collections::BTreeMap;

use diesel::prelude::*;
use schema::codes::SupplyStatus;
use schema::tables::audit;
use tests::TestStore;
use tests::https::{Connection, Exchange};
use tests::process::{PATIENCE, Process, Site, eventually};

use super::chance::Chance;
use super::province::{self, Province, Supply};
use super::register::{Known, assert_sound, outcomes};

/// When a process is killed.
#[derive(Debug, Clone, Copy)]
enum Moment {
    /// While it starts, and goes on with what was left.
    Starting,
    /// When so many hundredths of the next supply have been sent.
    Uploading(u64),
    /// Shortly after so many supplies were acknowledged, or while they are loaded.
    Acknowledged(u64),
    /// When the journal has grown by so much.
    Recorded(i64),
}

/// One province on its way into one hub.
struct Journey<'a> {
    store: &'a TestStore,
    site: Site,
    supplies: &'a [Supply],
    chance: &'a Chance,
    /// By place in `supplies`: the hub's number, as acknowledged, and the request's id.
    acknowledged: BTreeMap<usize, (i64, String)>,
}

impl Journey<'_> {
    fn next(&self) -> Option<usize> {
        (0..self.supplies.len()).find(|index| !self.acknowledged.contains_key(index))
    }

    /// Sends the next supply; `None` if no whole answer came.
    #[track_caller]
    fn send(&mut self, connection: &mut Connection, sent: impl FnMut(usize)) -> Option<()> {
        let index = self.next()?;
        let supply = self.supplies.get(index)?;
        match connection.upload(&supply.path(), &supply.bytes, sent) {
            Exchange::Whole(answer) => {
                let text = String::from_utf8_lossy(&answer.body);
                assert_eq!(answer.status, 202, "{}: {text}", supply.path());
                let id = answer.json()["idFornitura"].as_i64().expect("its number");
                let request = answer.header("x-request-id").expect("the request's id");
                self.acknowledged.insert(index, (id, request.to_owned()));
                Some(())
            }
            Exchange::Nothing | Exchange::Torn(_) => None,
        }
    }

    fn connect(&self, process: &Process) -> Connection {
        Connection::open(process.port(), &self.site.trust, &self.site.key).expect("connect")
    }

    fn head(&self) -> i64 {
        schema::journal::head(&mut self.store.conn()).expect("read the head")
    }

    fn choose(&self) -> Moment {
        match self.chance.number(0..=7) {
            0 => Moment::Starting,
            1 | 2 => Moment::Uploading(self.chance.number(0..=100)),
            3..=5 => Moment::Acknowledged(self.chance.number(1..=3)),
            _ => Moment::Recorded(self.chance.number(1..=150) as i64),
        }
    }

    /// One process, from its start to its SIGKILL.
    fn live_and_die(&mut self) -> Moment {
        let moment = self.choose();
        let before = self.head();
        let mut process = self.site.spawn();
        if matches!(moment, Moment::Starting) {
            self.chance.pause(400);
            process.kill();
            return moment;
        }
        process.wait_for_port();
        let mut connection = self.connect(&process);
        match moment {
            Moment::Starting => {}
            Moment::Uploading(hundredths) => {
                let size = self
                    .next()
                    .and_then(|next| self.supplies.get(next))
                    .map_or(0, |supply| supply.bytes.len());
                let enough = size * hundredths as usize / 100;
                self.send(&mut connection, |sent| {
                    if sent >= enough {
                        process.kill();
                    }
                });
            }
            Moment::Acknowledged(supplies) => {
                for _ in 0..supplies {
                    self.send(&mut connection, |_| {});
                }
                self.chance.pause(60);
            }
            Moment::Recorded(growth) => {
                while self.head() < before + growth && self.next().is_some() {
                    self.send(&mut connection, |_| {});
                }
                // Whatever is left is loaded by then, or never will be.
                eventually(PATIENCE, || {
                    self.head() >= before + growth || !self.is_interrupted()
                });
            }
        }
        process.kill();
        moment
    }

    /// True if something received is not loaded yet, or not everything that was sent was acknowledged.
    fn is_interrupted(&self) -> bool {
        let states = province::states(self.store);
        states.len() != self.acknowledged.len()
            || states
                .iter()
                .any(|(_, status, _)| status != SupplyStatus::Loaded.code())
    }

    /// Goes on undisturbed to the end.
    fn finish(&mut self) {
        let process = self.site.start();
        let mut connection = self.connect(&process);
        while self.next().is_some() {
            self.send(&mut connection, |_| {}).expect("an answer");
        }
        province::wait_until_loaded(self.store, self.supplies.len(), || process.log());
        process.stop();
    }

    /// Nothing acknowledged is lost, and every acknowledgement was recorded before it left.
    fn assert_kept(&self) {
        let kept: BTreeMap<i64, String> = province::states(self.store)
            .into_iter()
            .map(|(id, status, _)| (id, status))
            .collect();
        let recorded: BTreeMap<String, String> = audit::table
            .select((audit::request_id, audit::outcome))
            .load(&mut self.store.trace_conn())
            .expect("read the trace")
            .into_iter()
            .collect();
        for (id, request) in self.acknowledged.values() {
            assert!(
                kept.contains_key(id),
                "supply {id} was acknowledged and is lost"
            );
            let outcome = recorded.get(request).map(String::as_str);
            let expected = [format!("RICEVUTA:{id}"), format!("RIPETUTA:{id}")];
            assert!(
                outcome.is_some_and(|outcome| expected.iter().any(|e| e == outcome)),
                "supply {id}: its acknowledgement was recorded as {outcome:?}"
            );
        }
    }
}

/// Kills processes until there were `wanted` kills, on as many hubs as that takes.
fn killed(stores: impl Fn() -> Option<TestStore>, wanted: usize, chance: &Chance) {
    let Province { supplies, .. } = province::province(2_500);
    let undisturbed = TestStore::sqlite();
    province::load(&undisturbed, &supplies);
    let (expected, counts) = (Known::of(&undisturbed), outcomes(&undisturbed));
    assert!(expected.people() > 1_000, "{} people", expected.people());
    let (mut moments, mut interrupted) = (Vec::new(), 0);
    while moments.len() < wanted {
        let Some(store) = stores() else { return };
        store.guarded();
        let mut journey = Journey {
            store: &store,
            site: super::site(&store),
            supplies: &supplies,
            chance,
            acknowledged: BTreeMap::new(),
        };
        while journey.next().is_some() && moments.len() < wanted {
            moments.push(journey.live_and_die());
            interrupted += usize::from(journey.is_interrupted());
            journey.assert_kept();
            assert_sound(&store);
        }
        journey.finish();
        journey.assert_kept();
        assert_sound(&store);
        Known::of(&store).assert_same(&expected);
        assert_eq!(outcomes(&store), counts);
    }
    eprintln!(
        "killed {} times, {interrupted} of them with work left: {moments:?}",
        moments.len()
    );
    assert!(interrupted * 4 >= wanted, "hardly anything was interrupted");
}

mod nothing_acknowledged_is_lost {
    use super::*;

    #[test]
    fn sqlite() {
        killed(
            || Some(TestStore::sqlite()),
            24,
            &Chance::new("load, SQLite"),
        );
    }

    #[test]
    fn postgres() {
        killed(TestStore::postgres, 8, &Chance::new("load, PostgreSQL"));
    }
}
