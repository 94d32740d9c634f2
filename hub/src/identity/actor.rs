//! Who acts, and from where.

use std::net::{IpAddr, Ipv4Addr};

use schema::codes::Role;

use super::person::Person;

/// Who acts on somebody's credentials: a person, or whoever runs the hub from the command line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Actor {
    /// The user; 0: the command line.
    pub user_id: i64,
    /// Its entity; 0: the command line.
    pub entity_id: i64,
    /// Its office; 0: the command line.
    pub office_id: i64,
    /// Its role; none: the command line.
    pub role: Option<Role>,
}

impl Actor {
    /// Whoever runs the hub.
    pub fn command_line() -> Self {
        Self::default()
    }
}

impl From<&Person> for Actor {
    fn from(person: &Person) -> Self {
        Self {
            user_id: person.id,
            entity_id: person.entity_id,
            office_id: person.office_id,
            role: Some(person.role),
        }
    }
}

impl From<&crate::administration::Actor> for Actor {
    fn from(actor: &crate::administration::Actor) -> Self {
        Self {
            user_id: actor.user_id,
            entity_id: actor.entity_id,
            office_id: actor.office_id,
            role: Some(actor.role),
        }
    }
}

/// From where a request comes, as far as the connection tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peer {
    /// Network address.
    pub address: IpAddr,
    /// SHA-256 of the client certificate, hex; empty: none.
    pub certificate: String,
    /// The mark of a known device; empty: none.
    pub device: String,
    /// The hub's id of the request.
    pub request_id: String,
}

impl Peer {
    /// The machine itself, for the command line.
    pub fn local(request_id: impl Into<String>) -> Self {
        Self {
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            certificate: String::new(),
            device: String::new(),
            request_id: request_id.into(),
        }
    }
}
