//! Comparing in three values, and the choice of the facts that hold on a day.

use schema::date::{Day, Truth, UncertainDate, Validity};
use schema::facts::Fact;

use super::reason::ReasonCode;

/// What a comparison says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It matches.
    Match,
    /// It certainly does not.
    Mismatch,
    /// It may or may not.
    Doubt(ReasonCode),
}

use Verdict::{Doubt, Match, Mismatch};

impl Verdict {
    pub(crate) const fn of(equal: bool) -> Self {
        if equal { Match } else { Mismatch }
    }

    /// Both must match: a certain mismatch decides, whatever the other turns out to be.
    pub(crate) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Mismatch, _) | (_, Mismatch) => Mismatch,
            (Doubt(a), Doubt(b)) => Doubt(a.min(b)),
            (Doubt(a), Match) | (Match, Doubt(a)) => Doubt(a),
            (Match, Match) => Match,
        }
    }

    /// One must match: a match decides.
    pub(crate) fn or(self, other: Self) -> Self {
        match (self, other) {
            (Match, _) | (_, Match) => Match,
            (Doubt(a), Doubt(b)) => Doubt(a.min(b)),
            (Doubt(a), Mismatch) | (Mismatch, Doubt(a)) => Doubt(a),
            (Mismatch, Mismatch) => Mismatch,
        }
    }

    /// A mismatch that is not certain after all.
    pub(crate) fn unless(self, reason: ReasonCode) -> Self {
        if self == Mismatch {
            Doubt(reason)
        } else {
            self
        }
    }

    /// Compares a field only if it was declared.
    pub(crate) fn given<T>(field: Option<T>, compare: impl FnOnce(T) -> Self) -> Self {
        field.map_or(Match, compare)
    }
}

/// A declared date against the register's. A declaration less precise than the register matches if it
/// covers it; a register less precise than the declaration cannot tell.
pub(crate) fn dates(declared: UncertainDate, register: UncertainDate) -> Verdict {
    if declared.first <= register.first && register.last <= declared.last {
        Match
    } else if declared.may_equal(register) {
        Doubt(ReasonCode::UncertainDate)
    } else {
        Mismatch
    }
}

/// The verdict on a subject of which exactly one fact holds on each day (identity, marital status, …).
///
/// Where an uncertain date lets several facts come into question, all must agree; and a mismatch is
/// never certain while one of them is uncertain.
pub(crate) fn single<'a, F: Fact + 'a>(
    facts: impl IntoIterator<Item = &'a F>,
    day: Day,
    compare: impl Fn(&F) -> Verdict,
) -> Verdict {
    let mut sure: Option<Verdict> = None;
    let mut maybe: Option<Verdict> = None;
    let mut discord = false;
    let mut open: Vec<Validity> = Vec::new();
    let (mut any, mut earlier) = (false, false);
    for fact in facts {
        any = true;
        let validity = fact.validity();
        let slot = match validity.at(day) {
            Truth::Yes => &mut sure,
            Truth::Uncertain => {
                open.push(validity);
                &mut maybe
            }
            Truth::No => {
                earlier |= validity.from.first <= day;
                continue;
            }
        };
        let verdict = compare(fact);
        match slot {
            Some(other) if *other != verdict => {
                discord = true;
                *slot = Some(heavier(*other, verdict));
            }
            _ => *slot = Some(verdict),
        }
    }
    match (sure, maybe) {
        (None, None) if any && !earlier => Doubt(ReasonCode::BeforeHistory),
        (None, None) => Doubt(ReasonCode::Missing),
        (Some(_), None) if discord => Doubt(ReasonCode::ConflictingFacts),
        (Some(verdict), None) => verdict,
        (Some(Match), Some(Match)) if !discord => Match,
        (None, Some(Match)) if !discord && covered(&open, day) => Match,
        _ => Doubt(ReasonCode::UncertainDate),
    }
}

/// Of two verdicts that differ, one that does not depend on their order.
fn heavier(a: Verdict, b: Verdict) -> Verdict {
    match (a, b) {
        (Doubt(x), Doubt(y)) => Doubt(x.min(y)),
        (Doubt(x), _) | (_, Doubt(x)) => Doubt(x),
        _ => Mismatch,
    }
}

/// True if, whenever exactly the change from one to the other came, one of two holds on that day.
pub(crate) fn covered(open: &[Validity], day: Day) -> bool {
    open.iter()
        .any(|a| a.from.last <= day && open.iter().any(|b| a.to == b.from && day < b.to.first))
}

