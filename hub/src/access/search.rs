//! Whom a search may find: settled from purpose, caller and directory, before anything is looked up.

use std::sync::Arc;

use crate::check::Scope;
use crate::search::Territory;

use super::decide::{Asked, decide};
use super::denied::Denied;
use super::fields::FieldSet;
use super::plan::Debit;
use super::proof::Access;
use super::service::Service;
use super::settled::Settled;

/// Whom a search may find, and what it uses up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchPlan {
    /// Whom it may find.
    pub territory: Territory,
    /// The Comuni that would have to validate it first: their people are not searched. Sorted, each once.
    pub validating: Vec<String>,
    /// The quotas from which it takes one each.
    pub debits: Vec<Debit>,
    /// The agreement for each scope, in the order of preference.
    chosen: Vec<(Scope, i64)>,
}

impl SearchPlan {
    /// The agreement under which people of that Comune are found; 0 if under none.
    pub fn agreement_for(&self, comune: &str) -> i64 {
        let mut chosen = self.chosen.iter();
        chosen
            .find(|(scope, _)| *scope == Scope::All || scope.covers(comune))
            .map_or(0, |(_, id)| *id)
    }

    /// The agreement under which all is found; 0 if there are several.
    pub fn only_agreement(&self) -> i64 {
        match self.chosen.as_slice() {
            [(_, first), rest @ ..] if rest.iter().all(|(_, id)| id == first) => *first,
            _ => 0,
        }
    }
}

impl Access {
    /// How many people a search may find, where the hub allows so many: the profile may allow fewer.
    pub fn most_hits(&self, allowed: u32) -> u32 {
        let profile = self.caller.user.profile.as_ref();
        let own = profile.and_then(|profile| profile.search_hits);
        own.map_or(allowed, |own| own.min(allowed))
    }

    /// Whom a search for that purpose may find, among the people of the Comuni named, if any are.
    ///
    /// # Errors
    /// What is missing, whoever is sought.
    pub fn plan_search(
        &self,
        purpose: &str,
        comuni: Option<&[String]>,
    ) -> Result<SearchPlan, Denied> {
        let purpose = purpose.trim();
        if self.caller.bound_to().is_some_and(|bound| bound != purpose) {
            return Err(Denied::Purpose);
        }
        if self.service != Service::Search {
            return Err(Denied::Service(Service::Search));
        }
        let settled = |service, named: Option<&[String]>| {
            let asked = Asked {
                service,
                kind: None,
                fields: FieldSet::NONE,
                purpose: Some(purpose),
                at_workstation: self.workstation.is_some(),
            };
            decide(&self.caller.directory, &self.rights, &asked, named)
        };
        let registered = settled(Service::Search, comuni)?;
        // Whoever may not find the dead and the moved, or not in each of the Comuni named, finds the others.
        let others_in = comuni.map(|named| {
            let named = named.chunks(1);
            named
                .filter(|one| settled(Service::SearchOthers, Some(one)).is_ok())
                .flatten()
                .cloned()
                .collect::<Vec<String>>()
        });
        let others = match others_in.as_deref() {
            Some([]) => Arc::default(),
            named => settled(Service::SearchOthers, named).unwrap_or_default(),
        };
        if registered.immediate.is_empty() && others.immediate.is_empty() {
            return Err(Denied::ValidationRequired);
        }
        let mut plan = SearchPlan {
            territory: Territory {
                registered: registered.immediate.clone(),
                others: others.immediate.clone(),
            },
            ..SearchPlan::default()
        };
        for one in [&registered, &others] {
            plan.take(self, one);
        }
        plan.validating.sort_unstable();
        plan.validating.dedup();
        plan.debits.sort_unstable();
        plan.debits.dedup();
        Ok(plan)
    }
}

impl SearchPlan {
    fn take(&mut self, access: &Access, settled: &Settled) {
        let waiting = settled.waiting.iter().map(|part| part.comune.clone());
        self.validating.extend(waiting);
        for one in &settled.chosen {
            self.chosen.push((one.scope.clone(), one.agreement_id));
            let agreement = &access.rights.usable[one.usable].agreement;
            if agreement.daily_quota > 0 {
                self.debits.push(Debit {
                    agreement_id: agreement.id,
                    daily_quota: agreement.daily_quota,
                    protocol: agreement.protocol.clone(),
                });
            }
        }
    }
}
