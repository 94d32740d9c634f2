//! Sheets against made-up histories: versions, uncertain dates, masks.

mod families;
mod made_up;

use proptest::prelude::*;
use schema::codes::{ConsultationField, ConsultationKind, EventKind};
use schema::date::{Truth, UncertainDate, Validity};
use schema::facts::{Fact, Membership, PersonFacts, STILL_KNOWN, Subject};

use super::{Question, Target, compare, view};
use crate::consultation::Granted;
use crate::consultation::sheet::{ChangeKind, HouseholdSheet, PersonSheet, Sheet, Topic};
use made_up::{day, each, material, question, target};

/// What stood in the tables at that number: nothing later, and what was superseded later still believed.
fn as_it_stood(facts: &PersonFacts, number: i64) -> PersonFacts {
    macro_rules! stood {
        ($($field:ident)*) => {
            PersonFacts { $($field: facts.$field.iter().filter(|row| row.known_from <= number).cloned().map(|mut row| {
                if row.known_to > number { row.known_to = STILL_KNOWN; }
                row
            }).collect(),)* }
        };
    }
    stood!(identifiers identities residences addresses memberships maritals bonds parentages citizenships documents
        deaths procedures events)
}

fn sheet_of(sheet: &Sheet) -> Option<&PersonSheet> {
    match sheet {
        Sheet::Person(one) | Sheet::Timeline(one) => Some(one),
        _ => None,
    }
}

fn households(sheet: Sheet) -> Vec<HouseholdSheet> {
    match sheet {
        Sheet::Households(_, sheets) => sheets,
        other => panic!("{other:?}"),
    }
}

