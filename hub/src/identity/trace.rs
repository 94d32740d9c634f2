//! What the trace says of sign-ins and credentials.

use chrono::{DateTime, Utc};
use schema::codes::{ActKind, Role};
use schema::tables::AuditRow;

use super::actor::{Actor, Peer};
use super::person::Person;
use crate::administration::Area;
use crate::audit::Entry;

/// Sign-ins, sign-outs, tokens.
const SIGN_IN: &str = "ACCESSO";
/// Credentials.
const CREDENTIALS: &str = "CREDENZIALI";

/// A sign-in, its failure, its end. Of an unknown user nothing is kept of what was typed: people type passwords there.
pub fn sign_in(
    person: Option<&Person>,
    peer: &Peer,
    now: DateTime<Utc>,
    outcome: &str,
) -> AuditRow {
    let entry = Entry::new(ActKind::SignIn, SIGN_IN, now.naive_utc()).outcome(outcome);
    let entry = match person {
        Some(person) => by(entry, &Actor::from(person)).about(&person.username, 0),
        None => entry,
    };
    from(entry, peer).into_row()
}

/// A change of somebody's credentials.
pub fn credentials(
    actor: &Actor,
    username: &str,
    fields: &str,
    peer: &Peer,
    now: DateTime<Utc>,
) -> AuditRow {
    let entry = Entry::new(ActKind::Administration, CREDENTIALS, now.naive_utc())
        .about(username, 0)
        .fields(fields)
        .outcome("FATTO");
    let entry = from(by(entry, actor), peer);
    match actor.role {
        Some(_) => entry.into_row(),
        None => entry.workstation("riga di comando").into_row(),
    }
}

/// That somebody was refused what it wanted to do to a user's credentials; said like any refusal about users.
pub fn refusal(
    actor: &Actor,
    role: Role,
    subject: String,
    peer: &Peer,
    now: DateTime<Utc>,
    outcome: &str,
) -> AuditRow {
    let entry = Entry::new(ActKind::Refusal, Area::Users.code(), now.naive_utc())
        .entity(actor.entity_id)
        .user(actor.user_id, actor.office_id, role)
        .about(subject, 0)
        .outcome(outcome);
    from(entry, peer).into_row()
}

fn by(entry: Entry, actor: &Actor) -> Entry {
    match actor.role {
        Some(role) => entry
            .entity(actor.entity_id)
            .user(actor.user_id, actor.office_id, role),
        None => entry,
    }
}

fn from(entry: Entry, peer: &Peer) -> Entry {
    entry
        .request(&peer.request_id)
        .workstation(&peer.address.to_canonical().to_string())
}
