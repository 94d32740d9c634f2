//! Guessing is slow, and keeps nobody else out.

use std::sync::Arc;

use chrono::Duration;
use diesel::prelude::*;
use hub::identity::{Entered, IdentityError, Options, Peer};
use schema::tables::sign_in_throttle;
use tests::on_both;

use super::support::*;

const STRANGER: &str = "198.51.100.9";
const WRONG: &str = "tirata a indovinare";

fn waits(refused: &IdentityError) -> bool {
    matches!(refused, IdentityError::Wait(_))
}

/// A thousand wrong sign-ins under way, and a right one of m.rossi behind them: what each was told.
fn flood(
    node: Node,
    address: impl Fn(usize) -> String,
    rightful: Peer,
) -> (Vec<IdentityError>, Result<Entered, IdentityError>) {
    let identity = Arc::new(node.identity);
    node.runtime.block_on(async {
        let attempts: Vec<_> = (0..1000)
            .map(|number| {
                let (identity, from) = (Arc::clone(&identity), peer(&address(number)));
                tokio::spawn(async move {
                    let name = format!("nome{number}");
                    identity.sign_in(&name, WRONG, &from).await.unwrap_err()
                })
            })
            .collect();
        // They begin in this order, each before anything of the ones before it is weighed.
        let late = tokio::spawn(async move { identity.sign_in("m.rossi", GOOD, &rightful).await });
        let mut told = Vec::new();
        for attempt in attempts {
            told.push(attempt.await.expect("an attempt"));
        }
        (told, late.await.expect("the right one"))
    })
}

