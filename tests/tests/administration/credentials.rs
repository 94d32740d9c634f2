//! Rights over others' credentials: asked with the change itself, so that what was taken away meanwhile opens nothing.

use std::sync::{Arc, Mutex};

use chrono::Duration;
use diesel::prelude::*;
use hub::identity::oauth::{KeyError, NewKey};
use hub::identity::{Actor, Identity, IdentityError, Options, Peer, Secrets};
use schema::clock::{Clock, Entropy};
use schema::codes::Role;
use schema::tables::{app_user, oauth_key, user_credential};
use tests::directory::{self, set_enabled};
use tests::{TestStore, on_both};

use super::support::*;
use crate::identity::signer::{Kind, Signer};

/// Chance at whose first use something else happens: a password is drawn after the right was asked for, and before
/// anything is written.
struct Meanwhile {
    chance: Arc<dyn Entropy>,
    happens: Mutex<Option<Box<dyn FnOnce() + Send>>>,
}

impl Entropy for Meanwhile {
    fn fill(&self, buffer: &mut [u8]) -> std::io::Result<()> {
        let happens = self.happens.lock().unwrap().take();
        if let Some(happens) = happens {
            happens();
        }
        self.chance.fill(buffer)
    }
}

fn identity(store: &TestStore, world: &World, entropy: Arc<dyn Entropy>) -> Identity {
    Identity::start(
        store.register.clone(),
        Arc::clone(&world.recorder),
        store.clock.clone(),
        entropy,
        Secrets::of(&[[1; 32]]).unwrap(),
        Options::default(),
    )
    .unwrap()
}

fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(work)
}

fn becomes(store: &TestStore, user_id: i64, role: Role) {
    directory::write::<_, diesel::result::Error>(&mut store.conn(), |conn| {
        diesel::update(app_user::table.find(user_id))
            .set(app_user::role.eq(role.code()))
            .execute(conn)
    })
    .unwrap();
}

fn stands_in(store: &TestStore, user_id: i64, office_id: i64) {
    directory::write::<_, diesel::result::Error>(&mut store.conn(), |conn| {
        diesel::update(app_user::table.find(user_id))
            .set(app_user::office_id.eq(office_id))
            .execute(conn)
    })
    .unwrap();
}

fn credentials(store: &TestStore) -> i64 {
    user_credential::table
        .count()
        .get_result(&mut store.conn())
        .unwrap()
}

/// The last act: kind, subject and outcome.
fn last(store: &TestStore) -> (String, String, String) {
    let row = trace(store).pop().unwrap();
    (row.act, row.subject, row.outcome)
}

