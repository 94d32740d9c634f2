//! Invented records of every shape that the layouts can say.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use schema::codes::{
    AddressKind, BondKind, Certifiability, DocumentKind, EntryReason, EventKind, ExitReason,
    InstitutionRole, Kinship, MaritalStatus, MarriageEnd, ProcedureKind, Sex,
};
use schema::codice_fiscale::CodiceFiscale;
use schema::date::{Day, UncertainDate, Validity};
use schema::facts::{
    Address, Bond, Citizenship, Death, Document, Fact, Identifier, Identity, Marital, Membership,
    Parentage, PersonFacts, Procedure, RegisterEvent, Residence, SubjectSet,
};
use schema::id_anpr::IdAnpr;
use schema::names::name_key;
use schema::tables::{HouseholdRow, StreetRow};
use sync::record::PersonRecord;

pub const COMUNE: &str = "036023";
pub const EXTRACTED: Day = Day(2023_01_01);

/// A text without spaces around it, with what needs escaping.
pub fn text() -> impl Strategy<Value = String> {
    "[A-ZÀÈÌÒÙß'&<>\"][A-ZÀÈ '&<>\"€-]{0,12}[A-Z&'<>.]"
}

pub fn maybe_text() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), text()]
}

fn maybe_code(codes: Vec<&'static str>) -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), select(codes).prop_map(str::to_owned)]
}

fn code(codes: Vec<&'static str>) -> impl Strategy<Value = String> {
    select(codes).prop_map(str::to_owned)
}

macro_rules! codes {
    ($List:ident) => {
        $List::ALL.iter().map(|c| c.code()).collect::<Vec<_>>()
    };
}

pub fn day(years: std::ops::RangeInclusive<i32>) -> impl Strategy<Value = Day> {
    (years, 1..=12_u32, 1..=28_u32)
        .prop_map(|(y, m, d)| Day::from_ymd(y, m, d).expect("every month has 28 days"))
}

pub fn date(years: std::ops::RangeInclusive<i32>) -> impl Strategy<Value = UncertainDate> {
    (day(years.clone()), day(years), 0..5).prop_map(|(a, b, shape)| match shape {
        0 => UncertainDate::year(a.year()).expect("a year of the calendar"),
        1 => UncertainDate::month(a.year(), a.month()).expect("a month of the calendar"),
        2 => UncertainDate {
            first: a.min(b),
            last: a.max(b),
        },
        _ => UncertainDate::exact(a),
    })
}

/// Begun after 1940, so after every birth here.
fn begun() -> impl Strategy<Value = UncertainDate> {
    prop_oneof![
        4 => date(1940..=1989),
        1 => Just(UncertainDate::exact(Day::MIN)),
        1 => Just(UncertainDate::not_after(EXTRACTED)),
        1 => Just(UncertainDate::UNKNOWN),
    ]
}

fn held() -> impl Strategy<Value = Validity> {
    let ended = prop_oneof![2 => Just(UncertainDate::OPEN), 1 => date(1990..=2022), 1 => Just(UncertainDate::UNKNOWN)];
    (begun(), ended).prop_map(|(from, to)| Validity::between(from, to))
}

/// Facts one after the other in time, of which no two can overlap.
fn in_turn<F: Fact + std::fmt::Debug>(
    fact: impl Strategy<Value = F>,
) -> impl Strategy<Value = Vec<F>> {
    (vec(fact, 0..3), begun(), day(1990..=2000), day(2001..=2022)).prop_map(
        |(mut facts, from, middle, last)| {
            let ends = [from, middle.into(), last.into()];
            for (fact, span) in facts.iter_mut().zip(ends.windows(2)) {
                fact.set_validity(Validity::between(span[0], span[1]));
            }
            facts
        },
    )
}

