//! What the directory is made of, as decisions read it.

use std::net::IpAddr;
use std::sync::{Arc, RwLock};

use chrono::NaiveDateTime;
use schema::codes::{Role, Territory, ValidationMode, WorkstationMode};
use schema::date::Day;
use schema::tables::{EntityRow, OfficeRow};

use crate::access::fields::FieldSet;
use crate::access::kind::Kind;
use crate::access::network::Network;
use crate::access::rights::Rights;
use crate::access::service::Service;

/// What a grant opens: a service, and a kind where the service has any.
pub(in crate::access) type Opened = (Service, Option<Kind>);

/// Fields that a grant holds for a service and kind.
#[derive(Clone, Copy, Debug)]
pub(in crate::access) struct Grant {
    pub opened: Opened,
    pub fields: FieldSet,
}

/// An agreement, as decisions read it.
#[derive(Debug)]
pub(in crate::access) struct Agreement {
    pub id: i64,
    pub comune: String,
    /// The members, if the territory is a group.
    pub group: Vec<String>,
    pub territory: Territory,
    pub protocol: String,
    pub valid_from: Day,
    pub valid_to: Day,
    pub suspended: bool,
    pub validation: ValidationMode,
    pub silence_hours: i32,
    pub daily_quota: i64,
    pub workstation: WorkstationMode,
    /// Trimmed; `*` for whatever is stated.
    pub purposes: Vec<String>,
    pub grants: Vec<Grant>,
}

/// What a user keeps of its entity's agreements.
#[derive(Debug)]
pub(in crate::access) struct Profile {
    pub valid_from: Day,
    pub valid_to: Day,
    /// `None` = every Comune that the agreements open.
    pub comuni: Option<Vec<String>>,
    pub validation: ValidationMode,
    pub workstation: WorkstationMode,
    /// People whom a search may find; `None` = as many as the hub allows.
    pub search_hits: Option<u32>,
    pub grants: Vec<Grant>,
}

/// A workstation (postazione).
#[derive(Debug)]
pub struct Workstation {
    /// The id.
    pub id: i64,
    /// Its name.
    pub name: String,
    pub(super) enabled: bool,
    pub(super) network: Expected<Network>,
    pub(super) certificate: Expected<[u8; 32]>,
}

/// What is asked of a caller.
#[derive(Clone, Copy, Debug)]
pub(super) enum Expected<T> {
    Anything,
    This(T),
    /// What is registered cannot be read: nobody has it.
    Unreadable,
}

impl<T> Expected<T> {
    pub fn read(text: &str, read: impl FnOnce(&str) -> Option<T>) -> Self {
        if text.trim().is_empty() {
            Self::Anything
        } else {
            read(text).map_or(Self::Unreadable, Self::This)
        }
    }

    fn met(&self, by: impl FnOnce(&T) -> bool) -> bool {
        match self {
            Self::Anything => true,
            Self::This(expected) => by(expected),
            Self::Unreadable => false,
        }
    }
}

impl Workstation {
    /// True if a caller from there, with that certificate, works at it. A workstation registered by neither network
    /// nor certificate is recognised by nothing.
    pub(in crate::access) fn recognises(
        &self,
        network: Option<IpAddr>,
        certificate: Option<&[u8; 32]>,
    ) -> bool {
        let told = !matches!(
            (&self.network, &self.certificate),
            (Expected::Anything, Expected::Anything)
        );
        self.enabled
            && told
            && self
                .network
                .met(|own| network.is_some_and(|at| own.contains(at)))
            && self.certificate.met(|own| certificate == Some(own))
    }
}

/// A user: a person, or an application of an entity.
#[derive(Debug)]
pub struct User {
    /// The id.
    pub id: i64,
    /// What it is.
    pub role: Role,
    /// What it signs in with.
    pub username: String,
    /// False: may do nothing.
    pub enabled: bool,
    /// Whose.
    pub entity: Arc<EntityRow>,
    /// Where.
    pub office: Arc<OfficeRow>,
    pub(in crate::access) profile: Option<Profile>,
    /// Those bound to it, or those of its office if none is.
    pub(in crate::access) workstations: Vec<Arc<Workstation>>,
    pub(super) rights: RwLock<Option<Arc<Rights>>>,
}

/// A public key of an application: tokens got with it end with it.
#[derive(Clone, Copy, Debug)]
pub(in crate::access) struct PublicKey {
    pub user_id: i64,
    pub expires_at: NaiveDateTime,
    pub revoked: bool,
}

/// A key of an application.
#[derive(Debug)]
pub(in crate::access) struct Key {
    pub id: i64,
    pub user: Arc<User>,
    pub hash: [u8; 32],
    pub expires_at: NaiveDateTime,
    pub revoked: bool,
}
