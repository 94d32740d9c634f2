//! Codes that change with time, and those that stand in for them.

use chrono::Duration;
use diesel::prelude::*;
use hub::identity::{Actor, IdentityError, Options, totp};
use schema::codes::{Role, SessionStage};
use schema::tables::user_credential;
use tests::{TestStore, on_both};

use super::support::*;

/// An operator who has set up a device: name, secret of the device, recovery codes.
fn operator(store: &TestStore, node: &Node) -> (i64, Vec<u8>, Vec<String>) {
    let id = user(store, Role::Operator, "g.verdi");
    let one_time = node.reset(id);
    let entered = node.sign_in("g.verdi", &one_time, "192.0.2.1").unwrap();
    let entered = node.choose(&entered.token, "", GOOD).unwrap();
    assert_eq!(entered.session.stage, SessionStage::Enrolment);
    let (secret, recovery, entered) = node.enrol(&entered.token, "");
    assert_eq!(entered.session.stage, SessionStage::Full);
    (id, secret, recovery)
}

on_both! {
    fn a_role_that_must_gives_a_code_at_every_sign_in(store: &TestStore) {
        let node = Node::start(store);
        let (id, secret, _) = operator(store, &node);
        let halfway = node.sign_in("g.verdi", GOOD, "192.0.2.1").unwrap();
        assert_eq!(halfway.session.stage, SessionStage::Code);
        assert!(halfway.session.full().is_err());
        let full = node.give(&halfway.token, &node.code(&secret)).unwrap();
        assert_eq!(full.session.stage, SessionStage::Full);
        assert_eq!(node.stage(&halfway.token), None);
        assert_eq!(last(store).outcome, "RIUSCITO");
        // The secret is not in the store.
        let stored: String = user_credential::table.find(id).select(user_credential::totp_secret).first(&mut *store.conn()).unwrap();
        assert!(!stored.contains(&totp::base32(&secret)) && !stored.is_empty());
        // The role does not let it go.
        let refused = node.runtime.block_on(node.identity.remove_codes(&full.token, GOOD, &peer("192.0.2.1")));
        assert_eq!(refused.unwrap_err(), IdentityError::CodeRequired);
    }

    /// For demonstrations: nobody must have a device, and whoever has one must still use it.
    fn where_codes_are_optional_only_who_has_a_device_gives_them(store: &TestStore) {
        let node = Node::with(store, Options { codes_optional: true, ..Options::default() });
        let one_time = node.reset(user(store, Role::Operator, "g.verdi"));
        let first = node.sign_in("g.verdi", &one_time, "192.0.2.1").unwrap();
        assert_eq!(first.session.stage, SessionStage::Password);
        let entered = node.choose(&first.token, "", GOOD).unwrap();
        assert_eq!(entered.session.stage, SessionStage::Full);
        let again = node.sign_in("g.verdi", GOOD, "192.0.2.1").unwrap();
        assert_eq!(again.session.stage, SessionStage::Full);

        let (secret, ..) = node.enrol(&again.token, GOOD);
        let halfway = node.sign_in("g.verdi", GOOD, "192.0.2.1").unwrap();
        assert_eq!(halfway.session.stage, SessionStage::Code);
        let full = node.give(&halfway.token, &node.code(&secret)).unwrap();
        assert_eq!(full.session.stage, SessionStage::Full);

        // Where they are not, the same account is stopped on its way.
        node.runtime.block_on(node.identity.remove_codes(&full.token, GOOD, &peer("192.0.2.1"))).unwrap();
        let strict = Node::start(store).sign_in("g.verdi", GOOD, "192.0.2.1").unwrap();
        assert_eq!(strict.session.stage, SessionStage::Enrolment);
    }

    fn a_code_is_taken_once_on_whichever_node(store: &TestStore) {
        let (here, there) = (Node::start(store), Node::start(store));
        let (_, secret, _) = operator(store, &here);
        let first = here.sign_in("g.verdi", GOOD, "192.0.2.1").unwrap();
        let second = there.sign_in("g.verdi", GOOD, "192.0.2.1").unwrap();
        let code = here.code(&secret);
        assert!(here.give(&first.token, &code).is_ok());
        assert_eq!(there.give(&second.token, &code).unwrap_err(), IdentityError::WrongCode);
        assert!(there.give(&second.token, &here.code(&secret)).is_ok());
    }

    fn a_recovery_code_is_good_once(store: &TestStore) {
        let node = Node::start(store);
        let (_, _, recovery) = operator(store, &node);
        assert_eq!(recovery.len(), 10);
        let first = node.sign_in("g.verdi", GOOD, "192.0.2.1").unwrap();
        let full = node.give(&first.token, &recovery[0].to_lowercase()).unwrap();
        assert_eq!(node.runtime.block_on(node.identity.own_codes(&full.token)).unwrap(), (true, 9));
        let second = node.sign_in("g.verdi", GOOD, "192.0.2.1").unwrap();
        assert_eq!(node.give(&second.token, &recovery[0]).unwrap_err(), IdentityError::WrongCode);
        // New ones make the old ones void.
        let renewed = node.runtime.block_on(node.identity.renew_recovery_codes(&full.token, GOOD, &peer("192.0.2.1"))).unwrap();
        assert_eq!(node.give(&second.token, &recovery[1]).unwrap_err(), IdentityError::WrongCode);
        assert!(node.give(&second.token, &renewed[0]).is_ok());
    }

    /// Whoever has the password and guesses at codes begins again after five, and is slowed down wherever from.
    fn guessing_at_codes_ends(store: &TestStore) {
        let node = Node::start(store);
        let (_, secret, _) = operator(store, &node);
        let mut refused = Vec::new();
        for address in ["192.0.2.1", "192.0.2.2", "192.0.2.3"] {
            let halfway = node.sign_in("g.verdi", GOOD, address).unwrap();
            for _ in 0..5 {
                refused.push(node.give(&halfway.token, "000000").unwrap_err());
            }
            assert!(refused.len() > 5 || node.stage(&halfway.token).is_none(), "the session is over");
        }
        let wrong = refused.iter().filter(|error| **error == IdentityError::WrongCode).count();
        assert_eq!(wrong, 8, "{refused:?}");
        store.clock.advance(Duration::minutes(16));
        let halfway = node.sign_in("g.verdi", GOOD, "192.0.2.1").unwrap();
        assert!(node.give(&halfway.token, &node.code(&secret)).is_ok());
    }

    /// Losing the password does not open the codes: a reset leaves them, and a new password is chosen only after one.
    fn a_reset_password_does_not_stand_in_for_the_code(store: &TestStore) {
        let node = Node::start(store);
        let (id, secret, _) = operator(store, &node);
        let one_time = node.reset(id);
        let halfway = node.sign_in("g.verdi", &one_time, "192.0.2.1").unwrap();
        assert_eq!(halfway.session.stage, SessionStage::Code);
        assert_eq!(node.choose(&halfway.token, "", GOOD).unwrap_err(), IdentityError::Stage(SessionStage::Code));
        let next = node.give(&halfway.token, &node.code(&secret)).unwrap();
        assert_eq!(next.session.stage, SessionStage::Password);
        // Taken away by who may, the device is set up anew at the next sign-in.
        let (actor, from) = (Actor::command_line(), peer("192.0.2.1"));
        node.runtime.block_on(node.identity.reset_codes(&actor, id, &from)).unwrap();
        assert_eq!(node.stage(&next.token), None);
        let again = node.sign_in("g.verdi", &one_time, "192.0.2.1").unwrap();
        let again = node.choose(&again.token, "", "un'altra frase lunga").unwrap();
        assert_eq!(again.session.stage, SessionStage::Enrolment);
    }

    fn an_enrolment_is_its_session_s_alone_and_ends(store: &TestStore) {
        let node = Node::start(store);
        let (mine, other) = (node.settled(store, "m.rossi"), node.settled(store, "l.bianchi"));
        let from = peer("192.0.2.1");
        let begin = |password: &str| node.runtime.block_on(node.identity.begin_enrolment(&mine.token, password, &from));
        assert_eq!(begin("non è questa, no").unwrap_err(), IdentityError::WrongCredentials);
        let enrolment = begin(GOOD).unwrap();
        let confirm = |token: &str| {
            let code = node.code(&unbase32(&enrolment.secret));
            node.runtime.block_on(node.identity.confirm_enrolment(token, &enrolment.sealed, &code, &from))
        };
        assert_eq!(confirm(&other.token).unwrap_err(), IdentityError::Enrolment);
        // Until it is confirmed nothing has changed.
        assert_eq!(node.sign_in("m.rossi", GOOD, "192.0.2.1").unwrap().session.stage, SessionStage::Full);
        store.clock.advance(Duration::minutes(15));
        assert_eq!(confirm(&mine.token).unwrap_err(), IdentityError::Enrolment);
        let (secret, _, full) = node.enrol(&mine.token, GOOD);
        let halfway = node.sign_in("m.rossi", GOOD, "192.0.2.1").unwrap();
        assert_eq!(halfway.session.stage, SessionStage::Code);
        assert!(node.give(&halfway.token, &node.code(&secret)).is_ok());
        // Where the role leaves the choice it can be taken back, with the password.
        let remove = |password: &str| node.runtime.block_on(node.identity.remove_codes(&full.token, password, &from));
        assert_eq!(remove("non è questa, no").unwrap_err(), IdentityError::WrongCredentials);
        remove(GOOD).unwrap();
        assert_eq!(node.sign_in("m.rossi", GOOD, "192.0.2.1").unwrap().session.stage, SessionStage::Full);
    }
}
