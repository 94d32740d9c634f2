//! The directory in memory follows the one in the store.

use std::sync::Arc;

use chrono::Duration;
use diesel::prelude::*;
use hub::access::{Authenticator, Credential, Denied, directory};
use schema::codes::CheckKind;
use schema::tables::{agreement, app_user};
use tests::on_both;

use super::support::{Granted, agree, agreement_row, context, entity_one, signed_in, user};
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
        let mut conn = store.conn();
        let before = version(&mut conn);
        let failed: QueryResult<()> = directory::write(&mut conn, |_| Err(diesel::result::Error::NotFound));
        assert!(failed.is_err());
        assert_eq!(version(&mut conn), before);
        directory::write(&mut conn, |_| QueryResult::Ok(())).unwrap();
        assert_eq!(version(&mut conn), before + 1);
    }
}
