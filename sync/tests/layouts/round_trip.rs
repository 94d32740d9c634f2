//! What the writers write the readers read back; and nothing that comes makes a reader panic or run on.

use proptest::collection::vec;
use proptest::prelude::*;
use schema::codes::Sex;
use schema::codice_fiscale::CodiceFiscale;
use schema::date::{Day, UncertainDate, Validity};
use schema::facts::{
    Address, Citizenship, Fact, Identifier, Identity, Marital, Membership, PersonFacts, Residence,
    Subject,
};
use schema::names::name_key;
use sync::layout::lac::{HouseholdSizes, LacWriter, SUBJECTS};
use sync::layout::xml::XmlWriter;
use sync::layout::{Expected, LacValues};
use sync::record::{Format, Item, PersonRecord, SupplyHeader, SupplyKind, Totals};

use crate::samples::{self, COMUNE, EXTRACTED};
use crate::support::{self, read};

fn write_xml(header: &SupplyHeader, items: &[Item]) -> Vec<u8> {
    let mut writer = XmlWriter::new(Vec::new(), header).unwrap();
    for item in items {
        writer.write(item).unwrap();
    }
    writer.finish().unwrap()
}

fn item() -> impl Strategy<Value = Item> {
    prop_oneof![
        6 => samples::person().prop_map(|p| Item::Person(Box::new(p))),
        1 => samples::street().prop_map(Item::Street),
        1 => samples::household().prop_map(Item::Household),
        1 => (1_u32..9, any::<bool>()).prop_map(|(ordinal, counted)| Item::Chunk {
            ordinal,
            totals: counted.then(|| Totals { persons: u64::from(ordinal), ..Totals::default() }),
        }),
    ]
}

fn supply() -> impl Strategy<Value = (SupplyHeader, Vec<Item>)> {
    (
        vec(item(), 0..6),
        samples::text(),
        samples::maybe_text(),
        any::<bool>(),
        0..=schema::facts::SubjectSet::ALL.0,
    )
        .prop_map(|(rest, id, software, full, bits)| {
            let mut items = vec![Item::Chunk {
                ordinal: 1,
                totals: None,
            }];
            items.extend(rest);
            let header = SupplyHeader {
                id,
                software,
                kind: if full {
                    SupplyKind::Full
                } else {
                    SupplyKind::Delta
                },
                subjects: schema::facts::SubjectSet(bits),
                totals: full.then_some(Totals {
                    persons: 7,
                    men: 3,
                    ..Totals::default()
                }),
                ..support::header(COMUNE, Format::Xml)
            };
            (header, items)
        })
}

/// The same items, with the lines on which they must stand.
fn with_lines(items: &[Item], text: &[u8]) -> Vec<Item> {
    let text = std::str::from_utf8(text).unwrap();
    let mut lines = text
        .lines()
        .enumerate()
        .filter(|(_, l)| l.starts_with("<soggetto"))
        .map(|(i, _)| i as i64 + 1);
    let mut items = items.to_vec();
    for item in &mut items {
        if let Item::Person(person) = item {
            person.line = lines.next().unwrap();
        }
    }
    items
}

