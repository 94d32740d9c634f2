//! What becomes of a request: answered at once for some Comuni, waiting for others.

use std::sync::Arc;

use schema::codes::ValidationMode;

use super::settled::{Part, Settled};
use crate::check::Scope;

/// A part of a request that waits for a Comune.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// ISTAT code of the Comune that decides.
    pub comune: String,
    /// Whose residents it decides for: its own and those that it took over, as far as they were asked.
    pub covers: Scope,
    /// Under which agreement.
    pub agreement_id: i64,
    /// Whether its silence assents.
    pub mode: ValidationMode,
    /// After how many working hours.
    pub hours: i32,
    /// Places of the declarations, from 0.
    pub declarations: Vec<usize>,
}

/// An agreement of which the answer takes one from the day's quota.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Debit {
    /// The agreement.
    pub agreement_id: i64,
    /// Answers a day at most.
    pub daily_quota: i64,
    /// Protocol number of the agreement, for the refusal.
    pub protocol: String,
}

/// Who answers for a request: settled before anything is read about anybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// About whose residents each declaration is answered at once, in their order.
    pub scopes: Vec<Scope>,
    /// What waits, by Comune.
    pub waiting: Vec<Waiting>,
    /// The quotas from which the immediate answer takes one each, by agreement.
    pub debits: Vec<Debit>,
    settled: Vec<Arc<Settled>>,
}

impl Plan {
    pub(super) fn new(settled: Vec<Arc<Settled>>, mut debits: Vec<Debit>) -> Self {
        debits.sort_unstable();
        debits.dedup();
        let mut waiting: Vec<Waiting> = Vec::new();
        for (place, one) in settled.iter().enumerate() {
            for part in &one.waiting {
                join(&mut waiting, part, place);
            }
        }
        waiting.sort_by(|a, b| {
            (&a.comune, a.agreement_id, &a.declarations).cmp(&(
                &b.comune,
                b.agreement_id,
                &b.declarations,
            ))
        });
        Self {
            scopes: settled.iter().map(|one| one.immediate.clone()).collect(),
            waiting,
            debits,
            settled,
        }
    }

    /// True if nothing is answered at once.
    pub fn only_waits(&self) -> bool {
        self.scopes.iter().all(Scope::is_empty)
    }

    /// The agreement under which the first declaration that reaches the Comune is answered there; 0 if none does.
    pub fn agreement_for(&self, comune: &str) -> i64 {
        let mut chosen = self.settled.iter().flat_map(|one| &one.chosen);
        chosen
            .find(|one| one.scope.covers(comune))
            .map_or(0, |one| one.agreement_id)
    }

    /// The place among the usable agreements of the one under which people of that Comune are answered for.
    pub(super) fn usable_for(&self, comune: &str) -> Option<usize> {
        let covering = self.chosen().find(|(_, scope)| scope.covers(comune));
        covering.map(|(usable, _)| usable)
    }

    /// Under which of the usable agreements what is answered at once: the first that covers a Comune answers for it.
    pub(super) fn chosen(&self) -> impl Iterator<Item = (usize, &Scope)> {
        let chosen = self.settled.iter().flat_map(|one| &one.chosen);
        chosen.map(|one| (one.usable, &one.scope))
    }

    /// The agreement under which everything is answered; 0 if there are several.
    pub fn only_agreement(&self) -> i64 {
        let mut chosen = self.settled.iter().flat_map(|one| &one.chosen);
        let first = chosen.next().map_or(0, |one| one.agreement_id);
        if chosen.all(|one| one.agreement_id == first) {
            first
        } else {
            0
        }
    }
}

fn join(waiting: &mut Vec<Waiting>, part: &Part, place: usize) {
    let known = waiting.iter_mut().find(|one| {
        one.comune == part.comune
            && one.agreement_id == part.agreement_id
            && one.covers == part.covers
    });
    if let Some(one) = known {
        one.declarations.push(place);
        return;
    }
    waiting.push(Waiting {
        comune: part.comune.clone(),
        covers: part.covers.clone(),
        agreement_id: part.agreement_id,
        mode: part.mode,
        hours: part.hours,
        declarations: vec![place],
    });
}