fn at_times<F: Fact + std::fmt::Debug>(
    fact: impl Strategy<Value = F>,
) -> impl Strategy<Value = Vec<F>> {
    vec((fact, held()), 0..3).prop_map(|facts| {
        let timed = facts.into_iter().map(|(mut fact, held)| {
            fact.set_validity(held);
            fact
        });
        timed.collect()
    })
}

prop_compose! {
    pub fn identity()(
        surname in "[A-Z][A-ZÀ' ]{0,8}[A-Z]",
        names in "[A-Z][A-ZÈ ]{0,8}[A-Z]",
        missing in 0..8,
        sex in code(codes!(Sex)),
        birth in date(1920..=1930),
        birth_place in select(vec!["F257", "Z129", "B819", ""]),
        birth_place_name in maybe_text(),
    ) -> Identity {
        let surname = if missing == 1 { String::new() } else { surname };
        let names = if missing == 2 { String::new() } else { names };
        Identity {
            name_key: name_key(&surname, &names, birth.first.year()),
            surname, names, sex,
            birth_first: birth.first.0,
            birth_last: birth.last.0,
            birth_place: birth_place.to_owned(),
            birth_place_name,
            ..Identity::default()
        }
    }
}

pub fn fiscal_code() -> impl Strategy<Value = String> {
    (identity(), day(1920..=1930), any::<bool>()).prop_map(|(identity, birth, female)| {
        let sex = if female { Sex::Female } else { Sex::Male };
        CodiceFiscale::compute("ROSSI", &identity.names, sex, birth, "F257")
            .expect("surname, birth and place are given")
            .to_string()
    })
}

fn maybe_fiscal_code() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), fiscal_code()]
}

fn identifier() -> impl Strategy<Value = Identifier> {
    let make = |kind: &str, value: String, comune: &str, validation: &str| Identifier {
        kind: kind.to_owned(),
        value,
        comune: comune.to_owned(),
        validation: validation.to_owned(),
        ..Identifier::default()
    };
    prop_oneof![
        (fiscal_code(), select(vec!["", "1", "9"]))
            .prop_map(move |(value, v)| make("CF", value, "", v)),
        (0..IdAnpr::CAPACITY).prop_map(move |n| {
            make(
                "ANPR",
                IdAnpr::from_sequence(n)
                    .expect("within the capacity")
                    .to_string(),
                "",
                "",
            )
        }),
        (text(), select(vec![COMUNE, "036022", ""]))
            .prop_map(move |(value, c)| make("COMUNE", value, c, "")),
    ]
}

prop_compose! {
    fn residence()(
        comune in select(vec![COMUNE, "036022"]),
        register in select(vec!["APR", "AIRE"]),
        entry in maybe_code(codes!(EntryReason)),
        exit in maybe_code(codes!(ExitReason)),
        origin in select(vec!["", "036005", "235"]),
        destination in select(vec!["", "036005", "235"]),
        no_fixed_abode: bool,
    ) -> Residence {
        let apr = register == "APR";
        Residence {
            comune: comune.to_owned(),
            register: register.to_owned(),
            entry_reason: if apr { entry } else { "C01".to_owned() },
            origin: origin.to_owned(),
            exit_reason: if apr { exit } else { String::new() },
            destination: destination.to_owned(),
            no_fixed_abode,
            standing: "A".to_owned(),
            ..Residence::default()
        }
    }
}

prop_compose! {
    fn address()(
        kind in code(codes!(AddressKind)),
        comune in select(vec![COMUNE, "036022", ""]),
        street_code in maybe_text(),
        number in prop_oneof![Just(0), 1..=999_999],
        exponent in "[A-Z0-9/]{0,4}",
        (staircase, interior, section) in ("[A-Z0-9]{0,3}", "[0-9]{0,3}", "[0-9]{0,4}"),
        postal_code in "([0-9]{5})?",
        foreign_address in maybe_text(),
        foreign_state in select(vec!["", "235", "536"]),
        latitude in option::of(-90_000_000..=90_000_000),
        longitude in option::of(-180_000_000..=180_000_000),
    ) -> Address {
        Address {
            kind, comune: comune.to_owned(), street_code, number, exponent, staircase, interior, postal_code,
            section, foreign_address, foreign_state: foreign_state.to_owned(), latitude, longitude,
            ..Address::default()
        }
    }
}

