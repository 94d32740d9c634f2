//! The register of the cases, from the notation of docs/checks.md.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use schema::date::{Day, UncertainDate, Validity};
use schema::facts::{
    Address, Bond, Citizenship, Death, Fact, Identifier, Identity, Marital, Membership, Parentage,
    PersonFacts, Procedure, Residence, STILL_KNOWN, Subject, SubjectSet,
};
use schema::tables::StreetRow;

use super::table;
use crate::check::{Planned, Plans, StreetBook};

/// What a Comune that sends only LAC files supplies (sync: LAC layout).
const LAC: SubjectSet = SubjectSet::of(&[
    Subject::Identifiers,
    Subject::Identities,
    Subject::Residences,
    Subject::Addresses,
    Subject::Memberships,
    Subject::Maritals,
    Subject::Citizenships,
]);

/// What a Comune supplies that keeps its addresses to itself.
const NO_ADDRESSES: SubjectSet = SubjectSet::of(&[
    Subject::Identifiers,
    Subject::Identities,
    Subject::Residences,
    Subject::Maritals,
    Subject::Citizenships,
]);

pub(super) fn date(text: &str) -> UncertainDate {
    UncertainDate::parse(text).unwrap_or_else(|| panic!("no date: {text}"))
}

/// `1970-01-01~` or `1970~1980-05`; nothing = always.
fn validity(text: Option<&str>) -> Validity {
    let Some(text) = text else {
        return Validity::always();
    };
    let (from, to) = text.split_once('~').expect("a validity has a ~");
    Validity::between(
        date(from),
        if to.is_empty() {
            UncertainDate::OPEN
        } else {
            date(to)
        },
    )
}

pub(super) fn words(text: &str) -> String {
    text.replace('_', " ")
}

fn dated<F: Fact>(mut fact: F, at: Option<&str>) -> F {
    fact.set_validity(validity(at));
    fact
}

/// `cf:SURNAME/NAMES/birth`.
fn other(text: &str) -> (String, String, String, UncertainDate) {
    let (cf, named) = text.split_once(':').expect("another person has a colon");
    let mut parts = named.split('/');
    let mut next = || words(parts.next().unwrap_or_default());
    let (surname, names, birth) = (next(), next(), next());
    (cf.to_owned(), surname, names, date(&birth))
}

