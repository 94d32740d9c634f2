//! The proof that a request was authorised.

use std::net::IpAddr;
use std::sync::Arc;

use chrono::NaiveDateTime;
use schema::codes::{ActKind, ConsultationField, ConsultationKind, Role};

use super::caller::{Caller, Credential, place};
use super::decide::{Asked, decide};
use super::denied::Denied;
use super::directory::Workstation;
use super::fields::FieldSet;
use super::kind::Kind;
use super::plan::{Debit, Plan};
use super::rights::{Rights, expanded};
use super::service::Service;
use crate::audit::Entry;
use crate::check::{CheckRequest, Scope, UsedFields};

/// The Comuni of the one that the other does not cover; none of all.
fn without(scope: &Scope, other: &Scope) -> Scope {
    match scope {
        Scope::All => Scope::none(),
        Scope::Comuni(comuni) => {
            let left = comuni.iter().filter(|one| !other.covers(one));
            Scope::of(left.cloned().collect())
        }
    }
}

/// A request of one thing, as far as rights go.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// What is asked.
    pub kind: Kind,
    /// The fields without which the answer would not do: one that is not granted is refused by name.
    pub fields: FieldSet,
    /// Purpose as stated.
    pub purpose: &'a str,
    /// ISTAT codes of the only Comuni to be asked.
    pub comuni: Option<&'a [String]>,
}

/// Proof that a caller may use a service now. Its fields are private to this module and it has no other constructor
/// than [`Caller`]'s, so a service that takes one cannot be reached without the check.
#[derive(Clone, Debug)]
pub struct Access {
    pub(super) caller: Caller,
    pub(super) rights: Arc<Rights>,
    pub(super) service: Service,
    pub(super) workstation: Option<Arc<Workstation>>,
    pub(super) scope: Scope,
    pub(super) network: Option<IpAddr>,
    pub(super) request_id: String,
}

impl Access {
    /// The entity that asks.
    pub fn entity_id(&self) -> i64 {
        self.caller.entity_id()
    }

    /// Its name.
    pub fn entity_name(&self) -> &str {
        &self.caller.user.entity.name
    }

    /// The office that asks.
    pub fn office_id(&self) -> i64 {
        self.caller.office_id()
    }

    /// The user who asks.
    pub fn user_id(&self) -> i64 {
        self.caller.user_id()
    }

    /// What the user is.
    pub fn role(&self) -> Role {
        self.caller.role()
    }

    /// The key with which it asks; 0 if with none.
    pub fn key_id(&self) -> i64 {
        self.caller.key_id()
    }

    /// Who holds what is handed to this caller and to nobody else: the user, and how it proved who it is.
    pub(crate) fn holder(&self) -> String {
        let proof = match self.caller.credential() {
            Credential::Session { id } => format!("sessione {id}"),
            Credential::Key(id) => format!("chiave {id}"),
            Credential::Token { key_id, .. } => format!("gettone {key_id}"),
            Credential::Deferred { .. } => "differita".to_owned(),
        };
        format!("{} {proof}", self.user_id())
    }

    /// The service that was opened.
    pub fn service(&self) -> Service {
        self.service
    }

    /// The hub's id of the request.
    pub fn request_id(&self) -> &str {
        &self.request_id
    }

    /// The Comuni of a service that is granted as a whole; of the others nobody, as each request has its own
    /// ([`Access::plan`]).
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Who answers for a check; or what is missing, whatever is known about the person.
    ///
    /// # Errors
    /// The first right that is missing, in the order of the declarations.
    pub fn plan(&self, request: &CheckRequest) -> Result<Plan, Denied> {
        let declarations = request.declarations.iter();
        self.plan_of(
            &request.purpose,
            request.comuni.as_deref(),
            declarations.map(|one| (Some(one.kind().into()), one.fields())),
        )
    }