on_both! {
    fn guessing_is_slow_on_every_node(store: &TestStore) {
        let (here, there) = (Node::start(store), Node::start(store));
        here.settled(store, "m.rossi");
        for _ in 0..5 {
            assert_eq!(here.sign_in("m.rossi", WRONG, STRANGER).unwrap_err(), IdentityError::WrongCredentials);
        }
        let hashes = here.identity.hashes_computed();
        assert_eq!(here.sign_in("m.rossi", WRONG, STRANGER).unwrap_err(), IdentityError::Wait(30));
        // Not even the right password is weighed, or the wait would tell when it was found; and no hash is spent.
        assert!(waits(&here.sign_in("m.rossi", GOOD, STRANGER).unwrap_err()));
        assert_eq!(here.identity.hashes_computed(), hashes);
        assert!(waits(&there.sign_in("m.rossi", WRONG, STRANGER).unwrap_err()));
        assert_eq!(there.identity.hashes_computed(), 0);
        // Each further failure doubles the wait.
        store.clock.advance(Duration::seconds(30));
        assert_eq!(there.sign_in("m.rossi", WRONG, STRANGER).unwrap_err(), IdentityError::WrongCredentials);
        assert_eq!(there.sign_in("m.rossi", WRONG, STRANGER).unwrap_err(), IdentityError::Wait(60));
        // Forgotten after a while.
        store.clock.advance(Duration::hours(2));
        assert!(here.sign_in("m.rossi", GOOD, STRANGER).is_ok());
        let kept: Vec<String> = sign_in_throttle::table.select(sign_in_throttle::subject).load(&mut *store.conn()).unwrap();
        assert!(kept.iter().all(|subject| !subject.contains("rossi") && !subject.contains(STRANGER)), "{kept:?}");
    }

    /// What a stranger does counts against the stranger: the user comes in from elsewhere, and from a device that she
    /// used before even behind the stranger's own address.
    fn a_stranger_keeps_nobody_out(store: &TestStore) {
        let node = Node::start(store);
        let mark = node.settled(store, "m.rossi").device.unwrap();
        for _ in 0..12 {
            let _ = node.sign_in("m.rossi", WRONG, STRANGER);
        }
        assert!(waits(&node.sign_in("m.rossi", GOOD, STRANGER).unwrap_err()));
        assert!(node.sign_in("m.rossi", GOOD, "192.0.2.77").is_ok());
        let known = |mark: &str| Peer { device: mark.to_owned(), ..peer(STRANGER) };
        let sign_in = |name: &str, password: &str, from: &Peer| node.runtime.block_on(node.identity.sign_in(name, password, from));
        assert!(sign_in("m.rossi", GOOD, &known(&mark)).is_ok());
        // The mark is no way round: it counts for itself, is good for its user only, and cannot be made up.
        for _ in 0..5 {
            assert_eq!(sign_in("m.rossi", WRONG, &known(&mark)).unwrap_err(), IdentityError::WrongCredentials);
        }
        assert!(waits(&sign_in("m.rossi", GOOD, &known(&mark)).unwrap_err()));
        assert!(waits(&sign_in("m.rossi", GOOD, &known(&format!("{mark}x"))).unwrap_err()));
        node.settled(store, "l.bianchi");
        for _ in 0..5 {
            let _ = sign_in("l.bianchi", WRONG, &known(&mark));
        }
        assert!(waits(&sign_in("l.bianchi", GOOD, &known(&mark)).unwrap_err()));
    }

    /// Many names from one network: the network waits too.
    fn a_network_that_guesses_names_waits(store: &TestStore) {
        let node = Node::start(store);
        let mark = node.settled(store, "m.rossi").device.unwrap();
        for number in 0..60 {
            let refused = node.sign_in(&format!("nome{number}"), WRONG, STRANGER).unwrap_err();
            assert_eq!(refused, IdentityError::WrongCredentials);
        }
        assert!(waits(&node.sign_in("nome60", WRONG, STRANGER).unwrap_err()));
        assert!(node.sign_in("m.rossi", GOOD, "192.0.2.1").is_ok());
        let known = Peer { device: mark, ..peer(STRANGER) };
        assert!(node.runtime.block_on(node.identity.sign_in("m.rossi", GOOD, &known)).is_ok());
    }

    /// A thousand at once: as many as there are places are weighed, the others are told to come again without any work.
    fn a_flood_is_refused_at_once(store: &TestStore) {
        let options = Options { hash_queue: 3, ..Options::default() };
        let node = Node::with(store, options);
        let identity = Arc::new(node.identity);
        let attempts: Vec<_> = (0..1000)
            .map(|number| {
                let identity = Arc::clone(&identity);
                let _guard = node.runtime.enter();
                tokio::spawn(async move {
                    let from = peer(&format!("10.0.{}.{}", number / 250, number % 250));
                    identity.sign_in("m.rossi", WRONG, &from).await.unwrap_err()
                })
            })
            .collect();
        let mut weighed = 0;
        for attempt in attempts {
            match node.runtime.block_on(attempt).unwrap() {
                IdentityError::WrongCredentials => weighed += 1,
                IdentityError::Busy => {}
                other => panic!("{other}"),
            }
        }
        assert_eq!(weighed, identity.hashes_computed());
        assert!((1..=100).contains(&weighed), "{weighed}");
    }

    /// While one network sends what it can, under ever other names, whoever is elsewhere comes in.
    fn one_network_leaves_room_for_the_others(store: &TestStore) {
        let node = Node::start(store);
        node.settled(store, "m.rossi");
        let (told, rightful) = flood(node, |_| STRANGER.to_owned(), peer("192.0.2.77"));
        assert!(rightful.is_ok(), "{rightful:?}");
        assert!(told.iter().any(waits), "{told:?}");
        assert!(told.iter().all(|error| waits(error) || *error == IdentityError::WrongCredentials), "{told:?}");
    }

    /// While all the world sends what it can, whoever has signed in from her device before comes in.
    fn the_whole_world_leaves_room_for_known_devices(store: &TestStore) {
        let node = Node::start(store);
        let device = node.settled(store, "m.rossi").device.unwrap();
        let everywhere = |number: usize| format!("10.0.{}.{}", number / 250, number % 250);
        let (told, rightful) = flood(node, everywhere, Peer { device, ..peer("10.0.0.1") });
        assert!(rightful.is_ok(), "{rightful:?}");
        assert!(told.contains(&IdentityError::Busy), "{told:?}");
    }
}