fn state(facts: &mut PersonFacts, statement: &str) {
    let (mut plain, mut options, mut at) = (Vec::new(), HashMap::new(), None);
    for token in statement.split_whitespace() {
        if let Some(text) = token.strip_prefix('@') {
            at = Some(text);
        } else if let Some((key, value)) = token.split_once('=') {
            options.insert(key, value);
        } else {
            plain.push(token);
        }
    }
    let arg = |n: usize| plain.get(n).copied().unwrap_or_default().to_owned();
    let option = |key: &str| options.get(key).copied().unwrap_or_default().to_owned();
    let place = |text: &str| {
        let (code, name) = text.split_once(':').unwrap_or((text, ""));
        (code.to_owned(), words(name))
    };
    match plain[0] {
        "cf" | "anpr" => facts.identifiers.push(dated(
            Identifier {
                kind: plain[0].to_uppercase(),
                value: arg(1),
                ..Identifier::default()
            },
            at,
        )),
        "id" => {
            let text = arg(1);
            let parts: Vec<&str> = text.split('/').collect();
            let (birth_place, birth_place_name) = place(parts[4]);
            let birth = date(parts[3]);
            facts.identities.push(dated(
                Identity {
                    surname: words(parts[0]),
                    names: words(parts[1]),
                    sex: parts[2].to_owned(),
                    birth_first: birth.first.0,
                    birth_last: birth.last.0,
                    birth_place,
                    birth_place_name,
                    ..Identity::default()
                },
                at,
            ));
        }
        "res" | "aire" => {
            let exit = option("exit");
            let (reason, destination) = exit.split_once('>').unwrap_or((&exit, ""));
            facts.residences.push(dated(
                Residence {
                    comune: arg(1),
                    register: if plain[0] == "res" { "APR" } else { "AIRE" }.to_owned(),
                    exit_reason: reason.to_owned(),
                    destination: destination.to_owned(),
                    no_fixed_abode: plain.contains(&"nofixed"),
                    standing: if plain.contains(&"D") { "D" } else { "A" }.to_owned(),
                    ..Residence::default()
                },
                at,
            ));
        }
        "addr" => facts.addresses.push(dated(
            Address {
                kind: "1".to_owned(),
                comune: "036023".to_owned(),
                street_code: arg(1),
                number: arg(2).parse().unwrap(),
                exponent: arg(3),
                interior: option("int"),
                postal_code: option("cap"),
                ..Address::default()
            },
            at,
        )),
        "mar" => facts.maritals.push(dated(
            Marital {
                status: arg(1),
                ..Marital::default()
            },
            at,
        )),
        "cit" => facts.citizenships.push(dated(
            Citizenship {
                state: arg(1),
                ..Citizenship::default()
            },
            at,
        )),
        "bond" => {
            let (partner_cf, partner_surname, partner_names, birth) = other(&arg(2));
            let (place, place_name) = place(&option("at"));
            facts.bonds.push(dated(
                Bond {
                    kind: arg(1),
                    partner_cf,
                    partner_surname,
                    partner_names,
                    partner_birth_first: birth.first.0,
                    partner_birth_last: birth.last.0,
                    place,
                    place_name,
                    end_reason: option("end"),
                    ..Bond::default()
                },
                at,
            ));
        }
        "par" => {
            let (parent_cf, parent_surname, parent_names, birth) = other(&arg(2));
            facts.parentages.push(dated(
                Parentage {
                    parent: arg(1),
                    parent_cf,
                    parent_surname,
                    parent_names,
                    parent_birth_first: birth.first.0,
                    parent_birth_last: birth.last.0,
                    ..Parentage::default()
                },
                at,
            ));
        }
        "mem" => facts.memberships.push(dated(
            Membership {
                comune: "036023".to_owned(),
                household_kind: arg(1),
                household_code: arg(2),
                role: arg(3),
                ..Membership::default()
            },
            at,
        )),
        "dead" => {
            let (place, place_name) = place(&arg(1));
            facts.deaths.push(dated(
                Death {
                    place,
                    place_name,
                    ..Death::default()
                },
                at,
            ));
        }
        "proc" => facts.procedures.push(dated(
            Procedure {
                kind: arg(1),
                certifiability: option("cert"),
                ..Procedure::default()
            },
            at,
        )),
        unknown => panic!("no statement {unknown}"),
    }
}

/// The register of the cases.
pub(super) fn people() -> BTreeMap<String, PersonFacts> {
    table("### People")
        .into_iter()
        .map(|row| {
            let mut facts = PersonFacts::default();
            for statement in row[1].split(';') {
                state(&mut facts, statement);
            }
            (row[0].clone(), facts)
        })
        .collect()
}

pub(super) fn books() -> HashMap<String, Arc<StreetBook>> {
    let mut rows: HashMap<String, Vec<StreetRow>> = HashMap::new();
    for row in table("### Streets") {
        rows.entry(row[0].clone()).or_default().push(StreetRow {
            comune: row[0].clone(),
            code: row[1].clone(),
            known_from: 1,
            seq: 0,
            known_to: i64::MAX,
            from_first: 0,
            from_last: 0,
            to_first: Day::MAX.0,
            to_last: Day::MAX.0,
            street_type: row[2].clone(),
            name: row[3].clone(),
        });
    }
    rows.into_iter()
        .map(|(comune, rows)| (comune, Arc::new(StreetBook::new(&rows))))
        .collect()
}

pub(super) fn plans() -> Plans {
    [("036999", LAC), ("036998", NO_ADDRESSES)]
        .into_iter()
        .map(|(comune, subjects)| {
            let planned = Planned {
                known_from: 0,
                known_to: STILL_KNOWN,
                subjects,
            };
            (comune.to_owned(), planned)
        })
        .collect()
}
