//! Made-up histories: few days, so that facts meet, touch and overlap; versions; uncertain dates.

use proptest::prelude::*;
use schema::codes::{ConsultationField, ConsultationKind, EventKind};
use schema::date::{Day, UncertainDate, Validity};
use schema::facts::{
    Address, Death, Document, Fact, Identifier, Identity, Marital, Membership, PersonFacts,
    RegisterEvent, Residence, STILL_KNOWN,
};

use crate::check::Scope;
use crate::consultation::Granted;
use crate::consultation::sheet::DwellingAddress;
use crate::consultation::view::{Material, Question, Target};

pub const COMUNE: &str = "036023";
pub const LAST: i64 = 6;

/// A version of a fact: when it held, between which numbers it was known.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    pub held: Validity,
    pub known_from: i64,
    pub known_to: i64,
}

pub fn place<F: Fact>(
    mut fact: F,
    person: i64,
    frame: Frame,
    seq: usize,
    known: fn(&mut F, i64),
) -> F {
    fact.place(person, frame.known_from, seq as i32);
    fact.set_validity(frame.held);
    known(&mut fact, frame.known_to);
    fact
}

macro_rules! fact {
    ($Row:ident { $($field:ident : $value:expr),* $(,)? }, $person:expr, $frame:expr, $seq:expr) => {
        $crate::consultation::view::tests::made_up::place($Row { $($field: $value,)* ..$Row::default() }, $person, $frame, $seq, |row, to| row.known_to = to)
    };
}
pub(super) use fact;

/// Days of few years, so that facts meet, touch and overlap.
pub fn day() -> impl Strategy<Value = Day> {
    (0..6_i32, 1..13_i32, prop_oneof![Just(1), Just(15)])
        .prop_map(|(year, month, day)| Day((2010 + year) * 10_000 + month * 100 + day))
}

pub fn date() -> impl Strategy<Value = UncertainDate> {
    prop_oneof![
        3 => day().prop_map(UncertainDate::exact),
        1 => (day(), day()).prop_map(|(a, b)| UncertainDate { first: a.min(b), last: a.max(b) }),
    ]
}

pub fn held() -> impl Strategy<Value = Validity> {
    (
        date(),
        prop_oneof![1 => Just(UncertainDate::OPEN), 2 => date()],
    )
        .prop_map(|(a, b)| {
            // What ended before it began is no fact of a register.
            let (from, to) = if b.first < a.first { (b, a) } else { (a, b) };
            if to.last <= from.last && !to.is_open() {
                Validity::since(from)
            } else {
                Validity::between(from, to)
            }
        })
}

pub fn frame() -> impl Strategy<Value = Frame> {
    (
        held(),
        1..=LAST,
        prop_oneof![2 => Just(STILL_KNOWN), 1 => 2..=LAST + 1],
    )
        .prop_map(|(held, known_from, to)| Frame {
            held,
            known_from,
            known_to: if to > known_from { to } else { STILL_KNOWN },
        })
}

pub fn frames(most: usize) -> impl Strategy<Value = Vec<(Frame, u8)>> {
    proptest::collection::vec((frame(), 0..4_u8), 0..=most)
}

