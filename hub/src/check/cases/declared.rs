//! The declarations of the cases, from the notation of docs/checks.md.

use std::collections::{BTreeMap, HashMap};

use schema::codes::{CheckKind, Kinship, MaritalStatus, Sex};
use schema::facts::PersonFacts;

use super::people::{date, words};
use crate::check::{
    BondClaim, Declaration, FamilyClaim, KinshipTo, MemberClaim, PersonRef, PlaceRef, Relation,
    ResidenceClaim,
};

/// `NAME` of one of the people, declared by codice fiscale, or `SURNAME/NAMES`; an empty part is not declared.
fn who(text: &str, people: &BTreeMap<String, PersonFacts>) -> PersonRef {
    let given = |part: &str| (!part.is_empty()).then(|| words(part));
    match text.split_once('/') {
        Some((surname, names)) => PersonRef {
            surname: given(surname),
            names: given(names),
            ..PersonRef::default()
        },
        None => PersonRef {
            codice_fiscale: people[text].identifiers.first().map(|i| i.value.clone()),
            ..PersonRef::default()
        },
    }
}

/// A declaration in the notation of the table.
pub(super) fn parse(text: &str, people: &BTreeMap<String, PersonFacts>) -> Declaration {
    let mut tokens = text.split_whitespace();
    let kind = CheckKind::from_code(tokens.next().unwrap()).expect("a kind");
    let (mut plain, mut named, mut options) = (Vec::new(), Vec::new(), HashMap::new());
    for token in tokens {
        if let Some(name) = token.strip_prefix('@') {
            named.push(name);
        } else if let Some((key, value)) = token.split_once('=') {
            options.insert(key, words(value));
        } else {
            plain.push(token);
        }
    }
    let text = |key: &str| options.get(key).cloned();
    let day = |key: &str| options.get(key).map(|t| date(t));
    let place = text("luogo").map(|t| {
        let (code, name) = t.split_once(':').unwrap_or((&t, ""));
        PlaceRef {
            code: code.to_owned(),
            name: name.to_owned(),
        }
    });
    let relative = named.first().map(|token| who(member(token).0, people));
    let person = PersonRef {
        codice_fiscale: text("cf").or(relative.and_then(|person| person.codice_fiscale)),
        id_anpr: text("anpr"),
        surname: text("cognome"),
        names: text("nome"),
        sex: text("sesso").and_then(|s| Sex::from_code(&s)),
        birth: day("nascita"),
        birth_place: None,
    };
    let partner = (!person.is_empty()).then(|| person.clone());
    let bond = BondClaim {
        partner: partner.clone(),
        date: day("data"),
        place: place.clone(),
    };
    match kind {
        CheckKind::Generalities => Declaration::Generalities(PersonRef {
            birth_place: place,
            ..person
        }),
        CheckKind::Birth => Declaration::Birth {
            date: day("data"),
            place,
        },
        CheckKind::Residence => Declaration::Residence(ResidenceClaim {
            comune: text("comune"),
            street_type: text("tipo"),
            street: text("via"),
            number: text("civico"),
            interior: text("interno"),
            postal_code: text("cap"),
            since: day("dal"),
            ..ResidenceClaim::default()
        }),
        CheckKind::Citizenship => Declaration::Citizenship {
            state: text("stato").unwrap(),
            since: day("dal"),
        },
        CheckKind::MaritalStatus => {
            Declaration::MaritalStatus(MaritalStatus::from_code(&text("stato").unwrap()).unwrap())
        }
        CheckKind::FreeStatus => Declaration::FreeStatus,
        CheckKind::Marriage => Declaration::Marriage(bond),
        CheckKind::CivilUnion => Declaration::CivilUnion(bond),
        CheckKind::Widowhood => Declaration::Widowhood {
            partner,
            since: day("data"),
        },
        CheckKind::Family => Declaration::Family(FamilyClaim {
            members: named
                .iter()
                .map(|name| {
                    let (name, kinship) = member(name);
                    MemberClaim {
                        person: who(name, people),
                        kinship,
                    }
                })
                .collect(),
            partial: plain.contains(&"soloIndicati"),
        }),
        CheckKind::Alive => Declaration::Alive,
        CheckKind::Death => Declaration::Death {
            date: day("data"),
            place,
        },
        CheckKind::Fatherhood => Declaration::Fatherhood(person),
        CheckKind::Motherhood => Declaration::Motherhood(person),
        CheckKind::BirthOfChild => Declaration::BirthOfChild(person),
        CheckKind::DeathOfRelative => Declaration::DeathOfRelative {
            relation: match plain[0] {
                "coniuge" => Relation::Partner,
                "ascendente" => Relation::Ascendant,
                "discendente" => Relation::Descendant,
                other => panic!("no relation {other}"),
            },
            relative: person,
            date: day("data"),
        },
        CheckKind::CodiceFiscale => Declaration::CodiceFiscale(plain[0].to_owned()),
        CheckKind::AnprId => Declaration::AnprId(plain[0].to_owned()),
    }
}

/// `WHO`, `WHO:role` to the head, `WHO~role` to the subject.
fn member(text: &str) -> (&str, Option<(KinshipTo, Kinship)>) {
    for (sign, to) in [(':', KinshipTo::Head), ('~', KinshipTo::Subject)] {
        if let Some((name, code)) = text.split_once(sign) {
            return (name, Some((to, Kinship::from_code(code).unwrap())));
        }
    }
    (text, None)
}
