//! The cases of docs/checks.md: its tables are read and run, so that the document and the code agree.

use std::collections::HashMap;
use std::sync::Arc;

use schema::codes::{CheckKind, Kinship, MaritalStatus, Sex};
use schema::date::{Day, UncertainDate, Validity};
use schema::facts::{
    Address, Bond, Citizenship, Death, Fact, Identifier, Identity, Marital, Membership, Parentage,
    PersonFacts, Procedure, Residence, Subject, SubjectSet,
};
use schema::tables::StreetRow;

use super::*;

const DOCUMENT: &str = include_str!("../../../docs/checks.md");
const KNOWN_AT: i64 = 10;
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

fn date(text: &str) -> UncertainDate {
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

fn words(text: &str) -> String {
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
pub(super) fn people() -> HashMap<String, PersonFacts> {
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
    let planned = Planned {
        known_from: 0,
        known_to: schema::facts::STILL_KNOWN,
        subjects: LAC,
    };
    [("036999".to_owned(), planned)].into_iter().collect()
}

/// A declaration in the notation of the table.
struct Parsed {
    declaration: Declaration,
    /// The relative that it names, if one of the people.
    relative: Option<String>,
}

fn cf_of(facts: &PersonFacts) -> Option<String> {
    facts.identifiers.first().map(|i| i.value.clone())
}

fn parse(text: &str, people: &HashMap<String, PersonFacts>) -> Parsed {
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
    let relative = named.first().map(|n| member(n).0.to_owned());
    let person = PersonRef {
        codice_fiscale: text("cf").or_else(|| relative.as_ref().and_then(|n| cf_of(&people[n]))),
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
    let declaration = match kind {
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
                        person: PersonRef {
                            codice_fiscale: cf_of(&people[name]),
                            ..PersonRef::default()
                        },
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
    };
    Parsed {
        declaration,
        relative,
    }
}

/// `NAME`, `NAME:role` to the head, `NAME~role` to the subject.
fn member(text: &str) -> (&str, Option<(KinshipTo, Kinship)>) {
    for (sign, to) in [(':', KinshipTo::Head), ('~', KinshipTo::Subject)] {
        if let Some((name, code)) = text.split_once(sign) {
            return (name, Some((to, Kinship::from_code(code).unwrap())));
        }
    }
    (text, None)
}

/// Everyone's kin as the loader would find it.
fn kin(
    parsed: &Parsed,
    subject: Option<&PersonFacts>,
    people: &HashMap<String, PersonFacts>,
) -> Kin {
    let by_code = match &parsed.declaration {
        Declaration::Marriage(claim) => claim.partner.as_ref(),
        Declaration::Motherhood(p) | Declaration::Fatherhood(p) => Some(p),
        _ => None,
    }
    .and_then(|p| p.codice_fiscale.as_ref())
    .and_then(|cf| {
        people
            .values()
            .find(|facts| facts.identifiers.iter().any(|i| i.value == *cf))
    });
    let named = parsed
        .relative
        .as_ref()
        .filter(|_| !matches!(parsed.declaration, Declaration::Family(_)))
        .and_then(|name| people.get(name));
    let relative = match named.or(by_code) {
        Some(facts) => Found::One(2, Box::new(facts.clone())),
        None => Found::Nobody,
    };
    let sheets = subject.map_or(&[][..], |s| s.memberships.as_slice());
    let shares = |facts: &&PersonFacts| {
        facts
            .memberships
            .iter()
            .any(|m| sheets.iter().any(|s| s.household_code == m.household_code))
    };
    Kin {
        relative,
        household: people.values().filter(shares).cloned().collect(),
        line: people.values().cloned().collect(),
    }
}

#[test]
fn the_answers_are_those_of_the_document() {
    let people = people();
    let (books, plans) = (books(), plans());
    let rows = table("### Answers");
    assert!(
        rows.len() > 150,
        "the table was not read whole: {}",
        rows.len()
    );
    let mut wrong = Vec::new();
    for row in &rows {
        let [who, on, key, declares, answer] = row.as_slice() else {
            panic!("a case has five cells: {row:?}");
        };
        let found: Vec<&PersonFacts> = who.split('+').filter_map(|n| people.get(n)).collect();
        let subject = match found.as_slice() {
            [] => Found::Nobody,
            [one] => Found::One(1, Box::new((*one).clone())),
            many => Found::Several(many.iter().map(|f| (*f).clone()).collect()),
        };
        let scope = if key.is_empty() {
            Scope::All
        } else {
            Scope::of(vec![key.clone()])
        };
        let question = Question {
            day: Day::parse_iso(on).unwrap(),
            known_at: KNOWN_AT,
            scope: &scope,
            plans: &plans,
            streets: &books,
        };
        let parsed = parse(declares, &people);
        let kin = kin(&parsed, subject.one(), &people);
        let dossier = Dossier {
            subject: &subject,
            kin: &kin,
        };
        let given = evaluate(&parsed.declaration, dossier, &question).to_string();
        if given != *answer {
            wrong.push(format!(
                "{who} {on} {key} {declares}: {answer} expected, {given} given"
            ));
        }
    }
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
