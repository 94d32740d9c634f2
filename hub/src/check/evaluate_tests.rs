use std::collections::HashMap;

use proptest::prelude::*;
use schema::date::{Day, UncertainDate, Validity};
use schema::facts::{Citizenship, Fact, Marital, PersonFacts, Residence};

use super::*;
use crate::check::{Outcome, PersonRef, Plans, ResidenceClaim};
use schema::codes::MaritalStatus;

fn ask(declaration: &Declaration, facts: &PersonFacts, day: Day) -> Answer {
    let (plans, streets) = (Plans::default(), HashMap::new());
    let subject = Found::One(1, Box::new(facts.clone()));
    evaluate(
        declaration,
        Dossier {
            subject: &subject,
            kin: &Kin::default(),
        },
        &Question {
            day,
            known_at: 1,
            scope: &Scope::All,
            plans: &plans,
            streets: &streets,
        },
    )
}

fn day() -> impl Strategy<Value = Day> {
    (2000..2010i32, 1..13u32, 1..28u32)
        .prop_map(|(y, m, d)| Day::from_ymd(y, m, d).unwrap_or(Day::MIN))
}

fn date() -> impl Strategy<Value = UncertainDate> {
    prop_oneof![
        3 => day().prop_map(UncertainDate::exact),
        1 => (2000..2010i32).prop_filter_map("year", UncertainDate::year),
        1 => (2000..2010i32, 1..13u32).prop_filter_map("month", |(y, m)| UncertainDate::month(y, m)),
        1 => day().prop_map(UncertainDate::not_after),
    ]
}

fn validity() -> impl Strategy<Value = Validity> {
    (date(), prop_oneof![Just(UncertainDate::OPEN), date()]).prop_map(|(a, b)| {
        if a.first <= b.first {
            Validity::between(a, b)
        } else {
            Validity::between(b, a)
        }
    })
}

fn fact<F: Fact>(mut fact: F, validity: Validity) -> F {
    fact.set_validity(validity);
    fact
}

prop_compose! {
    fn person()(
        spells in prop::collection::vec((validity(), 0..3usize, any::<bool>()), 0..4),
        statuses in prop::collection::vec((validity(), 0..3usize), 0..4),
        states in prop::collection::vec((validity(), 0..2usize), 0..3),
    ) -> PersonFacts {
        let mut facts = PersonFacts::default();
        for (validity, comune, disputed) in spells {
            facts.residences.push(fact(Residence {
                comune: ["036001", "036002", "036003"][comune].to_owned(),
                register: "APR".to_owned(),
                standing: if disputed { "D" } else { "A" }.to_owned(),
                ..Residence::default()
            }, validity));
        }
        for (validity, status) in statuses {
            facts.maritals.push(fact(Marital {
                status: ["1", "2", "9"][status].to_owned(),
                ..Marital::default()
            }, validity));
        }
        for (validity, state) in states {
            facts.citizenships.push(fact(Citizenship {
                state: ["100", "215"][state].to_owned(),
                ..Citizenship::default()
            }, validity));
        }
        facts
    }
}

