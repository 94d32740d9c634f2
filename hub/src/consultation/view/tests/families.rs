//! Families as they were.

use schema::codes::ConsultationKind;
use schema::date::{Day, Truth, UncertainDate, Validity};
use schema::facts::{Identity, Membership, PersonFacts, STILL_KNOWN};

use super::households;
use super::made_up::{COMUNE, Frame, fact};
use crate::check::Scope;
use crate::consultation::Granted;
use crate::consultation::sheet::{ChangeKind, Head, HouseholdSheet, Shown, Topic, Value};
use crate::consultation::view::{Material, Question, Target, compare, view};

fn exact(from: &str, to: &str) -> Frame {
    Frame {
        held: Validity::between(
            UncertainDate::parse(from).unwrap(),
            UncertainDate::parse(to).unwrap(),
        ),
        known_from: 1,
        known_to: STILL_KNOWN,
    }
}

fn on_sheet(person: i64, role: &str, place_of: i32, frame: Frame, seq: usize) -> Membership {
    fact!(
        Membership {
            comune: COMUNE.to_owned(),
            household_kind: "F".to_owned(),
            household_code: "77".to_owned(),
            role: role.to_owned(),
            ordinal: place_of,
        },
        person,
        frame,
        seq
    )
}

fn named(person: i64, surname: &str) -> Identity {
    fact!(
        Identity {
            surname: surname.to_owned(),
            names: "ANNA".to_owned(),
            sex: "F".to_owned(),
            birth_first: 1990_03_01,
            birth_last: 1990_03_31,
            birth_place: "F257".to_owned()
        },
        person,
        exact("1990-03", ".."),
        0
    )
}

/// A family of three: the head dies, the daughter takes her place within a month that is all that is known.
fn family() -> Material {
    let facts = |id: i64, memberships| PersonFacts {
        identities: vec![named(id, ["", "ROSSI", "BIANCHI", "VERDI"][id as usize])],
        memberships,
        ..PersonFacts::default()
    };
    Material {
        people: [
            (
                1,
                facts(
                    1,
                    vec![on_sheet(1, "1", 1, exact("2000-05-01", "2019-06"), 0)],
                ),
            ),
            (
                2,
                facts(
                    2,
                    vec![
                        on_sheet(2, "3", 2, exact("2001-02-10", "2019-06"), 0),
                        on_sheet(2, "1", 1, exact("2019-06", ".."), 1),
                    ],
                ),
            ),
            (
                3,
                facts(3, vec![on_sheet(3, "13", 3, exact("2021-01-01", ".."), 0)]),
            ),
        ]
        .into(),
        scope: Scope::All,
        ..Material::default()
    }
}

fn on(day: &str) -> HouseholdSheet {
    let question = Question {
        kind: ConsultationKind::Family,
        day: Day::parse_iso(day).unwrap(),
        known_at: 1,
        granted: Granted::all(),
    };
    households(view(&question, &family(), &Target::Person(2))).remove(0)
}

fn who(sheet: &HouseholdSheet) -> Vec<(String, Truth)> {
    sheet
        .members
        .iter()
        .map(|member| (member.who.name().unwrap(), member.on_day))
        .collect()
}

#[test]
fn a_family_as_it_was() {
    let sheet = on("2010-01-01");
    assert_eq!(
        who(&sheet),
        [
            ("ROSSI ANNA".to_owned(), Truth::Yes),
            ("BIANCHI ANNA".to_owned(), Truth::Yes)
        ]
    );
    assert_eq!(sheet.head, Shown::Value(Head::One(0)));
    assert_eq!(sheet.history.all().len(), 2);

    // In that month both may head it; that the daughter stands on it is sure all the same.
    let sheet = on("2019-06-10");
    assert_eq!(
        who(&sheet),
        [
            ("ROSSI ANNA".to_owned(), Truth::Uncertain),
            ("BIANCHI ANNA".to_owned(), Truth::Yes)
        ]
    );
    assert_eq!(sheet.head, Shown::Value(Head::Perhaps(vec![0, 1])));

    let sheet = on("2020-01-01");
    assert_eq!(who(&sheet), [("BIANCHI ANNA".to_owned(), Truth::Yes)]);
    assert_eq!(sheet.head, Shown::Value(Head::One(0)));
    let told: Vec<_> = sheet
        .history
        .all()
        .iter()
        .map(|change| (change.when.italian(), &change.kind))
        .collect();
    assert_eq!(told.len(), 4);
    assert_eq!(told[2], ("06/2019".to_owned(), &ChangeKind::Left));
    let role = ChangeKind::Role {
        before: "3".to_owned(),
        after: "1".to_owned(),
    };
    assert_eq!(told[3], ("06/2019".to_owned(), &role));
}

#[test]
fn two_dates_of_a_family_are_compared_member_by_member() {
    let question = Question {
        kind: ConsultationKind::Family,
        day: Day(2021_06_01),
        known_at: 1,
        granted: Granted::all(),
    };
    let compared = compare(&question, &family(), &Target::Person(2), Day(2010_01_01));
    let told: Vec<_> = compared
        .differences
        .iter()
        .map(|d| {
            (
                d.code,
                d.what.as_str(),
                d.on_other_day.join("|"),
                d.on_day.join("|"),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (
                "componente",
                "ROSSI ANNA",
                "scheda 77 Intestatario/a della scheda".to_owned(),
                String::new()
            ),
            (
                "componente",
                "BIANCHI ANNA",
                "scheda 77 Figlio/a".to_owned(),
                "scheda 77 Intestatario/a della scheda".to_owned()
            ),
            (
                "componente",
                "VERDI ANNA",
                String::new(),
                "scheda 77 Altro parente".to_owned()
            ),
            (
                "intestatario",
                "Intestatario",
                "ROSSI ANNA".to_owned(),
                "BIANCHI ANNA".to_owned()
            ),
        ]
    );
}

#[test]
fn a_sheet_of_a_comune_outside_the_scope_is_not_shown() {
    let material = Material {
        scope: Scope::of(vec!["036001".to_owned()]),
        ..family()
    };
    let question = Question {
        kind: ConsultationKind::Family,
        day: Day(2010_01_01),
        known_at: 1,
        granted: Granted::all(),
    };
    assert_eq!(
        households(view(&question, &material, &Target::Person(2))),
        []
    );
}

#[test]
fn facts_are_told_in_words() {
    let generalities = on("2020-01-01").members[0].who.items(Topic::Generalities)[0].clone();
    assert_eq!(
        generalities.value.words(),
        "BIANCHI ANNA, nata 03/1990 a Modena"
    );
    let parts = generalities.value.parts();
    let told: Vec<_> = parts
        .iter()
        .map(|p| (p.name, p.value.as_deref().unwrap(), p.text.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("cognome", "BIANCHI", "BIANCHI"),
            ("nome", "ANNA", "ANNA"),
            ("sesso", "F", "Femmina"),
            ("dataNascita", "1990-03", "03/1990"),
            ("luogoNascita", "F257", "Modena"),
        ]
    );
    let address = Value::Address(crate::consultation::sheet::Address {
        comune: COMUNE.to_owned(),
        street_code: "12".to_owned(),
        street: "VIA EMILIA".to_owned(),
        number: 12,
        exponent: "A".to_owned(),
        interior: "3".to_owned(),
        postal_code: "41121".to_owned(),
        coordinates: Some((44_647_000, -5)),
        ..crate::consultation::sheet::Address::default()
    });
    assert_eq!(address.words(), "VIA EMILIA 12/A, interno 3, 41121 Modena");
    assert!(address.parts().iter().any(|part| part.text == "-0.000005"));
}
