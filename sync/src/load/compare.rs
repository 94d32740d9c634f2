//! What is known against what is asserted, as multisets: the order of a list says nothing.

use schema::date::{Day, UncertainDate, Validity};
use schema::facts::Fact;

/// What changes when `asserted` takes the place of `known`: the facts no longer believed, and the new ones.
pub fn difference<F: Fact>(known: Vec<F>, asserted: Vec<F>) -> (Vec<F>, Vec<F>) {
    if known.is_empty() {
        return (known, asserted);
    }
    let mut gone = known;
    let mut new = Vec::new();
    for fact in asserted {
        match gone.iter().position(|old| old.says_the_same(&fact)) {
            Some(index) => {
                gone.swap_remove(index);
            }
            None => new.push(fact),
        }
    }
    (gone, new)
}

/// The two days between which a Comune that sends its present state only has changed something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    /// Day of the extraction before this one: its state still held at the end of that day.
    pub previous: Day,
    /// Day of this extraction.
    pub present: Day,
}

impl Interval {
    /// When the change took effect: some day after the one extraction and not after the other.
    pub fn change(self) -> UncertainDate {
        let first = self.previous.add_days(1);
        UncertainDate {
            first: first.min(self.present),
            last: self.present,
        }
    }
}

/// A list that gives the present state only, made into a history by what is known already.
///
/// A known fact that the list repeats stays as it is known; one that it no longer holds ended between the two
/// extractions; one that it brings newly without a date began there; what had ended before is not contradicted.
/// Where the list brings, with its date, something that claims to have held at the time of the previous
/// extraction, it corrects: what was known instead is withdrawn, not ended.
pub fn carry_over<F: Fact>(known: &[F], present: Vec<F>, interval: Interval) -> Vec<F> {
    let (mut open, closed): (Vec<&F>, Vec<&F>) =
        known.iter().partition(|fact| fact.validity().is_open());
    let mut history: Vec<F> = closed.into_iter().cloned().collect();
    let mut fresh = Vec::new();
    for fact in present {
        match open.iter().position(|old| repeats(*old, &fact)) {
            Some(index) => history.push(open.swap_remove(index).clone()),
            None => fresh.push(fact),
        }
    }
    let corrects = fresh
        .iter()
        .any(|fact| !is_undated(fact) && fact.validity().from.last <= interval.previous);
    if !corrects {
        for old in open {
            let mut ended = old.clone();
            ended.set_validity(Validity::between(old.validity().from, interval.change()));
            history.push(ended);
        }
    }
    let knew_something = !known.is_empty();
    history.extend(fresh.into_iter().map(|mut fact| {
        if knew_something && is_undated(&fact) {
            let to = fact.validity().to;
            fact.set_validity(Validity::between(interval.change(), to));
        }
        fact
    }));
    history
}

/// Its beginning is only known not to lie after the extraction.
fn is_undated<F: Fact>(fact: &F) -> bool {
    fact.validity().from.first == Day::MIN
}

/// The present list says of an open fact what is known of it, or the same with a vaguer beginning.
fn repeats<F: Fact>(old: &F, present: &F) -> bool {
    let (was, is) = (old.validity(), present.validity());
    let vaguer = is.from.first <= was.from.first && was.from.last <= is.from.last;
    if !is.is_open() || !vaguer {
        return false;
    }
    let mut same = present.clone();
    same.set_validity(was);
    same.says_the_same(old)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use schema::facts::Marital;

    use super::*;

    fn marital(status: &str, from: UncertainDate, to: UncertainDate) -> Marital {
        let mut fact = Marital {
            status: status.to_owned(),
            ..Marital::default()
        };
        fact.set_validity(Validity::between(from, to));
        fact
    }

    fn undated(status: &str, by: i32) -> Marital {
        marital(
            status,
            UncertainDate::not_after(Day(by)),
            UncertainDate::OPEN,
        )
    }

    const INTERVAL: Interval = Interval {
        previous: Day(2023_01_01),
        present: Day(2023_02_01),
    };

    #[test]
    fn a_present_state_repeated_changes_nothing() {
        let known = vec![undated("1", 2023_01_01)];
        assert_eq!(
            carry_over(&known, vec![undated("1", 2023_02_01)], INTERVAL),
            known
        );
    }

    #[test]
    fn a_present_state_that_changed_did_so_between_the_extractions() {
        let history = carry_over(
            &[undated("1", 2023_01_01)],
            vec![undated("2", 2023_02_01)],
            INTERVAL,
        );
        let change = UncertainDate {
            first: Day(2023_01_02),
            last: Day(2023_02_01),
        };
        assert_eq!(
            history,
            [
                marital("1", UncertainDate::not_after(Day(2023_01_01)), change),
                marital("2", change, UncertainDate::OPEN),
            ]
        );
    }

    #[test]
    fn a_date_before_the_last_extraction_corrects() {
        let dated = marital(
            "2",
            UncertainDate::exact(Day(2020_06_01)),
            UncertainDate::OPEN,
        );
        let history = carry_over(&[undated("1", 2023_01_01)], vec![dated.clone()], INTERVAL);
        assert_eq!(history, [dated]);
    }

    #[test]
    fn what_had_ended_is_kept() {
        let ended = marital(
            "1",
            UncertainDate::UNKNOWN,
            UncertainDate::exact(Day(2010_01_01)),
        );
        let open = undated("2", 2023_01_01);
        let known = vec![ended, open];
        let mut history = carry_over(&known, vec![undated("2", 2023_02_01)], INTERVAL);
        history.sort_by_key(|fact| fact.status.clone());
        assert_eq!(history, known);
    }

    proptest! {
        #[test]
        fn the_difference_leads_from_one_to_the_other(
            known in prop::collection::vec(0..4u8, 0..6),
            asserted in prop::collection::vec(0..4u8, 0..6),
        ) {
            let facts = |codes: &[u8]| -> Vec<Marital> {
                codes.iter().map(|code| undated(&code.to_string(), 2023_01_01)).collect()
            };
            let (gone, new) = difference(facts(&known), facts(&asserted));
            let mut result = facts(&known);
            for fact in &gone {
                let at = result.iter().position(|other| other.says_the_same(fact)).unwrap();
                result.remove(at);
            }
            prop_assert!(new.iter().all(|fact| !gone.iter().any(|other| other.says_the_same(fact))));
            result.extend(new);
            let key = |facts: &mut Vec<Marital>| facts.sort_by(|a, b| a.status.cmp(&b.status));
            let mut expected = facts(&asserted);
            key(&mut expected);
            key(&mut result);
            prop_assert_eq!(result, expected);
        }
    }
}
