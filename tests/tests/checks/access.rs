//! Keys: issued once, recognised, withdrawn; a refusal names the right that was missing.

use std::sync::Arc;
use std::time::Instant;

use chrono::Duration;
use diesel::prelude::*;
use hub::access::{Authenticator, Denied, EntityKind, Service, list_keys};
use hub::administration::{AdminError, ApplicationSpec};
use schema::clock::Clock;
use schema::codes::CheckKind;
use schema::tables::{ApiKeyRow, api_key};
use tests::directory::{Registrar, entity};
use tests::process::{PATIENCE, eventually};
use tests::store::POOL_SIZE;
use tests::{TestStore, on_both};

use super::support::*;

/// How long a pool makes its callers wait for a connection.
const POOL_PATIENCE: std::time::Duration = std::time::Duration::from_secs(10);

fn authenticator(store: &TestStore) -> Arc<Authenticator> {
    Arc::new(
        Authenticator::start(store.register.clone(), store.clock.clone())
            .expect("an authenticator"),
    )
}

on_both! {
    fn a_key_is_recognised_whole_and_stored_only_as_a_digest(store: &TestStore) {
        let text = key(store, None, &[CheckKind::Residence]);
        let keys = authenticator(store);
        assert!(keys.authenticate(&text).is_ok());
        let mut wrong = text.clone();
        wrong.replace_range(text.len() - 1.., if text.ends_with('0') { "1" } else { "0" });
        assert_eq!(keys.authenticate(&wrong).unwrap_err(), Denied::UnknownKey);
        assert_eq!(keys.authenticate("ah_000000000000_00").unwrap_err(), Denied::UnknownKey);
        for text in ["", "ah_", "ah__", "ah_0", "Bearer", &"ah_0_".repeat(200)] {
            assert_eq!(keys.authenticate(text).unwrap_err(), Denied::NoKey, "{text}");
        }
        let stored: ApiKeyRow = api_key::table
            .select(ApiKeyRow::as_select())
            .first(&mut store.conn())
            .unwrap();
        let secret = text.rsplit('_').next().unwrap();
        assert!(!format!("{stored:?}").contains(secret));
    }

    fn a_key_ends_by_time_and_by_withdrawal(store: &TestStore) {
        let (first, second) = (key(store, None, &[]), key(store, None, &[]));
        let keys = authenticator(store);
        assert!(keys.authenticate(&first).is_ok());
        let prefix = first.split('_').nth(1).unwrap();
        let registrar = Registrar::of(store);
        assert!(registrar.revoke(prefix));
        assert!(!registrar.revoke(prefix));
        // The snapshot is a few seconds old at most.
        store.clock.advance(Duration::seconds(4));
        assert_eq!(keys.authenticate(&first).unwrap_err(), Denied::Revoked);
        assert!(keys.authenticate(&second).is_ok());
        store.clock.advance(Duration::days(366));
        assert_eq!(keys.authenticate(&second).unwrap_err(), Denied::Expired);
        let listed = list_keys(&mut store.conn()).unwrap();
        assert_eq!(listed.len(), 2);
        assert!(listed[0].revoked_at.is_some() && listed[1].revoked_at.is_none());
    }

    /// With the store away nobody who is known waits long, and those who are not are told to come again; once it is
    /// back, what has happened meanwhile is known.
    fn keys_once_read_stay_good_while_the_store_is_away(store: &TestStore) {
        let (text, revoked) = (key(store, None, &[]), key(store, None, &[]));
        let keys = authenticator(store);
        assert!(keys.authenticate(&text).is_ok());
        let prefix = revoked.split('_').nth(1).unwrap();
        assert!(Registrar::of(store).revoke(prefix));
        store.clock.advance(Duration::seconds(10));
        let away: Vec<_> = (0..POOL_SIZE).map(|_| store.conn()).collect();
        let begun = Instant::now();
        std::thread::scope(|scope| {
            for _ in 0..20 {
                scope.spawn(|| assert!(keys.authenticate(&text).is_ok()));
            }
        });
        let unknown = keys.authenticate("ah_000000000000_00");
        assert_eq!(unknown.unwrap_err(), Denied::Unavailable);
        // One reading waits for a connection, for less than the pool would make each of them wait.
        assert!(begun.elapsed() < POOL_PATIENCE, "{:?}", begun.elapsed());
        drop(away);
        // Tried again beside the answers, until it is there.
        assert!(eventually(PATIENCE, || {
            store.clock.advance(Duration::seconds(4));
            keys.authenticate(&revoked).err() == Some(Denied::Revoked)
        }));
        assert!(keys.authenticate(&text).is_ok());
    }

    fn a_key_issued_while_the_node_runs_is_found_at_once(store: &TestStore) {
        let keys = authenticator(store);
        let first = key(store, None, &[]);
        assert!(keys.authenticate(&first).is_ok());
        let second = key(store, None, &[]);
        store.clock.advance(Duration::milliseconds(300));
        assert!(keys.authenticate(&second).is_ok());
    }

    fn a_refusal_names_what_was_missing(store: &TestStore) {
        let text = key(store, Some(&[MODENA]), &[CheckKind::Residence]);
        let caller = authenticator(store).authenticate(&text).unwrap();
        let alive = by_cf("X", hub::check::Declaration::Alive);
        let refused = caller.for_check(&context()).unwrap().plan(&alive).unwrap_err();
        assert_eq!(refused, Denied::Kind(CheckKind::Alive.into()));
        assert_eq!(refused.to_string(), "Le verifiche di tipo «Esistenza in vita» non sono concesse.");
        assert_eq!(
            caller.for_supply(MODENA, &context()).unwrap_err(),
            Denied::Service(Service::Supply)
        );
        let registrar = Registrar::of(store);
        let mut spec = ApplicationSpec {
            entity_id: entity(&mut store.conn(), "Comune di Modena", EntityKind::Comune, MODENA),
            kinds: Vec::new(),
            services: Vec::new(),
            may_supply: true,
            comuni: Some(vec![MODENA.to_owned(), MODENA.to_owned()]),
            expires_at: (store.clock.now() + Duration::days(1)).naive_utc(),
        };
        let text = registrar.key(&spec).unwrap().text;
        let caller = authenticator(store).authenticate(&text).unwrap();
        assert!(caller.for_supply(MODENA, &context()).is_ok());
        assert_eq!(caller.for_supply(CARPI, &context()).unwrap_err(), Denied::Comune(CARPI.to_owned()));
        assert_eq!(caller.for_massive(&context()).unwrap_err(), Denied::Service(Service::MassiveCheck));
        spec.entity_id = 99;
        assert!(matches!(registrar.key(&spec), Err(AdminError::NotFound)));
    }
}