/// Changes whatever is not granted; what is granted stays.
fn scrambled(facts: &PersonFacts, question: &Question) -> PersonFacts {
    let mut other = facts.clone();
    let shows = |subject: Subject| {
        Topic::ALL
            .iter()
            .any(|topic| topic.subject() == subject && question.granted.shows(*topic))
    };
    let family = matches!(
        question.kind,
        ConsultationKind::Family | ConsultationKind::Institution
    );
    let dwelling = question.kind == ConsultationKind::Dwelling;
    if !shows(Subject::Identities) {
        other.identities.clear();
    }
    for row in &mut other.identifiers {
        let topic = match row.kind.as_str() {
            "CF" => Topic::CodiceFiscale,
            "ANPR" => Topic::AnprId,
            _ => Topic::CardNumber,
        };
        if !question.granted.shows(topic) {
            row.value = "ALTRO".to_owned();
        }
    }
    for row in &mut other.residences {
        if !question.granted.has(ConsultationField::Death) {
            row.exit_reason = "9".to_owned();
        }
    }
    if !shows(Subject::Residences) {
        other.residences.clear();
        other.events.clear();
    }
    if !question.granted.has(ConsultationField::Death) {
        other.deaths.clear();
        other
            .events
            .retain(|row| row.kind != EventKind::Death.code());
    }
    if !shows(Subject::Addresses) && !dwelling {
        other.addresses.clear();
    }
    // The kind itself shows who stands on the sheet; what they are there is a field.
    if !shows(Subject::Memberships) && !family {
        other.memberships.clear();
    }
    for row in &mut other.memberships {
        if !question.granted.has(ConsultationField::Kinship) {
            row.role = "7".to_owned();
            row.ordinal = 9 - row.ordinal;
        }
    }
    if !shows(Subject::Maritals) {
        other.maritals.clear();
    }
    for row in &mut other.documents {
        let topic = if row.kind == "SOGG" {
            Topic::StayPermits
        } else {
            Topic::Documents
        };
        if !question.granted.shows(topic) {
            row.number = "ALTRO".to_owned();
        }
    }
    other
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn as_known_at_is_what_stood_in_the_tables_then(material in material(), question in question()) {
        let then = each(&material, |facts| as_it_stood(facts, question.known_at));
        let target = target(question.kind);
        prop_assert_eq!(view(&question, &material, &target), view(&question, &then, &target));
        if question.kind != ConsultationKind::History {
            let believed = each(&material, |facts| facts.known_at(question.known_at));
            let now = Question { granted: question.granted.without(ConsultationField::Provenance), ..question };
            prop_assert_eq!(view(&now, &material, &target), view(&now, &believed, &target));
        }
    }

    #[test]
    fn what_is_masked_never_leaks(material in material(), question in question(), other in day()) {
        let target = target(question.kind);
        let changed = each(&material, |facts| scrambled(facts, &question));
        prop_assert_eq!(view(&question, &material, &target), view(&question, &changed, &target));
        prop_assert_eq!(
            compare(&question, &material, &target, other),
            compare(&question, &changed, &target, other)
        );
        if let Some(sheet) = sheet_of(&view(&question, &material, &target)) {
            for section in &sheet.sections {
                prop_assert_eq!(section.items.is_masked(), !question.granted.shows(section.topic));
            }
        }
    }

    #[test]
    fn a_sheet_holds_what_may_hold_on_the_day_and_says_how_surely(material in material(), mut question in question()) {
        question.kind = ConsultationKind::Individual;
        question.granted = Granted::all();
        let sheet = view(&question, &material, &Target::Person(1));
        let sheet = sheet_of(&sheet).unwrap();
        let facts = material.people[&1].known_at(question.known_at);
        let model = |rows: Vec<Validity>| {
            let mut truths: Vec<_> = rows.iter().filter(|held| held.at(question.day) != Truth::No).collect();
            truths.sort_by_key(|held| (held.from, held.to));
            truths.into_iter().copied().collect::<Vec<_>>()
        };
        let of = |topic| sheet.items(topic).iter().map(|item| item.held).collect::<Vec<_>>();
        prop_assert_eq!(of(Topic::MaritalStatus), model(facts.maritals.iter().map(Fact::validity).collect()));
        prop_assert_eq!(of(Topic::Address), model(facts.addresses.iter().map(Fact::validity).collect()));
        prop_assert_eq!(of(Topic::Household), model(facts.memberships.iter().map(Fact::validity).collect()));
        prop_assert_eq!(of(Topic::Death), model(facts.deaths.iter().map(Fact::validity).collect()));
        for section in &sheet.sections {
            for item in section.items.all() {
                prop_assert_eq!(item.on_day, item.held.at(question.day));
            }
        }
    }

    /// However the uncertain dates turn out, whoever surely stands on a sheet stands there, and who is not there does not.
    #[test]
    fn nothing_uncertain_is_guessed(
        material in material(),
        question in question(),
        chances in proptest::collection::vec(0.0..=1.0_f64, 64),
    ) {
        let question = Question { kind: ConsultationKind::Family, granted: Granted::all(), ..question };
        let certain = each(&material, |facts| PersonFacts {
            memberships: facts.memberships.iter().map(|row| settled(row, &chances)).collect(),
            ..facts.clone()
        });
        let uncertain = households(view(&question, &material, &Target::Person(1)));
        let settled = households(view(&question, &certain, &Target::Person(1)));
        for sheet in &settled {
            let before = uncertain.iter().find(|one| one.key == sheet.key);
            prop_assert!(before.is_some());
            for member in &sheet.members {
                prop_assert!(before.unwrap().members.iter().any(|one| one.who.person_id == member.who.person_id));
            }
        }
        for sheet in uncertain.iter().filter(|sheet| sheet.on_day == Truth::Yes) {
            let after = settled.iter().find(|one| one.key == sheet.key);
            prop_assert!(after.is_some());
            for member in sheet.members.iter().filter(|member| member.on_day == Truth::Yes) {
                let same = after.unwrap().members.iter().find(|one| one.who.person_id == member.who.person_id);
                prop_assert_eq!(same.map(|one| one.on_day), Some(Truth::Yes));
            }
        }
    }

    /// Who came and did not leave is there.
    #[test]
    fn the_history_of_a_sheet_leads_to_its_composition(material in material(), question in question()) {
        let question = Question { kind: ConsultationKind::Family, granted: Granted::all(), ..question };
        let exact = each(&material, |facts| PersonFacts {
            memberships: facts.memberships.iter().map(|row| settled(row, &[0.5; 64])).collect(),
            ..facts.clone()
        });
        // Two rows of one person that overlap are no stay after a stay.
        let alone = each(&exact, |facts| {
            let mut kept: Vec<Membership> = Vec::new();
            for row in &facts.known_at(question.known_at).memberships {
                if kept.iter().all(|one| !one.validity().may_overlap(&row.validity())) {
                    kept.push(row.clone());
                }
            }
            PersonFacts { memberships: kept, ..facts.clone() }
        });
        for sheet in households(view(&question, &alone, &Target::Person(1))) {
            let mut there = std::collections::BTreeSet::new();
            for change in sheet.history.all() {
                let id = change.who.person_id;
                match &change.kind {
                    ChangeKind::Joined(_) => prop_assert!(there.insert(id)),
                    ChangeKind::Left => prop_assert!(there.remove(&id)),
                    ChangeKind::Role { before, after } => prop_assert!(there.contains(&id) && before != after),
                }
            }
            let members: std::collections::BTreeSet<i64> =
                sheet.members.iter().map(|member| member.who.person_id).collect();
            prop_assert_eq!(there, members);
        }
    }

    #[test]
    fn a_sheet_does_not_differ_from_itself(material in material(), question in question()) {
        let target = target(question.kind);
        prop_assert_eq!(compare(&question, &material, &target, question.day).differences, vec![]);
        let names = view(&question, &material, &target).people();
        let distinct: std::collections::BTreeSet<_> = names.iter().collect();
        prop_assert_eq!(distinct.len(), names.len());
    }
}

/// The same with its dates settled; the same uncertain date always turns out the same.
fn settled(row: &Membership, chances: &[f64]) -> Membership {
    let choose = |date: UncertainDate| {
        if date.is_open() || date.is_exact() {
            return date;
        }
        let days = date.first.days_until(date.last).unwrap_or(0);
        let chance = chances[(date.first.0 as usize + date.last.0 as usize) % chances.len()];
        UncertainDate::exact(date.first.add_days((days as f64 * chance) as i64))
    };
    let mut row = row.clone();
    let held = row.validity();
    row.set_validity(Validity::between(choose(held.from), choose(held.to)));
    row
}