on_both! {
    fn who_is_disabled_while_a_password_is_drawn_has_reset_none(store: &TestStore) {
        let world = World::new(store);
        let register = store.register.clone();
        let entropy = Arc::new(Meanwhile {
            chance: store.entropy.clone(),
            happens: Mutex::new(Some(Box::new(move || set_enabled(&mut register.get().unwrap(), "admin.modena", false)))),
        });
        let identity = identity(store, &world, entropy);
        let (user_id, peer) = (world.standard_modena.user_id, Peer::local("richiesta"));
        let actor = Actor::from(&world.admin_modena);
        let refused = wait(identity.reset_password(&actor, user_id, &peer)).unwrap_err();
        assert_eq!(refused.code(), "UTENTE_NON_ABILITATO");
        assert_eq!(credentials(store), 0);
        assert_eq!(last(store), ("RIFIUTO".to_owned(), format!("utente:{user_id}"), "UTENTE_NON_ABILITATO".to_owned()));
        // With the right it is done, and on record.
        set_enabled(&mut store.conn(), "admin.modena", true);
        wait(identity.reset_password(&actor, user_id, &peer)).unwrap();
        assert_eq!(credentials(store), 1);
        assert_eq!(last(store).0, "AMMINISTRAZIONE");
    }

    /// Who acts, and whom it concerns, are read anew with every change.
    fn a_right_taken_away_since_the_request_came_opens_nothing(store: &TestStore) {
        let world = World::new(store);
        let identity = identity(store, &world, store.entropy.clone());
        let (user_id, peer) = (world.standard_modena.user_id, Peer::local("richiesta"));
        let (admin, actor) = (world.admin_modena.user_id, Actor::from(&world.admin_modena));
        let acts = || {
            [
                wait(identity.reset_password(&actor, user_id, &peer)).map(drop),
                wait(identity.reset_codes(&actor, user_id, &peer)),
                wait(identity.revoke_sessions(&actor, user_id, None, &peer)).map(drop),
            ]
        };
        becomes(store, admin, Role::Standard);
        for outcome in acts() {
            assert_eq!(outcome.unwrap_err().code(), "FUNZIONE_NON_CONCESSA");
            assert_eq!(last(store).2, "FUNZIONE_NON_CONCESSA");
        }
        becomes(store, admin, Role::Admin);
        stands_in(store, user_id, world.ausl_carpi);
        for outcome in acts() {
            assert_eq!(outcome.unwrap_err(), IdentityError::NotFound);
            assert_eq!(last(store), ("RIFIUTO".to_owned(), format!("utente:{user_id}"), "NON_TROVATO".to_owned()));
        }
        assert_eq!(credentials(store), 0);
        stands_in(store, user_id, world.ausl_modena);
        for outcome in acts() {
            outcome.unwrap();
        }
    }

    fn keys_of_an_application_are_changed_by_whoever_may_then(store: &TestStore) {
        let world = World::new(store);
        let input = hub::administration::UserInput {
            office_id: world.ausl_modena,
            role: "AUTORIZZATO".to_owned(),
            username: "app.prova".to_owned(),
            data: hub::administration::UserEdit { name: String::new(), codice_fiscale: String::new(), ..person("Sportello") },
        };
        world.admin.create_user(&world.admin_modena, &input).unwrap();
        let identity = identity(store, &world, store.entropy.clone());
        let (admin, actor) = (world.admin_modena.user_id, Actor::from(&world.admin_modena));
        let (now, peer) = (store.clock.now(), Peer::local("richiesta"));
        let new = NewKey {
            client: "app.prova".to_owned(),
            jwk: Signer::new(Kind::Ed25519).jwk().to_string(),
            kid: Some("uno".to_owned()),
            valid_from: now.naive_utc(),
            valid_to: (now + Duration::days(30)).naive_utc(),
            created_by: admin,
        };
        let keys = || oauth_key::table.filter(oauth_key::revoked_at.is_null()).count().get_result::<i64>(&mut store.conn()).unwrap();
        becomes(store, admin, Role::Standard);
        let refused = wait(identity.register_key(&actor, new.clone(), &peer)).unwrap_err();
        assert!(matches!(refused, KeyError::Identity(IdentityError::Refused { .. })), "{refused}");
        assert_eq!((keys(), last(store).0), (0, "RIFIUTO".to_owned()));
        becomes(store, admin, Role::Admin);
        wait(identity.register_key(&actor, new, &peer)).unwrap();
        becomes(store, admin, Role::Standard);
        let refused = wait(identity.withdraw_key(&actor, "app.prova", "uno", &peer)).unwrap_err();
        assert_eq!((keys(), refused.code()), (1, "FUNZIONE_NON_CONCESSA"));
        becomes(store, admin, Role::Admin);
        assert_eq!(wait(identity.withdraw_key(&actor, "app.prova", "uno", &peer)), Ok(true));
        assert_eq!(keys(), 0);
    }

    /// The same of the rest of the directory.
    fn who_is_no_longer_what_it_was_changes_nothing(store: &TestStore) {
        let world = World::new(store);
        let user_id = world.standard_modena.user_id;
        let disable = || told(world.admin.set_user_enabled(&world.admin_modena, user_id, false));
        set_enabled(&mut store.conn(), "admin.modena", false);
        assert_eq!(disable(), "UTENTE_NON_ABILITATO");
        set_enabled(&mut store.conn(), "admin.modena", true);
        becomes(store, world.admin_modena.user_id, Role::Standard);
        assert_eq!(disable(), "DIRITTI_CAMBIATI");
        assert_eq!(last(store), ("RIFIUTO".to_owned(), format!("utente:{user_id}"), "DIRITTI_CAMBIATI".to_owned()));
        becomes(store, world.admin_modena.user_id, Role::Admin);
        assert_eq!(disable(), "sì");
    }
}
