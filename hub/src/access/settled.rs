//! Which agreement answers for which Comune. It follows from the request and the agreements alone, never from where a
//! person was found: so neither waiting nor a quota tells anything about the person.

use std::collections::HashSet;

use schema::codes::ValidationMode;
use schema::date::Day;

use super::directory::Directory;
use super::rights::Usable;
use crate::check::Scope;

/// A part of a declaration that waits for a Comune.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
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
}

/// What is answered at once under an agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Chosen {
    pub agreement_id: i64,
    /// Place among the usable ones.
    pub usable: usize,
    pub scope: Scope,
}

/// Who answers for one declaration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Settled {
    /// Answered at once; the first that covers a Comune answers for it.
    pub chosen: Vec<Chosen>,
    /// All of them together.
    pub immediate: Scope,
    /// By Comune.
    pub waiting: Vec<Part>,
}

impl Settled {
    /// The agreements, in the order of preference, within the Comuni named.
    pub fn of<'a>(
        directory: &Directory,
        day: Day,
        agreements: impl Iterator<Item = (usize, &'a Usable)>,
        named: &Scope,
    ) -> Self {
        let mut settled = Self::default();
        let mut waited: HashSet<String> = HashSet::new();
        for (usable, one) in agreements {
            let scope = one.scope.intersection(named);
            let agreement_id = one.agreement.id;
            if one.mode == ValidationMode::None {
                if !settled.immediate.contains(&scope) {
                    settled.immediate = settled.immediate.union(&scope);
                    settled.chosen.push(Chosen {
                        agreement_id,
                        usable,
                        scope,
                    });
                }
                continue;
            }
            // Who waits is always known by name.
            let Scope::Comuni(deciding) = &scope else {
                continue;
            };
            for comune in deciding.iter() {
                if settled.immediate.covers(comune) || !waited.insert(comune.clone()) {
                    continue;
                }
                let decider = directory.successor(comune, day);
                let own = Scope::of(vec![comune.clone()]);
                let known = settled
                    .waiting
                    .iter_mut()
                    .find(|part| part.comune == decider && part.agreement_id == agreement_id);
                if let Some(part) = known {
                    part.covers = part.covers.union(&own);
                } else {
                    settled.waiting.push(Part {
                        comune: decider,
                        covers: own,
                        agreement_id,
                        mode: one.mode,
                        hours: one.hours,
                    });
                }
            }
        }
        settled
            .waiting
            .sort_by(|a, b| (&a.comune, a.agreement_id).cmp(&(&b.comune, b.agreement_id)));
        settled
    }

    /// True if it reaches nobody.
    pub fn is_empty(&self) -> bool {
        self.immediate.is_empty() && self.waiting.is_empty()
    }
}