fn declarations() -> Vec<Declaration> {
    vec![
        Declaration::Residence(ResidenceClaim {
            comune: Some("036001".to_owned()),
            ..ResidenceClaim::default()
        }),
        Declaration::MaritalStatus(MaritalStatus::Single),
        Declaration::FreeStatus,
        Declaration::Citizenship {
            state: "100".to_owned(),
            since: None,
        },
        Declaration::Alive,
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// The order in which facts were read never changes an answer, reasons included.
    #[test]
    fn the_order_of_facts_does_not_matter(facts in person(), day in day()) {
        let mut turned = facts.clone();
        turned.residences.reverse();
        turned.maritals.reverse();
        turned.citizenships.reverse();
        for declaration in declarations() {
            prop_assert_eq!(
                ask(&declaration, &facts, day),
                ask(&declaration, &turned, day),
                "{:?}", declaration
            );
        }
    }

    /// An uncertain date resolved in any way that it leaves open never contradicts the answer given
    /// before: what was S or N stays so.
    #[test]
    fn what_is_certain_stays_certain(
        status in prop::sample::select(vec!["1", "2"]),
        from in date(),
        pick in 0.0..1.0f64,
        day in day(),
    ) {
        let declaration = Declaration::MaritalStatus(MaritalStatus::Single);
        let known = |from: UncertainDate| {
            let mut facts = PersonFacts::default();
            let always = Validity::since(UncertainDate::exact(Day(19500101)));
            facts.residences.push(fact(Residence {
                comune: "036001".to_owned(),
                register: "APR".to_owned(),
                standing: "A".to_owned(),
                ..Residence::default()
            }, always));
            // Before, the other status: single until the change, or married until it.
            let other = if status == "1" { "2" } else { "1" };
            facts.maritals.push(fact(
                Marital { status: other.to_owned(), ..Marital::default() },
                Validity::between(UncertainDate::exact(Day::MIN), from),
            ));
            facts.maritals.push(fact(
                Marital { status: status.to_owned(), ..Marital::default() },
                Validity::since(from),
            ));
            ask(&declaration, &facts, day)
        };
        let before = known(from);
        let first = from.first.max(Day(19000101));
        let span = first.days_until(from.last).unwrap_or(0);
        let resolved = known(UncertainDate::exact(first.add_days((span as f64 * pick) as i64)));
        if before.outcome != Outcome::Undetermined {
            prop_assert_eq!(before, resolved);
        }
    }

    /// No certain mismatch while a fact in question is uncertain.
    #[test]
    fn never_a_no_while_a_fact_in_question_is_uncertain(facts in person(), day in day()) {
        use schema::date::Truth;
        let uncertain = |v: Validity| v.at(day) == Truth::Uncertain;
        let status = ask(&Declaration::MaritalStatus(MaritalStatus::Single), &facts, day);
        if facts.maritals.iter().any(|f| uncertain(f.validity())) {
            prop_assert_ne!(status.outcome, Outcome::No);
        }
        // Beside a citizenship that surely holds, another may be uncertain.
        let held = facts.citizenships.iter().any(|f| f.validity().at(day) == Truth::Yes);
        if !held && facts.citizenships.iter().any(|f| uncertain(f.validity())) {
            let declared = Declaration::Citizenship { state: "436".to_owned(), since: None };
            prop_assert_ne!(ask(&declared, &facts, day).outcome, Outcome::No);
        }
        let claim = ResidenceClaim {
            comune: Some("036001".to_owned()),
            ..ResidenceClaim::default()
        };
        let residence = ask(&Declaration::Residence(claim), &facts, day);
        let in_question = facts.residences.iter().any(|f| uncertain(f.validity()));
        if in_question {
            // Certain only if every spell in question is of one Comune and one of them surely holds.
            let comuni: std::collections::HashSet<&str> = facts
                .residences
                .iter()
                .filter(|f| f.validity().at(day) != Truth::No)
                .map(|f| f.comune.as_str())
                .collect();
            prop_assert!(
                residence.outcome != Outcome::No || (comuni.len() == 1 && !comuni.contains("036001"))
            );
        }
        if facts.residences.iter().any(|f| f.standing == "D" && f.validity().at(day) != Truth::No) {
            prop_assert_eq!(residence.outcome, Outcome::Undetermined);
        }
    }

    /// Names compare the same way round and however they are written.
    #[test]
    fn names_compare_symmetrically(a in "[A-Za-zàèìòù' -]{0,12}", b in "[A-Za-zàèìòù' -]{0,12}") {
        use crate::check::person::name;
        prop_assert_eq!(name(&a, &b), name(&b, &a));
        prop_assert_eq!(name(&a.to_uppercase(), &a.replace(' ', "-")), Verdict::Match);
    }

    /// A code that is not the subject's is never S, and a declared person is never S without a match
    /// of every field.
    #[test]
    fn an_unrecorded_person_never_matches(day in day(), surname in "[A-Z]{1,8}") {
        let declared = PersonRef { surname: Some(surname), ..PersonRef::default() };
        for declaration in [
            Declaration::Generalities(declared.clone()),
            Declaration::Fatherhood(declared.clone()),
            Declaration::BirthOfChild(declared),
        ] {
            prop_assert_eq!(
                ask(&declaration, &PersonFacts::default(), day).outcome,
                Outcome::Undetermined
            );
        }
    }
}
