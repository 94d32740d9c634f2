//! The cases of docs/checks.md: its tables are read and run, so that the document and the code agree.

mod declared;
mod people;

use std::collections::BTreeMap;

use declared::parse;
use people::{books, people, plans};
use schema::codes::CheckKind;
use schema::date::Day;
use schema::facts::{PersonFacts, Subject, SubjectSet};

use super::*;

const DOCUMENT: &str = include_str!("../../../../docs/checks.md");
const KNOWN_AT: i64 = 10;

/// The rows of the table under a heading, cut into cells.
fn table(heading: &str) -> Vec<Vec<String>> {
    let after = DOCUMENT
        .split_once(&format!("\n{heading}\n"))
        .unwrap_or_else(|| panic!("docs/checks.md has no {heading}"))
        .1;
    after
        .lines()
        .skip_while(|line| !line.starts_with('|'))
        .take_while(|line| line.starts_with('|'))
        .skip(2)
        .map(|line| {
            line.trim_matches('|')
                .split('|')
                .map(|cell| cell.trim().to_owned())
                .collect()
        })
        .collect()
}

/// Whom a declaration names beside the subject.
fn named(declaration: &Declaration) -> Option<&PersonRef> {
    match declaration {
        Declaration::Marriage(claim) | Declaration::CivilUnion(claim) => claim.partner.as_ref(),
        Declaration::Widowhood { partner, .. } => partner.as_ref(),
        Declaration::Motherhood(person)
        | Declaration::Fatherhood(person)
        | Declaration::BirthOfChild(person)
        | Declaration::DeathOfRelative {
            relative: person, ..
        } => Some(person),
        _ => None,
    }
}

/// Everyone's kin as the loader would find it.
fn kin(
    declaration: &Declaration,
    subject: Option<&PersonFacts>,
    people: &BTreeMap<String, PersonFacts>,
) -> Kin {
    let relative = named(declaration)
        .and_then(|person| person.codice_fiscale.as_ref())
        .and_then(|cf| {
            people
                .values()
                .find(|facts| facts.identifiers.iter().any(|i| i.value == *cf))
        });
    let sheets = subject.map_or(&[][..], |s| s.memberships.as_slice());
    let shares = |facts: &&PersonFacts| {
        facts
            .memberships
            .iter()
            .any(|m| sheets.iter().any(|s| s.household_code == m.household_code))
    };
    Kin {
        relative: relative.map_or(Found::Nobody, |facts| {
            Found::One(2, Box::new(facts.clone()))
        }),
        household: people.values().filter(shares).cloned().collect(),
        line: people.values().cloned().collect(),
    }
}

/// A row of the answers, ready to be asked.
struct Case {
    text: String,
    subject: Found,
    day: Day,
    scope: Scope,
    declaration: Declaration,
    kin: Kin,
    answer: String,
}

fn cases() -> Vec<Case> {
    let people = people();
    table("### Answers")
        .into_iter()
        .map(|row| {
            let [who, on, key, declares, answer] = row.as_slice() else {
                panic!("a case has five cells: {row:?}");
            };
            let found: Vec<&PersonFacts> = who.split('+').filter_map(|n| people.get(n)).collect();
            let subject = match found.as_slice() {
                [] => Found::Nobody,
                [one] => Found::One(1, Box::new((*one).clone())),
                many => Found::Several(many.iter().map(|f| (*f).clone()).collect()),
            };
            let declaration = parse(declares, &people);
            Case {
                text: format!("{who} {on} {key} {declares}"),
                day: Day::parse_iso(on).unwrap(),
                scope: if key.is_empty() {
                    Scope::All
                } else {
                    Scope::of(vec![key.clone()])
                },
                kin: kin(&declaration, subject.one(), &people),
                subject,
                declaration,
                answer: answer.clone(),
            }
        })
        .collect()
}

impl Case {
    fn ask(&self, subject: &Found) -> String {
        let question = Question {
            day: self.day,
            known_at: KNOWN_AT,
            scope: &self.scope,
            plans: &plans(),
            streets: &books(),
        };
        let dossier = Dossier {
            subject,
            kin: &self.kin,
        };
        evaluate(&self.declaration, dossier, &question).to_string()
    }
}

#[test]
fn the_answers_are_those_of_the_document() {
    let cases = cases();
    assert!(
        cases.len() > 150,
        "the table was not read whole: {}",
        cases.len()
    );
    let wrong: Vec<String> = cases
        .iter()
        .map(|case| (case, case.ask(&case.subject)))
        .filter(|(case, given)| *given != case.answer)
        .map(|(case, given)| format!("{}: {} expected, {given} given", case.text, case.answer))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Only the facts of these subjects.
fn restricted(facts: &PersonFacts, set: SubjectSet) -> PersonFacts {
    let mut facts = facts.clone();
    macro_rules! drop_others {
        ($($Subject:ident $field:ident),+ $(,)?) => {
            $( if !set.contains(Subject::$Subject) { facts.$field.clear(); } )+
        };
    }
    drop_others!(
        Identifiers identifiers, Identities identities, Residences residences,
        Addresses addresses, Memberships memberships, Maritals maritals, Bonds bonds,
        Parentages parentages, Citizenships citizenships, Documents documents, Deaths deaths,
        Procedures procedures, Events events,
    );
    facts
}

/// What else is asked together with a declaration, or by others in the same batch, makes more facts be
/// read; the answer must not depend on it.
#[test]
fn a_declaration_is_answered_the_same_alone_and_in_company() {
    let wrong: Vec<String> = cases()
        .iter()
        .filter_map(|case| {
            let needed = load::FRAME.union(case.declaration.needs());
            let alone = match &case.subject {
                Found::One(id, facts) => Found::One(*id, Box::new(restricted(facts, needed))),
                Found::Several(people) => {
                    Found::Several(people.iter().map(|p| restricted(p, needed)).collect())
                }
                Found::Nobody => Found::Nobody,
            };
            let (alone, company) = (case.ask(&alone), case.ask(&case.subject));
            (alone != company).then(|| format!("{}: {alone} alone, else {company}", case.text))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_kind_has_cases_with_each_answer() {
    let rows = table("### Answers");
    for kind in CheckKind::ALL {
        for outcome in ["S", "N", "A"] {
            assert!(
                rows.iter().any(|row| {
                    row[3].split_whitespace().next() == Some(kind.code())
                        && row[4].starts_with(outcome)
                }),
                "no case of {kind} answered {outcome}"
            );
        }
    }
}

#[test]
fn the_document_lists_every_kind_and_every_reason_with_its_text() {
    let kinds: Vec<String> = table("## Kinds")
        .into_iter()
        .map(|r| r[0].clone())
        .collect();
    let known: Vec<String> = CheckKind::ALL.iter().map(|k| format!("`{k}`")).collect();
    assert_eq!(kinds, known);
    let reasons: Vec<Vec<String>> = table("## Reasons");
    let known: Vec<Vec<String>> = ReasonCode::ALL
        .iter()
        .map(|r| vec![format!("`{r}`"), r.text().to_owned()])
        .collect();
    assert_eq!(reasons, known);
}
