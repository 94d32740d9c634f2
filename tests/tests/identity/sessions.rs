//! How long sessions last, and who ends them.

use chrono::Duration;
use diesel::prelude::*;
use hub::identity::{Actor, IdentityError};
use schema::codes::{Role, SessionStage};
use schema::tables::{SessionRow, session};
use tests::directory::set_enabled;
use tests::on_both;

use super::support::*;
use crate::administration::support::administration;

on_both! {
    fn a_session_ends_without_use_and_in_any_case(store: &TestStore) {
        let node = Node::start(store);
        let entered = node.settled(store, "m.rossi");
        for _ in 0..20 {
            store.clock.advance(Duration::minutes(29));
            assert_eq!(node.stage(&entered.token), Some(SessionStage::Full));
        }
        // Ten hours are over soon, whatever the use.
        store.clock.advance(Duration::minutes(21));
        assert_eq!(node.stage(&entered.token), None);
        let idle = node.sign_in("m.rossi", GOOD, "192.0.2.1").unwrap();
        store.clock.advance(Duration::minutes(30));
        assert_eq!(node.stage(&idle.token), None);
        // Halfway in, there are ten minutes.
        let one_time = node.reset(idle.session.person.id);
        let halfway = node.sign_in("m.rossi", &one_time, "192.0.2.1").unwrap();
        store.clock.advance(Duration::minutes(10));
        assert_eq!(node.choose(&halfway.token, "", GOOD).unwrap_err(), IdentityError::NoSession);
    }

    fn a_token_is_not_in_the_store_and_nothing_else_is_one(store: &TestStore) {
        let node = Node::start(store);
        let entered = node.settled(store, "m.rossi");
        let row: SessionRow = session::table.select(SessionRow::as_select()).first(&mut *store.conn()).unwrap();
        assert!(!format!("{row:?}").contains(&entered.token));
        let mut forged = entered.token.clone();
        forged.replace_range(..1, if forged.starts_with('A') { "B" } else { "A" });
        for wrong in ["", "x", row.hash.as_str(), forged.as_str()] {
            assert_eq!(node.stage(wrong), None, "{wrong}");
        }
        assert!(entered.session.is_own(&entered.session.csrf).is_ok());
        for wrong in ["", "x", entered.token.as_str()] {
            assert_eq!(entered.session.is_own(wrong).unwrap_err(), IdentityError::Forged);
        }
    }

    /// At once where it is done, within three seconds elsewhere.
    fn a_revoked_session_is_over_everywhere(store: &TestStore) {
        let (here, there) = (Node::start(store), Node::start(store));
        let first = here.settled(store, "m.rossi");
        let second = here.sign_in("m.rossi", GOOD, "192.0.2.1").unwrap();
        let id = first.session.person.id;
        for node in [&here, &there] {
            assert!(node.stage(&first.token).is_some() && node.stage(&second.token).is_some());
        }
        let (actor, from) = (Actor::command_line(), peer("192.0.2.1"));
        let one = here.identity.revoke_sessions(&actor, id, Some(first.session.id), &from);
        assert_eq!(here.runtime.block_on(one).unwrap(), 1);
        assert_eq!(here.stage(&first.token), None);
        store.clock.advance(Duration::milliseconds(3_001));
        assert_eq!(there.stage(&first.token), None);
        assert!(there.stage(&second.token).is_some());
        // Signing out is the same, by its own wish.
        there.runtime.block_on(there.identity.sign_out(&second.token, &from)).unwrap();
        assert_eq!(there.stage(&second.token), None);
        assert_eq!(last(store).outcome, "USCITA");
        let none = here.identity.revoke_sessions(&actor, id, Some(second.session.id), &from);
        assert_eq!(here.runtime.block_on(none).unwrap_err(), IdentityError::NotFound);
    }

    fn a_disabled_user_is_out_within_seconds(store: &TestStore) {
        let node = Node::start(store);
        let entered = node.settled(store, "m.rossi");
        assert!(node.stage(&entered.token).is_some());
        set_enabled(&mut store.conn(), "m.rossi", false);
        store.clock.advance(Duration::milliseconds(3_001));
        assert_eq!(node.stage(&entered.token), None);
        // Being disabled by the service ends them: enabled again, none comes back.
        let (admin, _recorder) = administration(store);
        let actor = hub::administration::Actor::command_line("prova");
        for enabled in [false, true] {
            admin.set_user_enabled(&actor, entered.session.person.id, enabled).unwrap();
        }
        let rows: Vec<_> = traced(store).into_iter().rev().take(2).map(|row| (row.outcome, row.workstation)).collect();
        let said = |outcome: &str| (outcome.to_owned(), "riga di comando".to_owned());
        assert_eq!(rows, [said("ABILITATO"), said("DISABILITATO")]);
        assert_eq!(node.stage(&entered.token), None);
    }

    fn a_new_password_ends_the_other_sessions(store: &TestStore) {
        let node = Node::start(store);
        let mine = node.settled(store, "m.rossi");
        let elsewhere = node.sign_in("m.rossi", GOOD, "198.51.100.9").unwrap();
        let new = "un'altra frase lunga";
        assert_eq!(node.choose(&mine.token, "non è questa, no", new).unwrap_err(), IdentityError::WrongCredentials);
        let changed = node.choose(&mine.token, GOOD, new).unwrap();
        assert_eq!(node.stage(&elsewhere.token), None);
        assert_eq!(node.stage(&mine.token), None);
        assert_eq!(node.stage(&changed.token), Some(SessionStage::Full));
        // A reset by another ends them all.
        node.reset(mine.session.person.id);
        assert_eq!(node.stage(&changed.token), None);
    }

    fn one_sees_and_ends_one_s_own_sessions_only(store: &TestStore) {
        let node = Node::start(store);
        let (mine, other) = (node.settled(store, "m.rossi"), node.settled(store, "l.bianchi"));
        let second = node.sign_in("m.rossi", GOOD, "198.51.100.9").unwrap();
        let (listed, present) = node.runtime.block_on(node.identity.own_sessions(&mine.token)).unwrap();
        let mut networks: Vec<_> = listed.iter().map(|info| info.network.as_str()).collect();
        networks.sort_unstable();
        assert_eq!(networks, ["192.0.2.1", "198.51.100.9"]);
        assert_eq!(present, mine.session.id);
        let end = |id: i64| node.runtime.block_on(node.identity.end_own_session(&mine.token, id, &peer("192.0.2.1")));
        assert_eq!(end(other.session.id).unwrap_err(), IdentityError::NotFound);
        assert!(node.stage(&other.token).is_some());
        end(second.session.id).unwrap();
        assert_eq!(node.stage(&second.token), None);
        let others = node.runtime.block_on(node.identity.end_other_sessions(&mine.token, &peer("192.0.2.1")));
        assert_eq!(others.unwrap(), 0);
        assert!(node.stage(&mine.token).is_some());
    }

    fn applications_have_neither_password_nor_sessions(store: &TestStore) {
        let node = Node::start(store);
        let id = user(store, Role::Authorised, "applicazione");
        let (actor, from) = (Actor::command_line(), peer("192.0.2.1"));
        let reset = node.runtime.block_on(node.identity.reset_password(&actor, id, &from));
        assert_eq!(reset.unwrap_err(), IdentityError::Application);
        let nobody = node.runtime.block_on(node.identity.reset_password(&actor, 99, &from));
        assert_eq!(nobody.unwrap_err(), IdentityError::NotFound);
    }
}
