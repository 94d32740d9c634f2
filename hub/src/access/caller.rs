//! A recognised caller, and what it opens.

use std::net::IpAddr;
use std::sync::Arc;

use chrono::NaiveDateTime;
use schema::codes::{ActKind, Function, Role};
use schema::date::Day;

use super::decide::{Asked, missing, reach};
use super::denied::Denied;
use super::directory::{Directory, User, Workstation};
use super::fields::FieldSet;
use super::policy::{ComuneRelation, OfficeRelation, Permit, Right};
use super::proof::Access;
use super::service::Service;
use crate::audit::Entry;
use crate::check::Scope;

/// How a caller proved who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credential {
    /// A key of an application.
    Key(i64),
    /// A token bound to a purpose.
    Token {
        /// The purpose for which it was given.
        purpose: String,
        /// The public key with whose assertion it was got.
        key_id: i64,
    },
    /// What was asked before, by somebody who proved it then: it opens what was asked, for the purpose stated then.
    Deferred {
        /// The key of an application that asked with one; 0 otherwise.
        key_id: i64,
        /// The purpose.
        purpose: String,
    },
    /// A session of a person who signed in.
    Session {
        /// Its id.
        id: i64,
    },
}

/// The circumstances of a request.
#[derive(Clone, Debug)]
pub struct Context {
    /// Today, UTC.
    pub day: Day,
    /// Where it comes from.
    pub network: Option<IpAddr>,
    /// SHA-256 of the client's certificate.
    pub certificate: Option<[u8; 32]>,
    /// The hub's id of the request.
    pub request_id: String,
}

impl Context {
    /// A request from nowhere in particular.
    pub fn new(day: Day, request_id: impl Into<String>) -> Self {
        Self {
            day,
            network: None,
            certificate: None,
            request_id: request_id.into(),
        }
    }
}

/// A recognised caller: a user of the directory as it stands.
#[derive(Clone, Debug)]
pub struct Caller {
    pub(super) directory: Arc<Directory>,
    pub(super) user: Arc<User>,
    pub(super) credential: Credential,
}

impl Caller {
    /// The user of that id, who has proved it by that credential.
    ///
    /// # Errors
    /// Unknown, or user, office or entity are disabled.
    pub fn by_user(
        directory: &Arc<Directory>,
        user_id: i64,
        credential: Credential,
    ) -> Result<Self, Denied> {
        let user = directory.user(user_id).ok_or(Denied::UserDisabled)?;
        Self::of(directory, Arc::clone(user), credential)
    }

    pub(super) fn of(
        directory: &Arc<Directory>,
        user: Arc<User>,
        credential: Credential,
    ) -> Result<Self, Denied> {
        if !user.entity.enabled {
            return Err(Denied::EntityDisabled);
        }
        if !user.office.enabled {
            return Err(Denied::OfficeDisabled);
        }
        if !user.enabled {
            return Err(Denied::UserDisabled);
        }
        Ok(Self {
            directory: Arc::clone(directory),
            user,
            credential,
        })
    }

    /// The user.
    pub fn user(&self) -> &User {
        &self.user
    }

    /// The user's id; limits and places are counted by it.
    pub fn user_id(&self) -> i64 {
        self.user.id
    }

    /// The entity that calls.
    pub fn entity_id(&self) -> i64 {
        self.user.entity.id
    }

    /// The office.
    pub fn office_id(&self) -> i64 {
        self.user.office.id
    }

    /// What the user is.
    pub fn role(&self) -> Role {
        self.user.role
    }

    /// How it proved who it is.
    pub fn credential(&self) -> &Credential {
        &self.credential
    }

    /// The directory by which it was recognised.
    pub fn directory(&self) -> &Arc<Directory> {
        &self.directory
    }

    /// The key with which it calls; 0 if it calls with none.
    pub fn key_id(&self) -> i64 {
        match self.credential {
            Credential::Key(id) | Credential::Deferred { key_id: id, .. } => id,
            _ => 0,
        }
    }

    /// The purpose to which its token, or what it asked before, is bound.
    pub(super) fn bound_to(&self) -> Option<&str> {
        match &self.credential {
            Credential::Token { purpose, .. } | Credential::Deferred { purpose, .. } => {
                Some(purpose.trim())
            }
            _ => None,
        }
    }

    /// Opens single checks; what each may contain is judged by [`Access::plan`].
    pub fn for_check(&self, context: &Context) -> Result<Access, Denied> {
        self.open(Service::Check, context)
    }

    /// Opens a stream of checks, judged row by row.
    pub fn for_massive(&self, context: &Context) -> Result<Access, Denied> {
        self.open(Service::MassiveCheck, context)
    }

    /// Opens searches; whose residents each may find is judged by [`Access::plan_search`].
    pub fn for_search(&self, context: &Context) -> Result<Access, Denied> {
        self.open(Service::Search, context)
    }

