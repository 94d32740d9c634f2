//! A node that proves who people are, and people.

use std::net::IpAddr;
use std::sync::Arc;

use chrono::Duration;
use diesel::prelude::*;
use hub::access::EntityKind;
use hub::audit::{Recorder, RecorderOptions};
use hub::identity::{Actor, Entered, Identity, IdentityError, Options, Peer, Secrets, totp};
use schema::clock::Clock;
use schema::codes::{Role, SessionStage};
use schema::tables::{AuditRow, audit};
use tests::TestStore;
use tests::directory::{self, Member};

/// A password that nobody refuses.
pub const GOOD: &str = "quattro gatti in fila";

/// One node.
pub struct Node {
    pub identity: Identity,
    pub runtime: tokio::runtime::Runtime,
    clock: Arc<schema::clock::ManualClock>,
}

impl Node {
    pub fn start(store: &TestStore) -> Self {
        Self::with(store, Options::default())
    }

    pub fn with(store: &TestStore, options: Options) -> Self {
        let recorder = Recorder::start(store.trace.clone(), RecorderOptions::default());
        let identity = Identity::start(
            store.register.clone(),
            Arc::new(recorder.expect("a recorder")),
            store.clock.clone(),
            store.entropy.clone(),
            Secrets::of(&[[1; 32]]).expect("secrets"),
            options,
        );
        Self {
            identity: identity.expect("an identity"),
            runtime: tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime"),
            clock: store.clock.clone(),
        }
    }

    pub fn sign_in(
        &self,
        name: &str,
        password: &str,
        from: &str,
    ) -> Result<Entered, IdentityError> {
        self.runtime
            .block_on(self.identity.sign_in(name, password, &peer(from)))
    }

    /// The stage of a session, if it lasts.
    pub fn stage(&self, token: &str) -> Option<SessionStage> {
        self.runtime
            .block_on(self.identity.session(token))
            .ok()
            .map(|session| session.stage)
    }

    pub fn reset(&self, id: i64) -> String {
        let (actor, peer) = (Actor::command_line(), peer("192.0.2.1"));
        self.runtime
            .block_on(self.identity.reset_password(&actor, id, &peer))
            .expect("a one-time password")
            .password
    }

    pub fn choose(&self, token: &str, present: &str, new: &str) -> Result<Entered, IdentityError> {
        let peer = peer("192.0.2.1");
        self.runtime
            .block_on(self.identity.choose_password(token, present, new, &peer))
    }

    pub fn give(&self, token: &str, code: &str) -> Result<Entered, IdentityError> {
        let peer = peer("192.0.2.1");
        self.runtime
            .block_on(self.identity.give_code(token, code, &peer))
    }

    /// Sets up the device that makes codes; its secret, the recovery codes and the session.
    pub fn enrol(&self, token: &str, password: &str) -> (Vec<u8>, Vec<String>, Entered) {
        let peer = peer("192.0.2.1");
        let enrolment = self
            .runtime
            .block_on(self.identity.begin_enrolment(token, password, &peer))
            .expect("an enrolment");
        let secret = unbase32(&enrolment.secret);
        let code = totp::code(&secret, totp::step_at(self.clock.now()));
        let confirmed = self
            .runtime
            .block_on(
                self.identity
                    .confirm_enrolment(token, &enrolment.sealed, &code, &peer),
            )
            .expect("confirmed");
        (secret, confirmed.recovery_codes, confirmed.entered)
    }

    /// A code not used yet: time goes on for it.
    pub fn code(&self, secret: &[u8]) -> String {
        self.clock.advance(Duration::seconds(30));
        totp::code(secret, totp::step_at(self.clock.now()))
    }

    /// A person with a chosen password, who has just signed in to the end (of a role without codes).
    pub fn settled(&self, store: &TestStore, name: &str) -> Entered {
        let id = user(store, Role::Standard, name);
        let one_time = self.reset(id);
        let entered = self.sign_in(name, &one_time, "192.0.2.1").expect("let in");
        self.choose(&entered.token, "", GOOD).expect("chosen")
    }
}

/// A user in an entity of its own.
pub fn user(store: &TestStore, role: Role, name: &str) -> i64 {
    let kind = match role {
        Role::Top => EntityKind::Comune,
        Role::Operator | Role::Statistician | Role::Dpo => EntityKind::Province,
        _ => EntityKind::Agency,
    };
    let mut conn = store.conn();
    let member = Member {
        entity_id: directory::entity(&mut conn, "Ente di prova", kind, ""),
        role,
        username: name,
        surname: "Rossi",
        name: "Maria",
    };
    directory::user(&mut conn, &*store.clock, &member)
}

pub fn peer(address: &str) -> Peer {
    Peer {
        address: address.parse::<IpAddr>().expect("an address"),
        ..Peer::local("richiesta")
    }
}

/// What the trace holds, in its order: act, user, outcome and fields.
pub fn traced(store: &TestStore) -> Vec<AuditRow> {
    audit::table
        .order(audit::seq)
        .select(AuditRow::as_select())
        .load(&mut store.trace_conn())
        .expect("read the trace")
}

pub fn last(store: &TestStore) -> AuditRow {
    traced(store).pop().expect("a record")
}

pub fn unbase32(text: &str) -> Vec<u8> {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let (mut held, mut bits, mut bytes) = (0_u64, 0, Vec::new());
    for letter in text.bytes() {
        let five = alphabet.iter().position(|known| *known == letter);
        held = held << 5 | five.expect("base32") as u64;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits) as u8);
        }
    }
    bytes
}
