//! Rights used some time after they were asked for: a Comune had to approve first. What was granted then must be granted
//! still, under the same agreement; and an approval opens no more than the Comune was asked about.

use schema::date::Day;

use super::caller::{Caller, Context};
use super::decide::{Asked, missing};
use super::denied::Denied;
use super::fields::FieldSet;
use super::kind::Kind;
use super::plan::{Debit, Plan};
use super::proof::{Access, Ask};
use super::service::Service;
use super::settled::{Chosen, Settled};
use crate::check::{CheckRequest, Scope};

/// A part of a request that a Comune has approved.
#[derive(Clone, Copy, Debug)]
pub struct Approved<'a> {
    /// The agreement under which it waited.
    pub agreement_id: i64,
    /// The Comuni for whose residents it was approved.
    pub covers: &'a Scope,
    /// Places of the declarations, from 0.
    pub declarations: &'a [usize],
}

impl Caller {
    /// Opens single checks for what was asked before, from the workstation, or network address, that was recorded then.
    pub fn for_deferred_check(
        &self,
        day: Day,
        request_id: &str,
        recorded_from: &str,
    ) -> Result<Access, Denied> {
        self.for_deferred(Service::Check, day, request_id, recorded_from)
    }

    /// The same of consultations.
    pub fn for_deferred_consultation(
        &self,
        day: Day,
        request_id: &str,
        recorded_from: &str,
    ) -> Result<Access, Denied> {
        self.for_deferred(Service::Consultation, day, request_id, recorded_from)
    }

    fn for_deferred(
        &self,
        service: Service,
        day: Day,
        request_id: &str,
        recorded_from: &str,
    ) -> Result<Access, Denied> {
        let context = Context {
            network: recorded_from.parse().ok(),
            ..Context::new(day, request_id)
        };
        let mut access = self.open(service, &context)?;
        if access.workstation.is_none() {
            let mut own = self.user().workstations.iter();
            access.workstation = own.find(|one| one.name == recorded_from).cloned();
        }
        Ok(access)
    }
}

impl Access {
    /// Who answers for an approved part: its agreement, about the residents of its Comuni, and nobody else.
    ///
    /// # Errors
    /// The first right that the agreement does not grant any more.
    pub fn approved(&self, part: Approved<'_>, request: &CheckRequest) -> Result<Plan, Denied> {
        let asked = request.declarations.iter();
        self.approved_of(
            part,
            &request.purpose,
            asked.map(|one| (one.kind().into(), one.fields())),
        )
    }

    /// The same for a request of one thing.
    ///
    /// # Errors
    /// The right that the agreement does not grant any more.
    pub fn approved_for(&self, part: Approved<'_>, ask: &Ask<'_>) -> Result<Plan, Denied> {
        self.approved_of(part, ask.purpose, std::iter::once((ask.kind, ask.fields)))
    }

    fn approved_of(
        &self,
        part: Approved<'_>,
        purpose: &str,
        asked: impl ExactSizeIterator<Item = (Kind, FieldSet)>,
    ) -> Result<Plan, Denied> {
        if self.bound_elsewhere(purpose) {
            return Err(Denied::Purpose);
        }
        let mut settled = Vec::with_capacity(asked.len());
        let mut debits = Vec::new();
        for (place, (kind, fields)) in asked.enumerate() {
            if !part.declarations.contains(&place) {
                settled.push(std::sync::Arc::new(Settled::default()));
                continue;
            }
            let asked = Asked {
                service: self.service,
                kind: Some(kind),
                fields,
                purpose: Some(purpose.trim()),
                at_workstation: self.workstation.is_some(),
            };
            let of_part = |one: &super::rights::Usable| one.agreement.id == part.agreement_id;
            let granting = self
                .rights
                .usable
                .iter()
                .enumerate()
                .find(|(_, one)| of_part(one) && asked.granted_by(one));
            let Some((usable, one)) = granting else {
                return Err(missing(&self.rights, &asked, of_part));
            };
            let scope = part.covers.intersection(&one.scope);
            if scope.is_empty() {
                return Err(Denied::Territory);
            }
            if one.agreement.daily_quota > 0 {
                debits.push(Debit {
                    agreement_id: one.agreement.id,
                    daily_quota: one.agreement.daily_quota,
                    protocol: one.agreement.protocol.clone(),
                });
            }
            settled.push(std::sync::Arc::new(Settled {
                immediate: scope.clone(),
                chosen: vec![Chosen {
                    agreement_id: one.agreement.id,
                    usable,
                    scope,
                }],
                waiting: Vec::new(),
            }));
        }
        if !self.service.may_wait() {
            return Err(Denied::Service(self.service));
        }
        Ok(Plan::new(settled, debits))
    }
}