prop_compose! {
    fn membership()(
        family: bool,
        comune in select(vec![COMUNE, "036022"]),
        household_code in text(),
        kinship in code(codes!(Kinship)),
        role in code(codes!(InstitutionRole)),
        ordinal in 0..=99_999,
    ) -> Membership {
        Membership {
            comune: comune.to_owned(),
            household_kind: if family { "F" } else { "C" }.to_owned(),
            household_code,
            role: if family { kinship } else { role },
            ordinal,
            ..Membership::default()
        }
    }
}

fn other_birth() -> impl Strategy<Value = UncertainDate> {
    prop_oneof![Just(UncertainDate::UNKNOWN), date(1880..=1950)]
}

prop_compose! {
    fn bond()(
        kind in code(codes!(BondKind)),
        partner_cf in maybe_fiscal_code(),
        (partner_surname, partner_names) in (maybe_text(), maybe_text()),
        birth in other_birth(),
        place in select(vec!["", "F257", "Z404"]),
        (place_name, act) in (maybe_text(), maybe_text()),
        reason in maybe_code(codes!(MarriageEnd)),
    ) -> Bond {
        let end_reason = if kind == "M" { reason } else { String::new() };
        // A bond of which nothing at all is said is refused.
        let said = [&partner_cf, &partner_surname, &partner_names, &place_name, &act];
        let place = if said.iter().all(|text| text.is_empty()) { "F257" } else { place };
        Bond {
            kind, partner_cf, partner_surname, partner_names,
            partner_birth_first: birth.first.0, partner_birth_last: birth.last.0,
            place: place.to_owned(), place_name, act, end_reason,
            ..Bond::default()
        }
    }
}

prop_compose! {
    fn parentage()(
        parent in select(vec!["P", "M"]),
        parent_cf in maybe_fiscal_code(),
        (parent_surname, parent_names) in (maybe_text(), maybe_text()),
        birth in other_birth(),
    ) -> Parentage {
        Parentage {
            parent: parent.to_owned(), parent_cf, parent_surname, parent_names,
            parent_birth_first: birth.first.0, parent_birth_last: birth.last.0,
            ..Parentage::default()
        }
    }
}

fn marital() -> impl Strategy<Value = Marital> {
    code(codes!(MaritalStatus)).prop_map(|status| Marital {
        status,
        ..Marital::default()
    })
}

fn citizenship() -> impl Strategy<Value = Citizenship> {
    select(vec!["100", "235", "460", ""]).prop_map(|state| Citizenship {
        state: state.to_owned(),
        ..Citizenship::default()
    })
}

fn document() -> impl Strategy<Value = Document> {
    (code(codes!(DocumentKind)), "[A-Z0-9]{1,20}", maybe_text()).prop_map(
        |(kind, number, issuer)| Document {
            kind,
            number,
            issuer,
            ..Document::default()
        },
    )
}

fn death() -> impl Strategy<Value = Death> {
    (select(vec!["", "F257"]), maybe_text(), maybe_text()).prop_map(|(place, place_name, act)| {
        Death {
            place: place.to_owned(),
            place_name,
            act,
            ..Death::default()
        }
    })
}

fn procedure() -> impl Strategy<Value = Procedure> {
    let certifiable = maybe_code(codes!(Certifiability));
    (
        code(codes!(ProcedureKind)),
        maybe_text(),
        select(vec![COMUNE, ""]),
        certifiable,
    )
        .prop_map(|(kind, protocol, comune, certifiability)| Procedure {
            kind,
            protocol,
            comune: comune.to_owned(),
            certifiability,
            ..Procedure::default()
        })
}

