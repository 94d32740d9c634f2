//! Answers from the store: the people found, their relatives, streets, and the plans of the queries.

use hub::check::{
    Asked, BondClaim, Caches, CheckRequest, Declaration, FamilyClaim, KinshipTo, MemberClaim,
    PersonRef, PlaceRef, Relation, ResidenceClaim, Scope, SubjectRef, answer,
};
use schema::codes::{CheckKind, Kinship, Sex};
use schema::date::{Day, UncertainDate};
use schema::facts::{
    Address, Bond, Death, Fact, Identifier, Marital, Membership, Parentage, PersonFacts,
};
use schema::journal;
use tests::plan::explain;
use tests::store::TODAY;
use tests::{TestStore, on_both};

use super::support::*;

const FATHER: &str = "RSSMRA70E17F257K";
const MOTHER: &str = "VRDNNA72C41F257H";
const CHILD: &str = "RSSLCU98P09F257C";
const GRANDMOTHER: &str = "BNCLCU45A41F257X";

fn on_sheet(facts: &mut PersonFacts, role: &str, from: &str) {
    facts.memberships.push(held(
        Membership {
            comune: MODENA.to_owned(),
            household_kind: "F".to_owned(),
            household_code: "77".to_owned(),
            role: role.to_owned(),
            ..Membership::default()
        },
        since(from),
    ));
}

fn parent(kind: &str, cf: &str, surname: &str, names: &str) -> Parentage {
    held(
        Parentage {
            parent: kind.to_owned(),
            parent_cf: cf.to_owned(),
            parent_surname: surname.to_owned(),
            parent_names: names.to_owned(),
            parent_birth_last: 9999_12_31,
            ..Parentage::default()
        },
        since("1945-01-01"),
    )
}

/// Father, mother, child, a grandmother who died; a namesake of the father in Carpi.
fn family(store: &TestStore) {
    let mut father = resident(FATHER, "ROSSI", "MARIO", "1970-05-17", MODENA);
    father.identifiers.push(held(
        Identifier {
            kind: "ANPR".to_owned(),
            value: "AA00001AA".to_owned(),
            ..Identifier::default()
        },
        since("2020-01-01"),
    ));
    on_sheet(&mut father, "1", "1995-06-10");
    father
        .parentages
        .push(parent("M", GRANDMOTHER, "BIANCHI", "LUCIA"));
    father.maritals.clear();
    father.maritals.push(held(
        Marital {
            status: "2".to_owned(),
            ..Marital::default()
        },
        since("1995-06-10"),
    ));
    father.bonds.push(held(
        Bond {
            kind: "M".to_owned(),
            partner_cf: MOTHER.to_owned(),
            partner_surname: "VERDI".to_owned(),
            partner_names: "ANNA".to_owned(),
            partner_birth_last: 9999_12_31,
            ..Bond::default()
        },
        since("1995-06-10"),
    ));
    father.addresses.push(held(
        Address {
            kind: "1".to_owned(),
            comune: MODENA.to_owned(),
            street_code: "S1".to_owned(),
            number: 12,
            exponent: "A".to_owned(),
            ..Address::default()
        },
        since("2005-03-01"),
    ));
    let mut mother = resident(MOTHER, "VERDI", "ANNA", "1972-03-01", MODENA);
    on_sheet(&mut mother, "2", "1995-06-10");
    let mut child = resident(CHILD, "ROSSI", "LUCA", "1998-09-09", MODENA);
    on_sheet(&mut child, "3", "1998-09-09");
    child.parentages.push(parent("P", FATHER, "ROSSI", "MARIO"));
    child.parentages.push(parent("M", MOTHER, "VERDI", "ANNA"));
    let mut grandmother = resident(GRANDMOTHER, "BIANCHI", "LUCIA", "1945-01-01", MODENA);
    grandmother
        .deaths
        .push(held(Death::default(), since("2020-02-03")));
    let namesake = resident("RSSMRA70E17F257Z", "ROSSI", "MARIO", "1970", CARPI);
    record(store, &[father, mother, child, grandmother, namesake]);
    record_streets(
        store,
        MODENA,
        &[("S1", "VIA", "GIUSEPPE GARIBALDI"), ("S2", "VIA", "ROMA")],
    );
}

