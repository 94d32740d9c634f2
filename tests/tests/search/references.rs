//! A reference to a person found: for whom it is good, and how long.

use chrono::Duration;
use hub::access::{Access, Authenticator, Context, Credential};
use hub::identity::Secrets;
use hub::search::{REFERENCE_LIFE, ReferenceRefusal, References};
use schema::clock::SeededEntropy;
use std::sync::Arc;
use tests::TestStore;
use tests::store::TODAY;

use super::support::*;

fn references(store: &TestStore, masters: &[[u8; 32]]) -> References {
    References::new(
        Secrets::of(masters).expect("secrets"),
        store.clock.clone(),
        Arc::new(SeededEntropy::new(7)),
    )
}

fn access(store: &TestStore, user: i64, credential: Credential) -> Access {
    Authenticator::start(store.register.clone(), store.clock.clone())
        .expect("an authenticator")
        .user(user, credential)
        .expect("a user")
        .for_search(&Context::new(TODAY, "richiesta"))
        .expect("granted")
}

#[test]
fn a_reference_is_its_holders_alone() {
    let store = TestStore::sqlite();
    user(&store, 1, EVERYBODY);
    user(&store, 2, EVERYBODY);
    let references = references(&store, &[[1; 32]]);
    let session = |user, id| access(&store, user, Credential::Session { id });
    let own = session(1, 5);
    let made = references.make(&own, [41, 42, 42]).unwrap();
    let opened: Vec<_> = made.iter().map(|one| references.open(&own, one)).collect();
    assert_eq!(opened, [Ok(41), Ok(42), Ok(42)]);
    // The same person twice does not look the same.
    assert_ne!(made[1], made[2]);
    let others = [
        session(1, 6),
        session(2, 5),
        access(&store, 1, Credential::Key(5)),
        access(
            &store,
            1,
            Credential::Deferred {
                key_id: 0,
                purpose: "Istruttoria".to_owned(),
            },
        ),
    ];
    for other in &others {
        assert_eq!(
            references.open(other, &made[0]),
            Err(ReferenceRefusal::Unknown)
        );
    }
}

#[test]
fn a_reference_ends_and_outlives_neither_its_secret_nor_a_change() {
    let store = TestStore::sqlite();
    user(&store, 1, EVERYBODY);
    let own = access(&store, 1, Credential::Session { id: 5 });
    let old = references(&store, &[[1; 32]]);
    let made = old.make(&own, [41]).unwrap().remove(0);
    // Rotated secrets still open it, others do not.
    let rotated = references(&store, &[[2; 32], [1; 32]]);
    assert_eq!(rotated.open(&own, &made), Ok(41));
    let others = references(&store, &[[2; 32]]);
    assert_eq!(others.open(&own, &made), Err(ReferenceRefusal::Unknown));
    for at in 0..made.len() {
        let other = if made.as_bytes()[at] == b'A' {
            "B"
        } else {
            "A"
        };
        let mut changed = made.clone();
        changed.replace_range(at..=at, other);
        assert_eq!(old.open(&own, &changed), Err(ReferenceRefusal::Unknown));
    }
    for none in ["", "x", "41", &made[1..], &made.repeat(1000), "àèìòù"] {
        assert_eq!(old.open(&own, none), Err(ReferenceRefusal::Unknown));
    }
    store.clock.advance(Duration::seconds(REFERENCE_LIFE - 1));
    assert_eq!(old.open(&own, &made), Ok(41));
    store.clock.advance(Duration::seconds(1));
    let expired = old.open(&own, &made).unwrap_err();
    assert_eq!(
        (expired, expired.code()),
        (ReferenceRefusal::Expired, "RIFERIMENTO_SCADUTO")
    );
}