/// One of several facts must match, of which some may not hold on the day. What does not match is a
/// certain mismatch only where at least one of them surely holds: else the register does not know what
/// held on that day, and nothing follows from what perhaps did not.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct OneOf {
    verdict: Option<Verdict>,
    sure: bool,
}

impl OneOf {
    /// Counts in a fact that holds on the day as surely as `truth` says.
    pub(crate) fn or(&mut self, truth: Truth, verdict: Verdict) {
        let verdict = match truth {
            Truth::No => return,
            Truth::Yes => {
                self.sure = true;
                verdict
            }
            Truth::Uncertain => verdict.and(Doubt(ReasonCode::UncertainDate)),
        };
        self.verdict = Some(self.verdict.map_or(verdict, |v| v.or(verdict)));
    }

    /// `None` if no fact holds or may hold on the day.
    pub(crate) fn verdict(self) -> Option<Verdict> {
        let verdict = self.verdict?;
        Some(if self.sure {
            verdict
        } else {
            verdict.unless(ReasonCode::UncertainDate)
        })
    }
}

/// The verdict on a subject of which any number of facts may hold (citizenships, parents): one must match.
/// `None` if none holds or may hold on that day.
pub(crate) fn any<'a, F: Fact + 'a>(
    facts: impl IntoIterator<Item = &'a F>,
    day: Day,
    compare: impl Fn(&F) -> Verdict,
) -> Option<Verdict> {
    let mut result = OneOf::default();
    let mut open = Vec::new();
    for fact in facts {
        let validity = fact.validity();
        let truth = validity.at(day);
        if truth == Truth::No {
            continue;
        }
        let verdict = compare(fact);
        if truth == Truth::Uncertain && verdict == Match {
            open.push(validity);
        }
        result.or(truth, verdict);
    }
    if covered(&open, day) {
        return Some(Match);
    }
    result.verdict()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> UncertainDate {
        UncertainDate::parse(text).unwrap()
    }

    #[test]
    fn a_less_precise_declaration_matches_and_a_less_precise_register_cannot_tell() {
        assert_eq!(dates(date("1950-03"), date("1950-03-17")), Match);
        assert_eq!(dates(date("1950-03-17"), date("1950-03-17")), Match);
        assert_eq!(dates(date("1950"), date("1950-03")), Match);
        assert_eq!(
            dates(date("1950-03-17"), date("1950-03")),
            Doubt(ReasonCode::UncertainDate)
        );
        assert_eq!(dates(date("1950-04-01"), date("1950-03")), Mismatch);
        assert_eq!(dates(date("1951"), date("1950-03-17")), Mismatch);
        assert_eq!(
            dates(date("1950"), UncertainDate::UNKNOWN),
            Doubt(ReasonCode::UncertainDate)
        );
    }

    #[test]
    fn a_mismatch_decides_a_conjunction_and_a_match_a_choice() {
        let doubt = Doubt(ReasonCode::Missing);
        assert_eq!(doubt.and(Mismatch), Mismatch);
        assert_eq!(doubt.and(Match), doubt);
        assert_eq!(doubt.or(Match), Match);
        assert_eq!(doubt.or(Mismatch), doubt);
        let heavier = Doubt(ReasonCode::UncertainDate);
        assert_eq!(doubt.and(heavier), heavier);
        assert_eq!(heavier.or(doubt), heavier);
    }

    #[test]
    fn a_mismatch_is_certain_only_if_some_fact_surely_holds() {
        let one_of = |facts: &[(Truth, Verdict)]| {
            let mut one_of = OneOf::default();
            for (truth, verdict) in facts {
                one_of.or(*truth, *verdict);
            }
            one_of.verdict()
        };
        let uncertain = Doubt(ReasonCode::UncertainDate);
        assert_eq!(one_of(&[(Truth::No, Match)]), None);
        assert_eq!(one_of(&[(Truth::Uncertain, Mismatch)]), Some(uncertain));
        assert_eq!(one_of(&[(Truth::Uncertain, Match)]), Some(uncertain));
        assert_eq!(one_of(&[(Truth::Yes, Mismatch)]), Some(Mismatch));
        for other in [(Truth::Uncertain, Mismatch), (Truth::No, Match)] {
            assert_eq!(one_of(&[(Truth::Yes, Mismatch), other]), Some(Mismatch));
            assert_eq!(one_of(&[other, (Truth::Yes, Mismatch)]), Some(Mismatch));
        }
        assert_eq!(
            one_of(&[(Truth::Uncertain, Match), (Truth::Yes, Mismatch)]),
            Some(uncertain)
        );
    }
}