pub fn facts(person: i64) -> impl Strategy<Value = PersonFacts> {
    let some = || frames(3);
    (
        some(),
        some(),
        some(),
        some(),
        some(),
        some(),
        some(),
        some(),
        some(),
    )
        .prop_map(
            move |(names, codes, spells, homes, places, states, papers, deaths, events)| {
                let of = |frames: Vec<(Frame, u8)>| frames.into_iter().enumerate();
                PersonFacts {
                    identities: of(names)
                        .map(|(seq, (frame, n))| {
                            fact!(
                                Identity {
                                    surname: format!("COGNOME{n}"),
                                    names: format!("N{person}"),
                                    birth_first: 1980_01_01,
                                    birth_last: 1980_01_01
                                },
                                person,
                                frame,
                                seq
                            )
                        })
                        .collect(),
                    identifiers: of(codes)
                        .map(|(seq, (frame, n))| {
                            let kind = ["CF", "ANPR", "COMUNE", "CF"][usize::from(n)];
                            fact!(
                                Identifier {
                                    kind: kind.to_owned(),
                                    value: format!("V{person}{n}")
                                },
                                person,
                                frame,
                                seq
                            )
                        })
                        .collect(),
                    residences: of(spells)
                        .map(|(seq, (frame, n))| {
                            let reason = ["", "1", "3", "6"][usize::from(n)];
                            fact!(
                                Residence {
                                    comune: COMUNE.to_owned(),
                                    register: "APR".to_owned(),
                                    exit_reason: reason.to_owned(),
                                    standing: "A".to_owned()
                                },
                                person,
                                frame,
                                seq
                            )
                        })
                        .collect(),
                    addresses: of(homes)
                        .map(|(seq, (frame, n))| {
                            fact!(
                                Address {
                                    kind: "1".to_owned(),
                                    comune: COMUNE.to_owned(),
                                    street_code: "10".to_owned(),
                                    number: i32::from(n / 2)
                                },
                                person,
                                frame,
                                seq
                            )
                        })
                        .collect(),
                    memberships: of(places)
                        .map(|(seq, (frame, n))| {
                            let (kind, code) =
                                [("F", "1"), ("F", "1"), ("F", "2"), ("C", "1")][usize::from(n)];
                            fact!(
                                Membership {
                                    comune: COMUNE.to_owned(),
                                    household_kind: kind.to_owned(),
                                    household_code: code.to_owned(),
                                    role: (n + 1).to_string(),
                                    ordinal: i32::from(n)
                                },
                                person,
                                frame,
                                seq
                            )
                        })
                        .collect(),
                    maritals: of(states)
                        .map(|(seq, (frame, n))| {
                            fact!(
                                Marital {
                                    status: (n + 1).to_string()
                                },
                                person,
                                frame,
                                seq
                            )
                        })
                        .collect(),
                    documents: of(papers)
                        .map(|(seq, (frame, n))| {
                            let kind = ["CI", "PASS", "SOGG", "?"][usize::from(n)];
                            fact!(
                                Document {
                                    kind: kind.to_owned(),
                                    number: format!("D{n}")
                                },
                                person,
                                frame,
                                seq
                            )
                        })
                        .collect(),
                    deaths: of(deaths)
                        .map(|(seq, (frame, n))| {
                            fact!(
                                Death {
                                    act: format!("A{n}")
                                },
                                person,
                                frame,
                                seq
                            )
                        })
                        .collect(),
                    events: of(events)
                        .map(|(seq, (frame, n))| {
                            let kind = [
                                EventKind::Birth,
                                EventKind::Death,
                                EventKind::Marriage,
                                EventKind::Divorce,
                            ][usize::from(n)];
                            fact!(
                                RegisterEvent {
                                    kind: kind.code().to_owned(),
                                    comune: COMUNE.to_owned()
                                },
                                person,
                                frame,
                                seq
                            )
                        })
                        .collect(),
                    ..PersonFacts::default()
                }
            },
        )
}

pub fn material() -> impl Strategy<Value = Material> {
    (facts(1), facts(2), facts(3)).prop_map(|(a, b, c)| Material {
        people: [(1, a), (2, b), (3, c)].into(),
        scope: Scope::All,
        ..Material::default()
    })
}

pub fn granted() -> impl Strategy<Value = Granted> {
    proptest::sample::subsequence(
        ConsultationField::ALL.to_vec(),
        0..=ConsultationField::ALL.len(),
    )
    .prop_map(|fields| fields.into_iter().collect())
}

pub fn kind() -> impl Strategy<Value = ConsultationKind> {
    proptest::sample::select(vec![
        ConsultationKind::Individual,
        ConsultationKind::Family,
        ConsultationKind::Institution,
        ConsultationKind::Dwelling,
        ConsultationKind::History,
    ])
}

pub fn question() -> impl Strategy<Value = Question> {
    (kind(), day(), 0..=LAST, granted()).prop_map(|(kind, day, known_at, granted)| Question {
        kind,
        day,
        known_at,
        granted,
    })
}

pub fn target(kind: ConsultationKind) -> Target {
    if kind == ConsultationKind::Dwelling {
        let address = Address {
            kind: "1".to_owned(),
            comune: COMUNE.to_owned(),
            street_code: "10".to_owned(),
            number: 1,
            ..Address::default()
        };
        Target::Dwelling(None, DwellingAddress::of(&address))
    } else {
        Target::Person(1)
    }
}

pub fn each(material: &Material, change: impl Fn(&PersonFacts) -> PersonFacts) -> Material {
    Material {
        people: material
            .people
            .iter()
            .map(|(id, facts)| (*id, change(facts)))
            .collect(),
        ..material.clone()
    }
}
