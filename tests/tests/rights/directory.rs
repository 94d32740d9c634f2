//! The directory in memory follows the one in the store.

use std::sync::Arc;

use chrono::Duration;
use diesel::prelude::*;
use hub::access::{Authenticator, Credential, Denied};
use hub::administration::{Actor, EntityInput};
use schema::codes::CheckKind;
use schema::tables::{agreement, app_user};
use tests::{directory, on_both};

use super::support::{Granted, agree, agreement_row, context, entity_one, signed_in, user};
use crate::administration::support::administration;
use crate::checks::support::MODENA;

on_both! {
    fn a_change_is_seen_within_seconds_and_nothing_is_read_without_one(store: &TestStore) {
        entity_one(store);
        agree(store, &agreement_row(1, MODENA), &[(CheckKind::Residence, "*")]);
        user(store, 1, &Granted { kinds: vec![(CheckKind::Residence, "*")], comuni: None });
        let node = Authenticator::start(store.register.clone(), store.clock.clone()).unwrap();
        let first = signed_in(&node, 1);
        assert!(first.for_check(&context()).is_ok());
        store.clock.advance(Duration::seconds(10));
        assert!(Arc::ptr_eq(first.directory(), signed_in(&node, 1).directory()));
        directory::write(&mut store.conn(), |conn| {
            diesel::update(agreement::table.find(1)).set(agreement::suspended.eq(true)).execute(conn)
        })
        .unwrap();
        store.clock.advance(Duration::seconds(4));
        let later = signed_in(&node, 1);
        assert_eq!(later.for_check(&context()).unwrap_err(), Denied::AgreementTime);
        directory::write(&mut store.conn(), |conn| {
            diesel::update(app_user::table.find(1)).set(app_user::enabled.eq(false)).execute(conn)
        })
        .unwrap();
        store.clock.advance(Duration::seconds(4));
        let refused = node.user(1, Credential::Session { id: 1 });
        assert_eq!(refused.unwrap_err(), Denied::UserDisabled);
    }

    fn a_change_that_fails_is_not_announced(store: &TestStore) {
        use schema::tables::directory_version;
        let version = |conn: &mut schema::db::Db| -> i64 {
            directory_version::table.select(directory_version::version).first(conn).unwrap()
        };
        let (admin, _recorder) = administration(store);
        let clerk = Actor::command_line("prova");
        let mut input = EntityInput { kind: "AGENZIA".to_owned(), ..EntityInput::default() };
        let before = version(&mut store.conn());
        assert!(admin.create_entity(&clerk, &input).is_err());
        assert_eq!(version(&mut store.conn()), before);
        input.name = "INPS".to_owned();
        admin.create_entity(&clerk, &input).unwrap();
        assert_eq!(version(&mut store.conn()), before + 1);
    }
}