fn event() -> impl Strategy<Value = RegisterEvent> {
    let registered = prop_oneof![Just(Day::MIN), day(1990..=2022)];
    (
        code(codes!(EventKind)),
        registered,
        select(vec![COMUNE, "036022"]),
    )
        .prop_map(|(kind, day, comune)| RegisterEvent {
            kind,
            registered_on: day.0,
            comune: comune.to_owned(),
            ..RegisterEvent::default()
        })
}

/// Any record that the XML layout can say.
pub fn person() -> impl Strategy<Value = PersonRecord> {
    let first = (
        at_times(identifier()),
        (in_turn(identity()), identity(), begun()),
        in_turn(residence()),
        at_times(address()),
        at_times(membership()),
        in_turn(marital()),
        at_times(bond()),
    );
    let second = (
        at_times(parentage()),
        at_times(citizenship()),
        at_times(document()),
        at_times(death()),
        at_times(procedure()),
        at_times(event()),
    );
    (first, second, text(), 0..=SubjectSet::ALL.0, any::<bool>()).prop_map(
        |(first, second, local_id, bits, all)| {
            let (
                identifiers,
                (mut identities, identity, from),
                residences,
                mut addresses,
                memberships,
                maritals,
                bonds,
            ) = first;
            if identities.is_empty() {
                let mut only = identity;
                only.set_validity(Validity::since(from));
                identities.push(only);
            }
            // Of homes there can be only one at a time.
            addresses.retain({
                let mut homes = 0;
                move |a| {
                    homes += usize::from(a.kind == "1");
                    a.kind != "1" || homes == 1
                }
            });
            let (parentages, citizenships, documents, deaths, procedures, events) = second;
            let facts = PersonFacts {
                identifiers,
                identities,
                residences,
                addresses,
                memberships,
                maritals,
                bonds,
                parentages,
                citizenships,
                documents,
                deaths,
                procedures,
                events,
            };
            let asserts = if all {
                SubjectSet::ALL
            } else {
                SubjectSet(bits)
            };
            PersonRecord {
                line: 0,
                local_id,
                asserts,
                facts: only(facts, asserts),
            }
        },
    )
}

/// The facts of those subjects.
fn only(mut facts: PersonFacts, asserts: SubjectSet) -> PersonFacts {
    macro_rules! keep {
        ($($Subject:ident $field:ident),+ $(,)?) => {
            $( if !asserts.contains(schema::facts::Subject::$Subject) { facts.$field.clear(); } )+
        };
    }
    keep!(
        Identifiers identifiers, Identities identities, Residences residences, Addresses addresses,
        Memberships memberships, Maritals maritals, Bonds bonds, Parentages parentages,
        Citizenships citizenships, Documents documents, Deaths deaths, Procedures procedures, Events events,
    );
    facts
}

pub fn street() -> impl Strategy<Value = StreetRow> {
    (text(), maybe_text(), text(), held()).prop_map(|(code, street_type, name, held)| StreetRow {
        comune: COMUNE.to_owned(),
        code,
        known_from: 0,
        seq: 0,
        known_to: 0,
        from_first: held.from.first.0,
        from_last: held.from.last.0,
        to_first: held.to.first.0,
        to_last: held.to.last.0,
        street_type,
        name,
    })
}

pub fn household() -> impl Strategy<Value = HouseholdRow> {
    (
        any::<bool>(),
        text(),
        select(vec!["", "1", "3"]),
        maybe_text(),
        held(),
    )
        .prop_map(|(family, code, nature, name, held)| HouseholdRow {
            comune: COMUNE.to_owned(),
            kind: if family { "F" } else { "C" }.to_owned(),
            code,
            known_from: 0,
            seq: 0,
            known_to: 0,
            from_first: held.from.first.0,
            from_last: held.from.last.0,
            to_first: held.to.first.0,
            to_last: held.to.last.0,
            nature: nature.to_owned(),
            name: if family { String::new() } else { name },
        })
}
