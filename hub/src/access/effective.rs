//! What a caller may ask, told to the caller; and what would become of a request.

use schema::codes::{Function, ValidationMode, WorkstationMode};

use super::caller::{Caller, Context, place};
use super::denied::Denied;
use super::fields::{FieldInfo, FieldSet};
use super::kind::Kind;
use super::plan::Plan;
use super::policy::{Reach, reach};
use super::quota::Quotas;
use super::service::Service;
use crate::check::{CheckRequest, Scope};

/// One right: what one agreement, cut down to the profile, grants of one service and kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EffectiveRight {
    /// The service.
    pub service: Service,
    /// The kind, if the service has any.
    pub kind: Option<Kind>,
    /// The fields of the kind that it grants.
    pub fields: Vec<FieldInfo>,
    /// Whose residents.
    pub scope: Scope,
    /// For which purposes; `*` for whatever is stated.
    pub purposes: Vec<String>,
    /// Whether the Comune decides first.
    pub validation: ValidationMode,
    /// After how many working hours silence assents.
    pub silence_hours: i32,
    /// Answers a day, and how many of them are left; `None` without a limit.
    pub quota: Option<(i64, i64)>,
    /// From where it may be used.
    pub workstation: WorkstationMode,
    /// True if this request comes from there.
    pub usable_here: bool,
    /// The agreement.
    pub agreement_id: i64,
    /// Its protocol number.
    pub protocol: String,
}

/// What a caller may do and ask now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effective {
    /// The workstation's name, or the network address.
    pub place: String,
    /// Functions of the role, and how far they reach.
    pub functions: Vec<(Function, Reach)>,
    /// By service, kind and agreement; none while the profile is not in force.
    pub rights: Vec<EffectiveRight>,
}

/// As much of a request as rights depend on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sketch {
    /// Purpose as stated.
    pub purpose: String,
    /// ISTAT codes of the only Comuni to be asked.
    pub comuni: Option<Vec<String>>,
    /// Kinds, and the fields that would be asked of each; none for a service that is granted as a whole.
    pub kinds: Vec<(Kind, FieldSet)>,
}

fn granted(kind: Option<Kind>, fields: FieldSet) -> Vec<FieldInfo> {
    match kind {
        None => Vec::new(),
        Some(kind) if fields == FieldSet::ALL => kind.fields().to_vec(),
        Some(kind) => fields.of(kind).collect(),
    }
}

impl Caller {
    /// Exactly what the caller may ask. It may wait for the database, for the quotas.
    ///
    /// # Errors
    /// The quotas cannot be read.
    pub fn effective(&self, context: &Context, quotas: &Quotas) -> Result<Effective, Denied> {
        let workstation = self.workstation(context);
        let place = place(workstation.map(|one| &**one), context.network);
        let reached = |&function: &Function| (function, reach(self.role(), function));
        let functions = Function::ALL.iter().map(reached);
        let mut effective = Effective {
            place,
            functions: functions
                .filter(|(_, far)| *far != Reach::Nothing)
                .collect(),
            rights: Vec::new(),
        };
        let rights = self.directory.rights(&self.user, context.day);
        if !rights.profile_in_force {
            return Ok(effective);
        }
        for &service in Service::ALL {
            if !self.may_open(service) {
                continue;
            }
            let kinds: Vec<_> = match service.kinds() {
                [] => vec![None],
                kinds => kinds.iter().copied().map(Some).collect(),
            };
            for kind in kinds {
                for one in &rights.usable {
                    let Some(fields) = one.fields((service, kind)) else {
                        continue;
                    };
                    let agreement = &one.agreement;
                    let quota = match agreement.daily_quota {
                        limit if limit > 0 => {
                            Some((limit, quotas.left(agreement.id, limit, context.day)?))
                        }
                        _ => None,
                    };
                    effective.rights.push(EffectiveRight {
                        service,
                        kind,
                        fields: granted(kind, fields),
                        scope: one.scope.clone(),
                        purposes: agreement.purposes.clone(),
                        validation: one.mode,
                        silence_hours: one.hours,
                        quota,
                        workstation: one.workstation,
                        usable_here: workstation.is_some()
                            || one.workstation == WorkstationMode::Free,
                        agreement_id: agreement.id,
                        protocol: agreement.protocol.clone(),
                    });
                }
            }
        }
        Ok(effective)
    }

    /// What would become of a check, without a look at anybody's data and without using anything up. A plan that only
    /// waits is one too.
    ///
    /// # Errors
    /// The refusal that the request would meet.
    pub fn simulate(
        &self,
        service: Service,
        request: &CheckRequest,
        context: &Context,
        quotas: &Quotas,
    ) -> Result<Plan, Denied> {
        let plan = self.open(service, context)?.plan(request)?;
        within_quotas(answerable(plan, service)?, context, quotas)
    }

    /// The same of a request in which nobody is named.
    ///
    /// # Errors
    /// As [`Self::simulate`].
    pub fn simulate_sketch(
        &self,
        service: Service,
        sketch: &Sketch,
        context: &Context,
        quotas: &Quotas,
    ) -> Result<Plan, Denied> {
        let access = self.open(service, context)?;
        let comuni = sketch.comuni.as_deref();
        if service.kinds().is_empty() {
            let found = access.plan_search(&sketch.purpose, comuni)?;
            let whole = std::iter::once((None, FieldSet::NONE));
            let mut plan = access.plan_of(&sketch.purpose, comuni, whole)?;
            // A search does not wait: it leaves out the Comuni that would have to decide.
            plan.waiting.clear();
            plan.debits = found.debits;
            return within_quotas(plan, context, quotas);
        }
        let kinds = sketch.kinds.iter();
        let plan = access.plan_of(
            &sketch.purpose,
            comuni,
            kinds.map(|(kind, fields)| (Some(*kind), *fields)),
        )?;
        within_quotas(answerable(plan, service)?, context, quotas)
    }
}

/// A stream cannot wait for a Comune.
fn answerable(plan: Plan, service: Service) -> Result<Plan, Denied> {
    if !plan.waiting.is_empty() && !service.may_wait() {
        return Err(Denied::ValidationRequired);
    }
    Ok(plan)
}

fn within_quotas(plan: Plan, context: &Context, quotas: &Quotas) -> Result<Plan, Denied> {
    for debit in &plan.debits {
        if quotas.left(debit.agreement_id, debit.daily_quota, context.day)? == 0 {
            return Err(Denied::Quota(debit.protocol.clone()));
        }
    }
    Ok(plan)
}