    /// Opens consultations; what each may show, and of whom, is judged by [`Access::plan_for`].
    pub fn for_consultation(&self, context: &Context) -> Result<Access, Denied> {
        self.open(Service::Consultation, context)
    }

    /// Opens the families at a list of fiscal codes.
    pub fn for_families(&self, context: &Context) -> Result<Access, Denied> {
        self.open(Service::Families, context)
    }

    /// Opens the supplies of a Comune.
    pub fn for_supply(&self, comune: &str, context: &Context) -> Result<Access, Denied> {
        let access = self.open(Service::Supply, context)?;
        let _permit = self.may_supply(comune, context.day)?;
        if access.scope().covers(comune) {
            Ok(access)
        } else {
            Err(Denied::Comune(comune.to_owned()))
        }
    }

    /// An application sends for whichever Comune its rights reach, a TOP for its own.
    fn may_supply(&self, comune: &str, day: Day) -> Result<Permit, Denied> {
        let own = self.comuni(day).iter().any(|own| own == comune);
        let relation = if own {
            ComuneRelation::Own
        } else {
            ComuneRelation::Other
        };
        Right::of(self.role(), Function::SendSupplies)?.upon(OfficeRelation::Own, relation)
    }

    /// The Comuni that are the caller's own on that day: of a Comune's user the Comune and those that it took over, of
    /// others the one that registered the office; the Province is the empty code.
    pub fn comuni(&self, day: Day) -> Vec<String> {
        let entity = &self.user.entity.comune;
        let own = if entity.is_empty() {
            &self.user.office.comune
        } else {
            entity
        };
        if own.is_empty() {
            return vec![String::new()];
        }
        self.directory.with_predecessors(own, day)
    }

    /// Opens reading about the supplies of whichever Comuni are granted; the service judges each.
    pub fn for_supplies(&self, context: &Context) -> Result<Access, Denied> {
        self.open(Service::Supply, context)
    }

    /// The workstation at which the caller works, if it is an authorised one.
    pub(super) fn workstation(&self, context: &Context) -> Option<&Arc<Workstation>> {
        self.user
            .workstations
            .iter()
            .find(|one| one.recognises(context.network, context.certificate.as_ref()))
    }

    /// Whence it calls, as the trace has it: the workstation's name, or the network address.
    pub fn place(&self, context: &Context) -> String {
        place(self.workstation(context).map(|one| &**one), context.network)
    }

    /// Whether the role has the service at all.
    pub(super) fn may_open(&self, service: Service) -> bool {
        Right::of(self.user.role, service.function()).is_ok()
    }

    pub(super) fn open(&self, service: Service, context: &Context) -> Result<Access, Denied> {
        if !self.may_open(service) {
            return Err(Denied::Function(service.function()));
        }
        let rights = self.directory.rights(&self.user, context.day);
        if !rights.profile_in_force {
            return Err(Denied::ProfileTime);
        }
        let workstation = self.workstation(context);
        let mut scope = Scope::none();
        if !service.is_asked_of_people() {
            let asked = Asked {
                service,
                kind: None,
                fields: FieldSet::NONE,
                purpose: self.bound_to(),
                at_workstation: workstation.is_some(),
            };
            scope = reach(&rights, &asked);
            if scope.is_empty() {
                return Err(missing(&rights, &asked, |_| true));
            }
        } else if !rights.usable.iter().any(|one| one.opens(service)) {
            let lapsed = rights.lapsed.iter().any(|one| one.opens(service));
            return Err(if lapsed {
                Denied::AgreementTime
            } else {
                Denied::Service(service)
            });
        }
        Ok(Access {
            workstation: workstation.cloned(),
            caller: self.clone(),
            rights,
            service,
            scope,
            network: context.network,
            request_id: context.request_id.clone(),
        })
    }

    /// The record of a refusal: it must be on disk before the refusal leaves.
    pub fn refusal(
        &self,
        service: Service,
        context: &Context,
        at: NaiveDateTime,
        denied: &Denied,
    ) -> Entry {
        self.entry(ActKind::Refusal, service.code(), context, at)
            .outcome(format!("ERRORE:{}", denied.code()))
    }

    /// A record of what the caller did, or was refused, of a service that the trace knows by that name.
    pub fn entry(
        &self,
        act: ActKind,
        service: &str,
        context: &Context,
        at: NaiveDateTime,
    ) -> Entry {
        let workstation = self.workstation(context).map(|one| &**one);
        Entry::new(act, service, at)
            .request(&context.request_id)
            .entity(self.entity_id())
            .user(self.user_id(), self.office_id(), self.role())
            .key(self.key_id())
            .workstation(&place(workstation, context.network))
    }
}

/// Whence a request came, as the trace has it: the workstation's name, or the network address.
pub(super) fn place(workstation: Option<&Workstation>, network: Option<IpAddr>) -> String {
    match (workstation, network) {
        (Some(workstation), _) => workstation.name.clone(),
        (None, Some(network)) => network.to_canonical().to_string(),
        (None, None) => String::new(),
    }
}
