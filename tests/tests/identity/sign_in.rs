//! Names and passwords.

use chrono::Duration;
use diesel::prelude::*;
use hub::identity::{IdentityError, PasswordFault};
use schema::codes::{Role, SessionStage};
use schema::db::Db;
use schema::tables::{session, user_credential};
use tests::directory::set_enabled;
use tests::on_both;

use super::support::*;

on_both! {
    /// PostgreSQL would not even look for it: it is told, and recorded, like any unknown name.
    fn a_name_that_cannot_be_is_an_unknown_one(store: &TestStore) {
        let node = Node::start(store);
        assert_eq!(node.sign_in("m.rossi\0", GOOD, "192.0.2.1").unwrap_err(), IdentityError::WrongCredentials);
        assert_eq!(last(store).outcome, "UTENTE_SCONOSCIUTO");
    }

    fn the_first_access_asks_for_a_password_of_one_s_own(store: &TestStore) {
        let node = Node::start(store);
        let id = user(store, Role::Standard, "m.rossi");
        let one_time = node.reset(id);
        let first = node.sign_in(" M.Rossi ", &one_time, "192.0.2.1").unwrap();
        assert_eq!(first.session.stage, SessionStage::Password);
        assert!(first.device.is_none() && first.session.full().is_err());
        for (new, fault) in [
            ("corta", PasswordFault::TooShort),
            ("ciao sono M.Rossi", PasswordFault::UserName),
            (one_time.as_str(), PasswordFault::Same),
        ] {
            assert_eq!(node.choose(&first.token, "", new).unwrap_err(), fault.into());
        }
        let chosen = node.choose(&first.token, "", GOOD).unwrap();
        assert_eq!(chosen.session.stage, SessionStage::Full);
        assert!(chosen.device.is_some());
        // The token of the stage before is worth nothing, and neither is the one-time password.
        assert_ne!(chosen.token, first.token);
        assert_ne!(chosen.session.csrf, first.session.csrf);
        assert_eq!(node.stage(&first.token), None);
        assert_eq!(node.sign_in("m.rossi", &one_time, "192.0.2.1").unwrap_err(), IdentityError::WrongCredentials);
        let again = node.sign_in("m.rossi", GOOD, "192.0.2.1").unwrap();
        assert_eq!(again.session.stage, SessionStage::Full);
        assert_eq!(again.session.person.full_name(), "Maria Rossi");
        // Nothing of it is kept in the clear.
        let stored: String = user_credential::table.find(id).select(user_credential::password).first(&mut *store.conn()).unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        let acts: Vec<_> = traced(store).into_iter().map(|row| format!("{} {} {} {}", row.act, row.user_id == id, row.fields, row.outcome)).collect();
        assert_eq!(acts, [
            "AMMINISTRAZIONE false password FATTO",
            "ACCESSO true  PROSEGUE:PASSWORD",
            "AMMINISTRAZIONE true password FATTO",
            "ACCESSO true  PASSWORD_ERRATA",
            "ACCESSO true  RIUSCITO",
        ]);
    }

    /// Whether a name exists can be told neither from the answer nor from the work done for it, and what was typed is
    /// not kept.
    fn an_unknown_user_costs_what_a_wrong_password_costs(store: &TestStore) {
        let node = Node::start(store);
        node.settled(store, "m.rossi");
        user(store, Role::Authorised, "applicazione");
        user(store, Role::Standard, "senza.password");
        for name in ["m.rossi", "nessuno", "applicazione", "senza.password", ""] {
            let before = node.identity.hashes_computed();
            let refused = node.sign_in(name, "non è questa, no", "192.0.2.1").unwrap_err();
            assert_eq!(refused, IdentityError::WrongCredentials, "{name}");
            assert_eq!(node.identity.hashes_computed() - before, 1, "{name}");
            let row = last(store);
            assert_eq!(row.subject, if name == "m.rossi" { name } else { "" });
            assert_eq!(row.user_id > 0, name == "m.rossi");
        }
        assert!(!format!("{:?}", traced(store)).contains("nessuno"));
    }

    /// Without keys of the seal public security does not work. Who guesses at its passwords is told what is told of any
    /// other, and the trace does not say who it was.
    fn public_security_does_not_come_in_where_nothing_can_be_sealed(store: &TestStore) {
        let node = Node::start(store);
        let id = user(store, Role::StandardPs, "p.bruni");
        let one_time = node.reset(id);
        for (password, refused) in [(GOOD, IdentityError::WrongCredentials), (one_time.as_str(), IdentityError::Unsealed)] {
            assert_eq!(node.sign_in("p.bruni", password, "192.0.2.1").unwrap_err(), refused);
            let row = last(store);
            assert_eq!((row.act.as_str(), row.service.as_str(), row.outcome.as_str()), ("RIFIUTO", "SIGILLI", "ERRORE:SENZA_CHIAVI"));
            assert_eq!((row.user_id, row.subject.as_str(), row.workstation.as_str(), row.request_id.as_str()), (0, "", "", ""));
        }
        // Nothing was opened, and failures count as anybody's.
        let sessions: i64 = session::table.count().get_result(&mut *store.conn()).unwrap();
        assert_eq!(sessions, 0);
        let guess = |name: &str| (0..6).map(|_| node.sign_in(name, GOOD, "198.51.100.7").unwrap_err()).collect::<Vec<_>>();
        assert_eq!(guess("p.bruni"), guess("nessuno"));
    }

    fn who_knows_the_password_is_told_why_it_does_not_help(store: &TestStore) {
        let node = Node::start(store);
        let id = user(store, Role::Standard, "m.rossi");
        let one_time = node.reset(id);
        set_enabled(&mut store.conn(), "m.rossi", false);
        assert_eq!(node.sign_in("m.rossi", &one_time, "192.0.2.1").unwrap_err(), IdentityError::Disabled);
        assert_eq!(last(store).outcome, "UTENTE_NON_ABILITATO");
        set_enabled(&mut store.conn(), "m.rossi", true);
        store.clock.advance(Duration::hours(72));
        assert_eq!(node.sign_in("m.rossi", &one_time, "192.0.2.1").unwrap_err(), IdentityError::OneTimeExpired);
        // A new one is good, and takes nothing but the password's place.
        assert!(node.sign_in("m.rossi", &node.reset(id), "192.0.2.1").is_ok());
    }

    fn a_hash_of_another_cost_is_made_again(store: &TestStore) {
        let node = Node::start(store);
        let id = node.settled(store, "m.rossi").session.person.id;
        let weak = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
        let stored = |conn: &mut Db| -> String {
            user_credential::table.find(id).select(user_credential::password).first(conn).unwrap()
        };
        diesel::update(user_credential::table.find(id)).set(user_credential::password.eq(weak)).execute(&mut *store.conn()).unwrap();
        assert!(node.sign_in("m.rossi", "passwore", "192.0.2.1").is_err());
        assert_eq!(stored(&mut store.conn()), weak);
        assert!(node.sign_in("m.rossi", "password", "192.0.2.1").is_ok());
        assert!(stored(&mut store.conn()).contains("m=19456,t=2,p=1"));
        assert!(node.sign_in("m.rossi", "password", "192.0.2.1").is_ok());
    }

    /// Without a trace nobody comes in.
    fn without_a_trace_no_session(store: &TestStore) {
        let node = Node::start(store);
        node.settled(store, "m.rossi");
        diesel::sql_query("ALTER TABLE audit RENAME TO audit_away").execute(&mut *store.trace_conn()).unwrap();
        assert_eq!(node.sign_in("m.rossi", GOOD, "192.0.2.1").unwrap_err(), IdentityError::Unavailable);
        diesel::sql_query("ALTER TABLE audit_away RENAME TO audit").execute(&mut *store.trace_conn()).unwrap();
        assert!(node.sign_in("m.rossi", GOOD, "192.0.2.1").is_ok());
    }
}
