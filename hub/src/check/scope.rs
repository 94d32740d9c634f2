//! About whose residents one may ask.

use std::sync::Arc;

use schema::date::Day;
use schema::facts::PersonFacts;

use super::position::competent;

/// About whose residents one may ask.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Every Comune, those to come too.
    All,
    /// These, by ISTAT code, sorted, each once.
    Comuni(Arc<[String]>),
}

impl Default for Scope {
    fn default() -> Self {
        Self::none()
    }
}

impl Scope {
    /// These Comuni only.
    pub fn of(mut comuni: Vec<String>) -> Self {
        comuni.sort_unstable();
        comuni.dedup();
        Self::Comuni(comuni.into())
    }

    /// Nobody.
    pub fn none() -> Self {
        Self::of(Vec::new())
    }

    /// True if nobody is within it.
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Comuni(comuni) if comuni.is_empty())
    }

    /// True if the Comune is within it.
    pub fn covers(&self, comune: &str) -> bool {
        match self {
            Self::All => true,
            Self::Comuni(comuni) => comuni
                .binary_search_by(|known| known.as_str().cmp(comune))
                .is_ok(),
        }
    }

    /// True if all of the other is within it.
    pub fn contains(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::All, _) => true,
            (Self::Comuni(_), Self::All) => false,
            (Self::Comuni(_), Self::Comuni(others)) => others.iter().all(|one| self.covers(one)),
        }
    }

    /// Both together.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::All, _) | (_, Self::All) => Self::All,
            (Self::Comuni(a), Self::Comuni(b)) => Self::of(a.iter().chain(&**b).cloned().collect()),
        }
    }

    /// What both have.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::All, one) | (one, Self::All) => one.clone(),
            (Self::Comuni(a), _) => {
                Self::of(a.iter().filter(|one| other.covers(one)).cloned().collect())
            }
        }
    }

    /// The Comune within it to which the person belongs on that day, where they are registered, or were last or
    /// will first be; the first by code if there are several. Needs residences.
    pub fn competent<'a>(&self, facts: &'a PersonFacts, day: Day) -> Option<&'a str> {
        competent(facts, day)
            .into_iter()
            .find(|comune| self.covers(comune))
    }

    /// True if the person belongs to it on that day: needs residences. Whoever has no known Comune belongs to
    /// every one, and so only to all of them.
    pub fn holds(&self, facts: &PersonFacts, day: Day) -> bool {
        *self == Self::All || self.competent(facts, day).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(codes: &[&str]) -> Scope {
        Scope::of(codes.iter().map(|&code| code.to_owned()).collect())
    }

    #[test]
    fn sets_of_comuni_behave_as_sets() {
        let (a, b) = (of(&["2", "1", "1"]), of(&["3", "2"]));
        assert_eq!(a.union(&b), of(&["1", "2", "3"]));
        assert_eq!(a.intersection(&b), of(&["2"]));
        assert_eq!(a.intersection(&Scope::All), a);
        assert_eq!(Scope::All.intersection(&b), b);
        assert_eq!(a.union(&Scope::All), Scope::All);
        assert!(Scope::All.contains(&a) && !a.contains(&Scope::All));
        assert!(a.contains(&of(&["1"])) && !a.contains(&b) && a.contains(&Scope::none()));
        assert!(Scope::none().is_empty() && !a.is_empty() && !Scope::All.is_empty());
    }
}