/// The number of a record comes back as the card of who asserts identifiers, if it was not written out.
fn with_cards(mut items: Vec<Item>, header: &SupplyHeader) -> Vec<Item> {
    for item in &mut items {
        let Item::Person(person) = item else {
            continue;
        };
        let mut card = Identifier {
            kind: "COMUNE".to_owned(),
            value: person.local_id.clone(),
            comune: header.comune.clone(),
            ..Identifier::default()
        };
        card.set_validity(Validity::since(UncertainDate::not_after(
            header.extracted_on,
        )));
        let identifiers = &mut person.facts.identifiers;
        let same = |id: &Identifier| {
            (&id.kind, &id.value, &id.comune) == (&card.kind, &card.value, &card.comune)
        };
        if person.asserts.contains(Subject::Identifiers) && !identifiers.iter().any(same) {
            identifiers.push(card);
        }
    }
    items
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn xml_comes_back_the_same((header, items) in supply()) {
        let text = write_xml(&header, &items);
        let found = read(text.clone(), &support::xml()).unwrap();
        prop_assert!(found.error.is_none() && found.refused.is_empty(), "{:?} {:?}", found.error, found.refused);
        prop_assert_eq!(&found.header, &header);
        prop_assert_eq!(found.items, with_lines(&with_cards(items, &header), &text));
    }

    #[test]
    fn lac_comes_back_the_same(people in vec(lac_person(), 1..6), narrow: bool, iso: bool) {
        let values: LacValues = serde_json::from_str(&format!(
            r#"{{"encoding":"{}","dates":"{}","male":"M","female":"F","marital":{{"S":"1"}}}}"#,
            if narrow { "windows-1252" } else { "utf-8" },
            if iso { "aaaa-mm-gg" } else { "gg/mm/aaaa" },
        )).unwrap();
        let header = SupplyHeader { subjects: SUBJECTS, ..support::header(COMUNE, Format::Lac) };
        let mut sizes = HouseholdSizes::default();
        let mut expected = Vec::new();
        for (i, person) in people.into_iter().enumerate() {
            let person = numbered(person, i);
            sizes.count(&person, &header);
            expected.push(person);
        }
        let mut writer = LacWriter::new(Vec::new(), &header, &values, sizes).unwrap();
        for person in &expected {
            let street = street_of(person);
            writer.write(&Item::Street(street)).unwrap();
            writer.write_person(person).unwrap();
        }
        let bytes = writer.finish().unwrap();
        let found = read(bytes, &Expected { format: Format::Lac, header: Some(header), lac_values: values }).unwrap();
        prop_assert!(found.error.is_none() && found.refused.is_empty(), "{:?} {:?}", found.error, found.refused);
        prop_assert!(!found.warned().contains(&"W211"), "{:?}", found.warnings);
        prop_assert_eq!(found.people().cloned().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn any_bytes_come_to_an_end(bytes in vec(any::<u8>(), 0..2_000)) {
        let _ = read(bytes.clone(), &support::xml());
        let _ = read(bytes, &support::lac(COMUNE));
    }

    #[test]
    fn a_damaged_supply_comes_to_an_end(
        (header, items) in supply(),
        damages in vec((any::<prop::sample::Index>(), any::<u8>(), 0..4), 1..8),
    ) {
        let mut bytes = write_xml(&header, &items);
        for (index, byte, how) in damages {
            let at = index.index(bytes.len());
            match how {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                2 => { bytes.remove(at); }
                _ => bytes.splice(at..at, *b"<soggetto x=\"&\">").for_each(drop),
            }
            if bytes.is_empty() {
                break;
            }
        }
        let _ = read(bytes, &support::xml());
    }

    #[test]
    fn a_damaged_lac_comes_to_an_end(damages in vec((0..20_000_usize, any::<u8>(), any::<bool>()), 1..40)) {
        let mut bytes = include_bytes!("../fixtures/LAC_036014.csv")[..20_100].to_vec();
        for (at, byte, replace) in damages {
            if replace { bytes[at] = byte } else { bytes.insert(at, byte) }
        }
        let _ = read(bytes, &support::lac("036014"));
    }
}

/// A resident, as far as a LAC can say.
fn lac_person() -> impl Strategy<Value = PersonRecord> {
    let places = prop::sample::select(vec![("F257", "Modena"), ("B819", "Carpi"), ("Z129", "")]);
    let home = (
        "[A-Z][A-Z' È]{0,8}[A-Z]",
        0..9_999,
        "[A-Z]{0,2}",
        "[0-9]{0,2}",
        "[0-9]{0,3}",
    );
    let status = prop::sample::select(vec!["1", "2", "9"]);
    (
        (
            "[A-Z][A-ZÀ' ]{0,8}[A-Z]",
            "[A-Z][A-ZÈ ]{0,8}[A-Z]",
            any::<bool>(),
        ),
        (samples::day(1920..=1930), places),
        samples::date(1940..=2022).prop_filter("a LAC knows days, months and years", |d| {
            sync::layout::lac::DatePattern::Iso.format(*d).is_some()
        }),
        (any::<bool>(), 0..3_u8, home),
        (status, prop::sample::select(vec!["100", "235", ""])),
    )
        .prop_map(
            |(
                (surname, names, female),
                (birth, (place, place_name)),
                entered,
                (family, sheet, home),
                (status, state),
            )| {
                let now = Validity::since(UncertainDate::not_after(EXTRACTED));
                let sex = if female { Sex::Female } else { Sex::Male };
                let fiscal_code = CodiceFiscale::compute(&surname, &names, sex, birth, place)
                    .unwrap()
                    .to_string();
                let abroad = schema::states::by_belfiore(place).map(|s| s.name);
                let mut identity = Identity {
                    name_key: name_key(&surname, &names, birth.year()),
                    surname,
                    names,
                    sex: sex.code().to_owned(),
                    birth_first: birth.0,
                    birth_last: birth.0,
                    birth_place: place.to_owned(),
                    birth_place_name: abroad.unwrap_or(place_name).to_owned(),
                    ..Identity::default()
                };
                identity.set_validity(now);
                let mut code = Identifier {
                    kind: "CF".into(),
                    value: fiscal_code,
                    ..Identifier::default()
                };
                code.set_validity(now);
                let mut spell = Residence {
                    comune: COMUNE.into(),
                    register: "APR".into(),
                    standing: "A".into(),
                    ..Residence::default()
                };
                spell.set_validity(Validity::since(entered));
                let (street, number, exponent, interior, section) = home;
                let mut address = Address {
                    kind: "1".into(),
                    comune: COMUNE.into(),
                    street_code: street,
                    number,
                    exponent,
                    interior,
                    section,
                    postal_code: "41121".into(),
                    ..Address::default()
                };
                address.set_validity(now);
                let mut membership = Membership {
                    comune: COMUNE.into(),
                    household_kind: if family { "F" } else { "C" }.into(),
                    household_code: sheet.to_string(),
                    role: if family { "3" } else { "2" }.into(),
                    ..Membership::default()
                };
                membership.set_validity(now);
                let mut marital = Marital {
                    status: status.into(),
                    ..Marital::default()
                };
                marital.set_validity(now);
                let mut citizenship = Citizenship {
                    state: state.into(),
                    ..Citizenship::default()
                };
                citizenship.set_validity(now);
                PersonRecord {
                    asserts: SUBJECTS,
                    facts: PersonFacts {
                        identifiers: vec![code],
                        identities: vec![identity],
                        residences: vec![spell],
                        addresses: vec![address],
                        memberships: vec![membership],
                        maritals: vec![marital],
                        citizenships: vec![citizenship],
                        ..PersonFacts::default()
                    },
                    ..PersonRecord::default()
                }
            },
        )
}

/// Gives the person the number that a file needs to be unique, and the row on which it stands.
fn numbered(mut person: PersonRecord, index: usize) -> PersonRecord {
    person.local_id = format!("{}", 100 + index);
    person.line = index as i64 + 2;
    let mut card = Identifier {
        kind: "COMUNE".into(),
        value: person.local_id.clone(),
        comune: COMUNE.into(),
        ..Identifier::default()
    };
    card.set_validity(Validity::since(UncertainDate::not_after(EXTRACTED)));
    person.facts.identifiers.push(card);
    person
}

fn street_of(person: &PersonRecord) -> schema::tables::StreetRow {
    schema::tables::StreetRow {
        comune: COMUNE.to_owned(),
        code: person.facts.addresses[0].street_code.clone(),
        known_from: 0,
        seq: 0,
        known_to: 0,
        from_first: 0,
        from_last: EXTRACTED.0,
        to_first: Day::MAX.0,
        to_last: Day::MAX.0,
        street_type: "VIA".to_owned(),
        name: "ROMA".to_owned(),
    }
}

#[test]
fn a_writer_wants_a_chunk_first() {
    let mut writer = XmlWriter::new(Vec::new(), &support::header(COMUNE, Format::Xml)).unwrap();
    assert!(writer.write_person(&PersonRecord::default()).is_err());
}
