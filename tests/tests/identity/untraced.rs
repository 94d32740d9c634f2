//! No act without its record: what cannot be traced does not come about.

use chrono::Duration;
use diesel::prelude::*;
use hub::identity::oauth::{KeyError, NewKey};
use hub::identity::{Actor, Enrolment, IdentityError, Peer, totp};
use schema::clock::Clock;
use schema::codes::Role;
use schema::tables::{
    OauthKeyRow, RecoveryCodeRow, UserCredentialRow, oauth_key, recovery_code, session,
    user_credential,
};
use tests::directory::{self, Member};
use tests::{TestStore, on_both};

use super::signer::{Kind, Signer};
use super::support::*;

const APPLICATION: &str = "app.prova";

/// All that decides who comes in, and how far.
fn standing(store: &TestStore) -> String {
    let conn = &mut *store.conn();
    let credentials: Vec<UserCredentialRow> = user_credential::table
        .order(user_credential::user_id)
        .select(UserCredentialRow::as_select())
        .load(conn)
        .expect("credentials");
    let codes: Vec<RecoveryCodeRow> = recovery_code::table
        .order((recovery_code::user_id, recovery_code::hash))
        .select(RecoveryCodeRow::as_select())
        .load(conn)
        .expect("recovery codes");
    let sessions: Vec<(i64, String, String, bool)> = session::table
        .order(session::id)
        .select((
            session::id,
            session::hash,
            session::stage,
            session::ended_at.is_null(),
        ))
        .load(conn)
        .expect("sessions");
    let keys: Vec<OauthKeyRow> = oauth_key::table
        .order(oauth_key::id)
        .select(OauthKeyRow::as_select())
        .load(conn)
        .expect("keys");
    format!("{credentials:?}{codes:?}{sessions:?}{keys:?}")
}

/// People halfway through whatever they may do to their credentials.
struct Scene<'a> {
    store: &'a TestStore,
    node: &'a Node,
    from: Peer,
    /// Of one with codes: the session in full, and one that waits for a code.
    full: String,
    halfway: String,
    code: String,
    user_id: i64,
    /// Of another, who is about to have codes.
    other: String,
    enrolment: Enrolment,
    first_code: String,
    /// Of a third, who is about to go.
    third: String,
    third_id: i64,
}

impl<'a> Scene<'a> {
    fn new(store: &'a TestStore, node: &'a Node) -> Self {
        let from = peer("192.0.2.1");
        let settled = node.settled(store, "m.rossi");
        let user_id = settled.session.person.id;
        let (secret, _, full) = node.enrol(&settled.token, GOOD);
        let halfway = node
            .sign_in("m.rossi", GOOD, "198.51.100.9")
            .expect("m.rossi");
        let other = node.settled(store, "l.bianchi");
        node.sign_in("l.bianchi", GOOD, "198.51.100.9")
            .expect("l.bianchi");
        let third = node.settled(store, "a.neri");
        let code = node.code(&secret);
        let begun = node.identity.begin_enrolment(&other.token, GOOD, &from);
        let enrolment = node.runtime.block_on(begun).expect("an enrolment");
        let step = totp::step_at(store.clock.now());
        let application = Member {
            entity_id: 1,
            role: Role::Authorised,
            username: APPLICATION,
            surname: "Prova",
            name: "",
        };
        directory::user(&mut store.conn(), &*store.clock, &application);
        let scene = Self {
            store,
            node,
            from,
            full: full.token,
            halfway: halfway.token,
            code,
            user_id,
            other: other.token,
            first_code: totp::code(&unbase32(&enrolment.secret), step),
            enrolment,
            third_id: third.session.person.id,
            third: third.token,
        };
        scene.register("vecchia").expect("a key");
        scene
    }

    fn register(&self, kid: &str) -> Result<(), IdentityError> {
        let now = self.store.clock.now();
        let new = NewKey {
            client: APPLICATION.to_owned(),
            jwk: Signer::new(Kind::Ed25519).jwk().to_string(),
            kid: Some(kid.to_owned()),
            valid_from: now.naive_utc(),
            valid_to: (now + Duration::days(30)).naive_utc(),
            created_by: 0,
        };
        let identity = &self.node.identity;
        let by = Actor::command_line();
        let registered = identity.register_key(&by, new, &self.from);
        match self.node.runtime.block_on(registered) {
            Ok(_) => Ok(()),
            Err(KeyError::Identity(error)) => Err(error),
            Err(other) => panic!("{other}"),
        }
    }

    /// Does each thing, in an order in which all can be done.
    fn acts(&self) -> Vec<(&'static str, Result<(), IdentityError>)> {
        let Self { node, from, .. } = self;
        let (identity, by) = (&node.identity, &Actor::command_line());
        let run = &node.runtime;
        let new = "una frase tutta nuova";
        vec![
            ("a key", self.register("nuova")),
            (
                "a key withdrawn",
                run.block_on(identity.withdraw_key(by, APPLICATION, "vecchia", from))
                    .map(|done| assert!(done)),
            ),
            (
                "a sign-in",
                run.block_on(identity.sign_in("a.neri", GOOD, from))
                    .map(drop),
            ),
            (
                "a code",
                run.block_on(identity.give_code(&self.halfway, &self.code, from))
                    .map(drop),
            ),
            (
                "recovery codes",
                run.block_on(identity.renew_recovery_codes(&self.full, GOOD, from))
                    .map(drop),
            ),
            (
                "no device",
                run.block_on(identity.remove_codes(&self.full, GOOD, from)),
            ),
            (
                "a password",
                run.block_on(identity.choose_password(&self.full, GOOD, new, from))
                    .map(drop),
            ),
            (
                "other sessions",
                run.block_on(identity.end_other_sessions(&self.other, from))
                    .map(drop),
            ),
            (
                "a device",
                run.block_on(identity.confirm_enrolment(
                    &self.other,
                    &self.enrolment.sealed,
                    &self.first_code,
                    from,
                ))
                .map(drop),
            ),
            (
                "a sign-out",
                run.block_on(identity.sign_out(&self.third, from)),
            ),
            (
                "sessions revoked",
                run.block_on(identity.revoke_sessions(by, self.third_id, None, from))
                    .map(drop),
            ),
            (
                "codes reset",
                run.block_on(identity.reset_codes(by, self.user_id, from)),
            ),
            (
                "a password reset",
                run.block_on(identity.reset_password(by, self.user_id, from))
                    .map(drop),
            ),
        ]
    }
}

fn trace_is(store: &TestStore, from: &str, to: &str) {
    diesel::sql_query(format!("ALTER TABLE {from} RENAME TO {to}"))
        .execute(&mut *store.trace_conn())
        .expect("rename the trace");
}

on_both! {
    fn what_cannot_be_traced_does_not_come_about(store: &TestStore) {
        let node = Node::start(store);
        let scene = Scene::new(store, &node);
        let before = standing(store);
        trace_is(store, "audit", "audit_away");
        for (what, outcome) in scene.acts() {
            assert_eq!(outcome, Err(IdentityError::Unavailable), "{what}");
        }
        assert_eq!(standing(store), before);
        // Each would have been done.
        trace_is(store, "audit_away", "audit");
        let written = traced(store).len();
        let acts = scene.acts();
        for (what, outcome) in &acts {
            assert_eq!(*outcome, Ok(()), "{what}");
        }
        assert_ne!(standing(store), before);
        assert_eq!(traced(store).len(), written + acts.len());
    }
}
