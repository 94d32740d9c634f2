//! What is known against what is asserted, as multisets: the order of a list says nothing.

use schema::date::{Day, UncertainDate, Validity};
use schema::facts::Fact;

use super::subjects::Unsaid;

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

/// Gives an asserted fact without a date the dates by which it is known already.
///
/// "By the day of extraction" is later in every supply, and says less each time; it takes nothing back.
pub fn sharpen<F: Fact>(known: &[F], asserted: &mut [F]) {
    if known.is_empty() || !asserted.iter().any(is_undated) {
        return;
    }
    let mut unmatched: Vec<&F> = known.iter().collect();
    let mut undated = Vec::new();
    // What is said exactly as it is known comes first: it must not lose its match to a vaguer fact.
    for fact in asserted {
        match unmatched.iter().position(|old| old.says_the_same(fact)) {
            Some(index) => {
                unmatched.swap_remove(index);
            }
            None if is_undated(fact) => undated.push(fact),
            None => {}
        }
    }
    for fact in undated {
        let same = |old: &&F| {
            let (was, is) = (old.validity(), fact.validity());
            was.to == is.to && is_vaguer(is, was) && dated_as(fact, was).says_the_same(old)
        };
        if let Some(index) = unmatched.iter().position(same) {
            fact.set_validity(unmatched.swap_remove(index).validity());
        }
    }
}

/// The two days between which a Comune that sends its present state only has changed something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    /// Day of the extraction before this one: its state still held at the end of that day. [`Day::MIN`] if there
    /// was none.
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
/// extraction, it corrects: what was known instead is withdrawn, not ended. So is what was believed ended and
/// what it says, with a date, to have lasted (somebody left out of one list and back in the next).
pub fn carry_over<F: Unsaid>(known: &[F], present: Vec<F>, interval: Interval) -> Vec<F> {
    if known.is_empty() {
        return present;
    }
    let mut history: Vec<F> = Vec::new();
    let (mut open, mut closed): (Vec<&F>, Vec<&F>) = (Vec::new(), Vec::new());
    for fact in known {
        if fact.is_beyond_present_state() {
            history.push(fact.clone());
        } else if fact.validity().is_open() {
            open.push(fact);
        } else {
            closed.push(fact);
        }
    }
    let knew_something = history.len() < known.len();
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
            let (from, change) = (old.validity().from, interval.change());
            let end = UncertainDate {
                first: change.first.max(from.first).min(change.last),
                ..change
            };
            history.push(dated_as(old, Validity::between(from, end)));
        }
    }
    closed.retain(|old| {
        !fresh
            .iter()
            .any(|fact| !is_undated(fact) && fact.validity().surely_overlaps(&old.validity()))
    });
    history.extend(closed.into_iter().cloned());
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

/// It says the beginning that is known, or one that leaves more open.
fn is_vaguer(said: Validity, known: Validity) -> bool {
    said.from.first <= known.from.first && known.from.last <= said.from.last
}

fn dated_as<F: Fact>(fact: &F, validity: Validity) -> F {
    let mut same = fact.clone();
    same.set_validity(validity);
    same
}

/// The present list says of an open fact what is known of it, or the same with a vaguer beginning, as far as it
/// has columns for it.
fn repeats<F: Unsaid>(old: &F, present: &F) -> bool {
    let (was, is) = (old.validity(), present.validity());
    if !is.is_open() || !is_vaguer(is, was) {
        return false;
    }
    let mut same = dated_as(present, was);
    same.take_details(old);
    same.says_the_same(old)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use schema::facts::{Identifier, Marital};

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

    #[test]
    fn what_lasted_after_all_did_not_end() {
        let since = |to| marital("2", UncertainDate::exact(Day(2000_01_01)), to);
        let left_out = since(UncertainDate {
            first: Day(2022_12_02),
            last: Day(2023_01_01),
        });
        let long_ago = marital(
            "1",
            UncertainDate::UNKNOWN,
            UncertainDate::exact(Day(2000_01_01)),
        );
        let back = since(UncertainDate::OPEN);
        let known = vec![left_out, long_ago.clone()];
        assert_eq!(
            carry_over(&known, vec![back.clone()], INTERVAL),
            [long_ago, back]
        );
    }

    #[test]
    fn what_the_layout_cannot_say_is_left_alone() {
        let identifier = |kind: &str, validation: &str| {
            let mut fact = Identifier {
                kind: kind.to_owned(),
                value: "X".to_owned(),
                validation: validation.to_owned(),
                ..Identifier::default()
            };
            fact.set_validity(Validity::always());
            fact
        };
        let known = vec![identifier("ANPR", ""), identifier("CF", "1")];
        let first = Interval {
            previous: Day::MIN,
            present: Day(2023_02_01),
        };
        let mut said = identifier("CF", "");
        said.set_validity(Validity::since(UncertainDate::not_after(first.present)));
        assert_eq!(carry_over(&known, vec![said], first), known);
    }

    #[test]
    fn the_first_extraction_changes_at_an_unknown_day() {
        let first = Interval {
            previous: Day::MIN,
            present: Day(2023_02_01),
        };
        assert_eq!(first.change(), UncertainDate::not_after(Day(2023_02_01)));
    }

    #[test]
    fn a_fact_without_a_date_keeps_the_one_known() {
        let dated = marital(
            "2",
            UncertainDate::exact(Day(2010_06_01)),
            UncertainDate::OPEN,
        );
        let known = vec![undated("1", 2023_01_01), dated.clone()];
        let mut again = vec![undated("2", 2023_06_01), undated("1", 2023_06_01)];
        sharpen(&known, &mut again);
        assert_eq!(again, [dated, undated("1", 2023_01_01)]);
    }

    #[test]
    fn what_differs_keeps_its_own_date() {
        let ended = marital(
            "2",
            UncertainDate::not_after(Day(2023_06_01)),
            UncertainDate::exact(Day(2023_05_01)),
        );
        let said = vec![undated("1", 2022_01_01), undated("3", 2023_06_01), ended];
        let mut again = said.clone();
        sharpen(
            &[undated("1", 2023_01_01), undated("2", 2023_01_01)],
            &mut again,
        );
        assert_eq!(again, said);
    }

    #[test]
    fn one_known_fact_gives_its_date_once() {
        let known = vec![undated("1", 2023_01_01)];
        let mut twice = vec![undated("1", 2023_06_01), undated("1", 2023_01_01)];
        let said = twice.clone();
        sharpen(&known, &mut twice);
        assert_eq!(twice, said, "the exact one has the match");
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