    /// Who answers for a request of one thing; or what is missing, whatever is known about people.
    ///
    /// # Errors
    /// The first right that is missing.
    pub fn plan_for(&self, ask: &Ask<'_>) -> Result<Plan, Denied> {
        let plan = self.plan_of(
            ask.purpose,
            ask.comuni,
            std::iter::once((Some(ask.kind), ask.fields)),
        )?;
        if !plan.waiting.is_empty() && !self.service.may_wait() {
            return Err(Denied::ValidationRequired);
        }
        Ok(plan)
    }

    /// What may be shown of somebody for whom that Comune answers: all that the agreement chosen for it grants, and not
    /// only what was asked for by name.
    pub fn fields_shown(&self, plan: &Plan, kind: Kind, comune: &str) -> FieldSet {
        let usable = plan.usable_for(comune);
        let granting = usable.and_then(|place| self.rights.usable.get(place));
        granting
            .and_then(|one| one.fields((self.service, Some(kind))))
            .unwrap_or(FieldSet::NONE)
    }

    /// Of whose residents the agreements that answer at once show a field.
    pub fn scope_showing(
        &self,
        plan: &Plan,
        kind: ConsultationKind,
        field: ConsultationField,
    ) -> Scope {
        let opened = (self.service, Some(kind.into()));
        let mut showing = Scope::none();
        // A Comune is answered for by the first agreement that covers it.
        let mut masking = Scope::none();
        for (usable, scope) in plan.chosen() {
            let granting = self.rights.usable.get(usable);
            let fields = granting.and_then(|one| one.fields(opened));
            if !fields.is_some_and(|fields| fields.shows(kind, field)) {
                masking = masking.union(scope);
                continue;
            }
            let left = match scope {
                Scope::All if masking.is_empty() => Scope::All,
                // All but some cannot be said: of those to come nothing is shown.
                Scope::All => {
                    let directory = &self.caller.directory;
                    let known = expanded(directory, directory.comuni(), self.rights.day());
                    without(&known, &masking)
                }
                some @ Scope::Comuni(_) => without(some, &masking),
            };
            showing = showing.union(&left);
        }
        showing
    }

    /// The same, of as much of a request as rights depend on.
    pub(super) fn plan_of(
        &self,
        purpose: &str,
        named: Option<&[String]>,
        asked: impl ExactSizeIterator<Item = (Option<Kind>, FieldSet)>,
    ) -> Result<Plan, Denied> {
        let purpose = purpose.trim();
        if self.bound_elsewhere(purpose) {
            return Err(Denied::Purpose);
        }
        let mut settled = Vec::with_capacity(asked.len());
        for (kind, fields) in asked {
            let asked = Asked {
                service: self.service,
                kind,
                fields,
                purpose: Some(purpose),
                at_workstation: self.workstation.is_some(),
            };
            settled.push(decide(&self.caller.directory, &self.rights, &asked, named)?);
        }
        let debits = settled
            .iter()
            .flat_map(|one| &one.chosen)
            .map(|one| &*self.rights.usable[one.usable].agreement)
            .filter(|agreement| agreement.daily_quota > 0)
            .map(|agreement| Debit {
                agreement_id: agreement.id,
                daily_quota: agreement.daily_quota,
                protocol: agreement.protocol.clone(),
            })
            .collect();
        Ok(Plan::new(settled, debits))
    }

    /// True if the caller's token was given for another purpose than the one stated.
    pub(super) fn bound_elsewhere(&self, purpose: &str) -> bool {
        let stated = purpose.trim();
        self.caller.bound_to().is_some_and(|bound| bound != stated)
    }

    /// Whence it came, as the trace has it: the workstation's name, or the network address.
    pub fn place(&self) -> String {
        place(self.workstation.as_deref(), self.network)
    }

    /// The record of a refusal, with what was asked if it could be read.
    pub fn refusal(&self, at: NaiveDateTime, request: Option<&CheckRequest>, code: &str) -> Entry {
        let entry = Entry::under(ActKind::Refusal, self, at).outcome(format!("ERRORE:{code}"));
        let Some(request) = request else { return entry };
        entry
            .purpose(&request.purpose, &request.case_reference)
            .about(request.subject.to_string(), 0)
            .fields(UsedFields(&request.declarations).to_string())
            .declared(&request.declared)
    }
}