fn generalities(birth: &str) -> SubjectRef {
    SubjectRef::Generalities {
        surname: "Rossi".to_owned(),
        names: "Mario".to_owned(),
        sex: Sex::Male,
        birth: UncertainDate::parse(birth).expect("a date"),
        birth_place: PlaceRef {
            code: "F257".to_owned(),
            name: String::new(),
        },
    }
}

fn person(cf: &str) -> PersonRef {
    PersonRef {
        codice_fiscale: Some(cf.to_owned()),
        ..PersonRef::default()
    }
}

/// For requests of one or two declarations.
const EVERYWHERE: &[Scope] = &[Scope::All, Scope::All];

on_both! {
    fn the_subject_is_found_by_code_and_by_generalities(store: &TestStore) {
        family(store);
        let node = Node::start(store);
        let all = key(store, None, &[CheckKind::Residence]);
        let carpi = key(store, Some(&[CARPI]), &[CheckKind::Residence]);
        let modena = || residence(MODENA);
        let anpr = SubjectRef::AnprId("AA00001AA".to_owned());
        assert_eq!(node.ask(&all, &by_cf(FATHER, modena())), ["S"]);
        assert_eq!(node.ask(&all, &request(anpr, modena())), ["S"]);
        // The namesake's day of birth is not known: he may be meant, or not.
        assert_eq!(
            node.ask(&all, &request(generalities("1970-05-17"), modena())),
            ["A:SOGGETTO_NON_UNIVOCO"]
        );
        assert_eq!(
            node.ask(&all, &request(generalities("1971-05-17"), modena())),
            ["A:SOGGETTO_NON_TROVATO"]
        );
        // To a key of Carpi, somebody of Modena and nobody are the same.
        assert_eq!(node.ask(&carpi, &by_cf(FATHER, modena())), ["A:FUORI_AMBITO"]);
        assert_eq!(node.ask(&carpi, &by_cf("NSSNSS70A01F257X", modena())), ["A:FUORI_AMBITO"]);
        assert_eq!(node.ask(&carpi, &by_cf("RSSMRA70E17F257Z", modena())), ["N"]);
    }

    fn relatives_and_streets_are_read(store: &TestStore) {
        family(store);
        let node = Node::start(store);
        let all = key(store, None, CheckKind::ALL);
        let member = |cf: &str, role| MemberClaim {
            person: person(cf),
            kinship: Some((KinshipTo::Head, role)),
        };
        let whole = FamilyClaim {
            members: vec![member(MOTHER, Kinship::Spouse), member(CHILD, Kinship::Child)],
            partial: false,
        };
        let cases = [
            (FATHER, Declaration::Family(whole.clone()), "S"),
            (CHILD, Declaration::Family(whole), "N"),
            (FATHER, Declaration::Marriage(BondClaim {
                partner: Some(person(MOTHER)),
                ..BondClaim::default()
            }), "S"),
            (CHILD, Declaration::Fatherhood(person(FATHER)), "S"),
            (FATHER, Declaration::BirthOfChild(person(CHILD)), "S"),
            (MOTHER, Declaration::BirthOfChild(person(GRANDMOTHER)), "A:LEGAME_NON_DETERMINABILE"),
            (CHILD, Declaration::DeathOfRelative {
                relation: Relation::Ascendant,
                relative: person(GRANDMOTHER),
                date: UncertainDate::parse("2020-02-03"),
            }, "S"),
            (FATHER, Declaration::Residence(ResidenceClaim {
                street: Some("Via G. Garibaldi".to_owned()),
                number: Some("12/a".to_owned()),
                ..ResidenceClaim::default()
            }), "S"),
            (FATHER, Declaration::Residence(ResidenceClaim {
                street: Some("Via Roma".to_owned()),
                ..ResidenceClaim::default()
            }), "N"),
        ];
        for (cf, declaration, expected) in cases {
            assert_eq!(node.ask(&all, &by_cf(cf, declaration.clone())), [expected], "{declaration:?}");
        }
    }

    /// What is asked beside a declaration, in the same request or by others in the same batch, makes more
    /// facts be read, and changes no answer.
    fn a_death_is_judged_the_same_alone_and_in_company(store: &TestStore) {
        let mut late = resident(FATHER, "ROSSI", "MARIO", "1970-05-17", MODENA);
        for spell in &mut late.residences {
            spell.set_validity(since("1990-01-01"));
        }
        record(store, &[late]);
        let death = Declaration::Death { date: None, place: None };
        let alone = by_cf(FATHER, death.clone());
        let mut beside = by_cf(FATHER, death);
        beside.declarations.push(Declaration::Alive);
        let mut conn = store.conn();
        let head = journal::head(&mut conn).unwrap();
        let mut answers = |requests: &[&CheckRequest]| -> Vec<String> {
            let batch: Vec<_> = requests
                .iter()
                .map(|request| Asked {
                    request,
                    day: Day(1960_01_01),
                    known_at: head,
                    scopes: EVERYWHERE,
                })
                .collect();
            answer(&mut conn, &Caches::default(), head, &batch)
                .unwrap()
                .iter()
                .map(|judged| judged.answers[0].1.to_string())
                .collect()
        };
        let expected = "A:PRIMA_DELLO_STORICO";
        assert_eq!(answers(&[&alone]), [expected]);
        assert_eq!(answers(&[&beside]), [expected]);
        assert_eq!(answers(&[&alone, &beside]), [expected, expected]);
    }

    /// A key learns nothing of people outside its territory: neither from what is answered nor from how
    /// much is read, hence how long it takes.
    fn people_outside_the_territory_are_as_if_unknown(store: &TestStore) {
        const GRANDFATHER: &str = "RSSLGU40B02F257E";
        const HIS_FATHER: &str = "RSSPRM10A01F257P";
        let mut father = resident(FATHER, "ROSSI", "MARIO", "1970-05-17", MODENA);
        let named = Parentage {
            parent: "P".to_owned(),
            parent_surname: "ROSSI".to_owned(),
            parent_names: "LUIGI".to_owned(),
            parent_birth_first: 1940_01_01,
            parent_birth_last: 1940_12_31,
            ..Parentage::default()
        };
        father.parentages.push(held(named, since("1970-05-17")));
        let mut child = resident(CHILD, "ROSSI", "LUCA", "1998-09-09", MODENA);
        child.parentages.push(parent("P", GRANDFATHER, "ROSSI", "LUIGI"));
        let mut grandfather = resident(GRANDFATHER, "ROSSI", "LUIGI", "1940-02-02", CARPI);
        grandfather.parentages.push(parent("P", HIS_FATHER, "ROSSI", "PRIMO"));
        let mut oldest = resident(HIS_FATHER, "ROSSI", "PRIMO", "1910-01-01", MODENA);
        oldest.deaths.push(held(Death::default(), since("1980-01-01")));
        record(store, &[father, child, grandfather, oldest]);
        let node = Node::start(store);
        let all = key(store, None, CheckKind::ALL);
        let modena = key(store, Some(&[MODENA]), CheckKind::ALL);
        let ancestor = || Declaration::DeathOfRelative {
            relation: Relation::Ascendant,
            relative: person(HIS_FATHER),
            date: None,
        };
        for (cf, declaration, everywhere, in_modena) in [
            (FATHER, Declaration::Fatherhood(person(GRANDFATHER)), "S", "A:DATO_MANCANTE"),
            (CHILD, ancestor(), "S", "A:LEGAME_NON_DETERMINABILE"),
        ] {
            let request = by_cf(cf, declaration);
            assert_eq!(node.ask(&all, &request), [everywhere]);
            assert_eq!(node.ask(&modena, &request), [in_modena]);
        }

        let mut conn = store.conn();
        let head = journal::head(&mut conn).unwrap();
        let carpi = Scope::of(vec![CARPI.to_owned()]);
        let mut statements = |declaration| {
            let request = by_cf(CHILD, declaration);
            explain(&mut conn, |conn| {
                let asked = Asked { request: &request, day: TODAY, known_at: head, scopes: std::slice::from_ref(&carpi) };
                answer(conn, &Caches::default(), head, &[asked]).unwrap();
            })
            .len()
        };
        let street = Declaration::Residence(ResidenceClaim {
            street: Some("Via Roma".to_owned()),
            ..ResidenceClaim::default()
        });
        let number = Declaration::Residence(ResidenceClaim {
            number: Some("1".to_owned()),
            ..ResidenceClaim::default()
        });
        assert_eq!(statements(ancestor()), statements(Declaration::Fatherhood(PersonRef {
            surname: Some("ROSSI".to_owned()),
            ..PersonRef::default()
        })));
        assert_eq!(statements(street), statements(number));
    }

    /// A street recorded while the node runs is found by the next check.
    fn the_street_register_is_never_stale(store: &TestStore) {
        family(store);
        let node = Node::start(store);
        let all = key(store, None, CheckKind::ALL);
        let garibaldi = by_cf(FATHER, Declaration::Residence(ResidenceClaim {
            street: Some("Via Garibaldi".to_owned()),
            ..ResidenceClaim::default()
        }));
        assert_eq!(node.ask(&all, &garibaldi), ["S"]);
        let mut before = garibaldi.clone();
        before.known_at = Some(journal::head(&mut store.conn()).unwrap());
        record_streets(store, MODENA, &[("S3", "VIA", "ANITA GARIBALDI")]);
        assert_eq!(node.ask(&all, &garibaldi), ["A:VIA_NON_DISTINGUIBILE"]);
        assert_eq!(node.ask(&all, &before), ["S"]);
    }

    fn every_query_of_a_check_goes_through_an_index(store: &TestStore) {
        family(store);
        let mut request = by_cf(FATHER, residence(MODENA));
        request.declarations = vec![
            Declaration::Residence(ResidenceClaim {
                street: Some("Via Roma".to_owned()),
                ..ResidenceClaim::default()
            }),
            Declaration::Family(FamilyClaim {
                members: vec![MemberClaim { person: person(MOTHER), kinship: None }],
                partial: true,
            }),
            Declaration::DeathOfRelative {
                relation: Relation::Descendant,
                relative: person(CHILD),
                date: None,
            },
        ];
        let by_name = crate::checks::support::request(generalities("1970-05-17"), residence(MODENA));
        // So many that they are looked up together.
        let others: Vec<_> = [MOTHER, CHILD, GRANDMOTHER, "RSSMRA70E17F257Z", "NSSNSS70A01F257X"]
            .map(|cf| by_cf(cf, residence(MODENA)))
            .into();
        let plans = explain(&mut store.conn(), |conn| {
            let head = journal::head(conn).unwrap();
            let asked = |request| Asked {
                request,
                day: TODAY,
                known_at: head,
                scopes: EVERYWHERE,
            };
            let mut batch = vec![asked(&request), asked(&by_name)];
            batch.extend(others.iter().map(asked));
            answer(conn, &Caches::default(), head, &batch).unwrap();
        });
        assert!(plans.len() > 10);
        // The plans of all Comuni are read whole, once for each change of one of them or of a street.
        for plan in plans.iter().filter(|plan| !plan.sql.contains("supplied_subjects")) {
            assert!(plan.uses_indexes_only(), "{}\n{}", plan.sql, plan.lines.join("\n"));
        }
    }
}
