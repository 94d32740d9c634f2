//! The proof that a request was authorised.

use std::sync::Arc;

use schema::codes::CheckKind;

use super::denied::Denied;
use super::snapshot::Key;
use crate::check::Scope;

/// A service that a right opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Service {
    /// Single checks.
    Check,
    /// Streams of checks.
    MassiveCheck,
    /// Supplies of a Comune.
    Supply,
}

impl Service {
    /// The code in the trace.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Check => "VERIFICA",
            Self::MassiveCheck => "VERIFICA_MASSIVA",
            Self::Supply => "FORNITURA",
        }
    }

    /// Its name in Italian.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Check => "verifiche",
            Self::MassiveCheck => "verifiche massive",
            Self::Supply => "forniture",
        }
    }
}

/// Proof that a caller may use a service now. Its fields are private and it has no other constructor
/// than those of this module, so a service that takes one cannot be reached without the check.
#[derive(Clone, Debug)]
pub struct Access {
    key: Arc<Key>,
    service: Service,
    request_id: String,
}

impl Access {
    pub(super) fn new(key: Arc<Key>, service: Service, request_id: String) -> Self {
        Self {
            key,
            service,
            request_id,
        }
    }

    /// The entity that asks.
    pub fn entity_id(&self) -> i64 {
        self.key.entity_id
    }

    /// Its name.
    pub fn entity_name(&self) -> &str {
        &self.key.entity_name
    }

    /// The key with which it asks.
    pub fn key_id(&self) -> i64 {
        self.key.id
    }

    /// The service that was opened.
    pub fn service(&self) -> Service {
        self.service
    }

    /// The hub's id of the request.
    pub fn request_id(&self) -> &str {
        &self.request_id
    }

    /// About whose residents it may ask.
    pub fn scope(&self) -> &Scope {
        &self.key.scope
    }

    /// Whether it may check declarations of that kind.
    pub fn permits(&self, kind: CheckKind) -> Result<(), Denied> {
        if self.key.kinds.contains(&kind) {
            Ok(())
        } else {
            Err(Denied::Kind(kind))
        }
    }
}
