//! The sample as a whole: its counts, its plausibility, and that what it writes is read.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use schema::codes::{EventKind, Sex};
use schema::codice_fiscale::CodiceFiscale;
use schema::date::Day;
use schema::facts::{Subject, SubjectSet};

use super::index::Finished;
use super::model::{NONE, Province, START, flag};
use super::{DefectKind, Plan, Summary, WitnessKind, build, counts, generate};
use crate::anomaly::AnomalyCode;
use crate::layout::{Expected, LacValues, TotalsCounter, open};
use crate::record::{Anomaly, Format, Item, Parsed, PersonRecord};

fn plan(residents: u32, defects: bool) -> Plan {
    Plan {
        residents,
        seed: 7,
        defects,
        subjects: false,
    }
}

fn make(plan: &Plan) -> (tempfile::TempDir, Summary) {
    let dir = tempfile::tempdir().unwrap();
    let summary = generate(plan, dir.path(), &|_, _| {}).unwrap();
    (dir, summary)
}

/// What a file gave.
#[derive(Default)]
struct Content {
    people: Vec<(PersonRecord, Vec<Anomaly>)>,
    refused: Vec<(String, Vec<Anomaly>)>,
    others: usize,
    /// Warnings about no one record.
    remarks: Vec<Anomaly>,
    /// Anomaly of the supply as a whole.
    held: Option<Anomaly>,
}

fn read(dir: &Path, file: &super::SupplyFile) -> Content {
    let input = Box::new(BufReader::new(File::open(dir.join(&file.file)).unwrap()));
    let expect = Expected {
        format: file.header.format,
        header: Some(file.header.clone()),
        lac_values: LacValues::default(),
    };
    let mut reader = open(input, &expect).unwrap();
    assert_eq!(reader.header(), &file.header);
    let header = reader.header().clone();
    let mut counter = TotalsCounter::new(&header.comune, header.kind, header.extracted_on);
    let mut content = Content::default();
    while let Some(parsed) = reader.next() {
        match parsed {
            Ok(Parsed::Item(Item::Person(record), anomalies)) => {
                counter.person(&record);
                content.people.push((*record, anomalies));
            }
            Ok(Parsed::Item(item, anomalies)) => {
                assert_eq!(anomalies, [], "{} {item:?}", file.file);
                counter.add(&item);
                content.others += 1;
            }
            Ok(Parsed::Refused {
                local_id,
                anomalies,
                ..
            }) => {
                counter.refused();
                content.refused.push((local_id, anomalies));
            }
            Ok(Parsed::Remarks(remarks)) => content.remarks.extend(remarks),
            Err(error) => content.held = Some(error.anomaly),
        }
    }
    if let Some(totals) = header.totals
        && content.held.is_none()
        && !counter.gaps(&totals).is_empty()
    {
        content.held = Some(Anomaly::new(AnomalyCode::TotalsDiffer, 0, "", "", ""));
    }
    content
}

fn people_by_cell(province: &Province) -> Vec<[[u32; 2]; counts::AGES]> {
    let mut cells = vec![[[0; 2]; counts::AGES]; province.comuni.len()];
    for person in province.persons.iter().filter(|p| p.is(flag::RESIDENT)) {
        let age = (2022 - person.birth.year()).clamp(0, 100) as usize;
        assert_eq!(age, person.birth.age_on(START).clamp(0, 100) as usize);
        let sex = usize::from(person.sex == Sex::Female);
        cells[usize::from(person.comune)][age][sex] += 1;
    }
    cells
}

#[test]
fn the_residents_are_the_counts() {
    for residents in [0, 47, 1_000, 20_000, 702_521] {
        let cells = counts::scaled(residents);
        let province = build::families(cells.clone(), 7);
        let drawn = people_by_cell(&province);
        for (cells, drawn) in cells.iter().zip(drawn) {
            assert_eq!(cells.people, drawn, "{} of {residents}", cells.name);
        }
    }
}

#[test]
fn families_are_plausible() {
    let province = build::province(20_000, 7);
    let (mut people, mut sheets, mut institutional) = (0, 0, 0);
    let first = province
        .households
        .iter()
        .take_while(|h| h.closed == Day::MAX);
    for household in first.filter(|h| h.count > 0) {
        let members = province.persons[household.members()].iter();
        let members = members.filter(|p| p.is(flag::RESIDENT)).count();
        if household.institution.is_some() {
            institutional += members;
        } else {
            people += members;
            sheets += usize::from(members > 0);
        }
    }
    assert_eq!(people + institutional, 20_000);
    let mean = people as f64 / sheets as f64;
    assert!((2.0..2.4).contains(&mean), "{mean}");
    assert!((20..200).contains(&institutional), "{institutional}");
    let residents = || province.persons.iter().filter(|p| p.is(flag::RESIDENT));
    let foreign = residents().filter(|p| !p.is_italian(START)).count();
    assert!((2_300..2_900).contains(&foreign), "{foreign}");
    for person in residents() {
        for (parent, least) in [(person.mother, 17), (person.father, 16)] {
            if parent != NONE {
                let years = person.birth.year() - province.persons[parent as usize].birth.year();
                assert!((least..=66).contains(&years), "{years}");
            }
        }
    }
    let all = province
        .persons
        .iter()
        .filter(|p| !p.is(flag::LATER))
        .count();
    assert!((27_000..30_500).contains(&all), "{all}");
}

#[test]
fn nobody_is_in_two_places_and_every_codice_fiscale_is_valid_and_unique() {
    let model = Finished::new(build::province(20_000, 3));
    let mut codes = BTreeSet::new();
    let mut residents = 0;
    for (index, person) in model.province.persons.iter().enumerate() {
        let code = CodiceFiscale::parse(&super::render::text(&person.cf)).unwrap();
        assert_eq!(code.is_omocodia(), person.omocodia > 0);
        assert!(codes.insert(person.cf), "{}", code.as_str());
        let stays = model.stays(index as u32);
        for stay in stays {
            assert!(stay.from < stay.to, "{stay:?}");
            assert!(stay.from >= person.birth, "{stay:?} {person:?}");
        }
        for pair in stays.windows(2) {
            assert!(pair[0].to <= pair[1].from, "{pair:?}");
        }
        let open = |s: &super::model::Stay| !s.aire && s.from <= START && s.to > START;
        let resident = stays.iter().filter(|s| open(s)).count();
        assert_eq!(
            resident == 1,
            person.is(flag::RESIDENT),
            "{person:?} {stays:?}"
        );
        residents += resident;
    }
    assert_eq!(residents, 20_000);
    for change in &model.province.changes {
        assert!(codes.insert(change.old_cf), "an old code is somebody's");
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let (a, first) = make(&plan(600, true));
    let (b, second) = make(&plan(600, true));
    assert_eq!(first, second);
    let (_c, other) = make(&Plan {
        seed: 8,
        ..plan(600, true)
    });
    assert_ne!(first.witnesses, other.witnesses);
    for file in first.files() {
        let bytes = |dir: &tempfile::TempDir| std::fs::read(dir.path().join(&file.file)).unwrap();
        assert_eq!(bytes(&a), bytes(&b), "{}", file.file);
    }
}

#[test]
fn what_is_written_is_read_without_a_complaint() {
    let (dir, summary) = make(&plan(3_000, false));
    assert_eq!(summary.comuni.len(), 47);
    let residents: u64 = summary.comuni.iter().map(|comune| comune.residents).sum();
    assert_eq!(residents, 3_000);
    let (mut files, mut lac) = (0, 0);
    for file in summary.files() {
        files += 1;
        lac += usize::from(file.header.format == Format::Lac);
        let content = read(dir.path(), file);
        assert_eq!(content.held, None, "{}", file.file);
        assert_eq!(content.refused, [], "{}", file.file);
        assert_eq!(content.remarks, [], "{}", file.file);
        assert_eq!(content.people.len() as u64, file.records, "{}", file.file);
        for (record, anomalies) in content.people {
            assert_eq!(anomalies, [], "{} {record:#?}", file.file);
        }
    }
    assert_eq!((files, lac), (42 * 7 + 5 * 2, 5 * 2));
}

#[test]
fn the_defects_are_those_of_the_list() {
    let (dir, summary) = make(&plan(2_000, true));
    let mut kinds = BTreeSet::new();
    for file in summary.files() {
        let listed: Vec<_> = summary
            .defects
            .iter()
            .filter(|d| d.file == file.file)
            .collect();
        kinds.extend(listed.iter().map(|d| d.kind));
        let content = read(dir.path(), file);
        let whole = listed.iter().find(|d| d.local_id.is_empty());
        assert_eq!(
            content.held.as_ref().map(|a| a.code.as_str()),
            whole.map(|d| d.code.as_str()),
            "{}",
            file.file
        );
        let mut left: BTreeMap<&str, &super::Defect> = listed
            .iter()
            .filter(|d| !d.local_id.is_empty())
            .map(|d| (d.local_id.as_str(), *d))
            .collect();
        for (local_id, anomalies) in &content.refused {
            let defect = left.remove(local_id.as_str());
            let defect = defect.unwrap_or_else(|| panic!("{} {local_id} {anomalies:?}", file.file));
            assert!(defect.refused, "{defect:?}");
            assert!(
                anomalies.iter().any(|a| a.code == defect.code),
                "{defect:?} {anomalies:?}"
            );
        }
        let mut seen = BTreeMap::new();
        for (record, anomalies) in &content.people {
            *seen.entry(record.local_id.as_str()).or_insert(0) += 1;
            let defect = left.get(record.local_id.as_str());
            if !anomalies.is_empty() {
                let heads = anomalies
                    .iter()
                    .all(|a| a.code == AnomalyCode::FamilyHeads.code());
                assert!(defect.is_some() || heads, "{} {anomalies:?}", file.file);
            }
        }
        for (local_id, defect) in left {
            // The XML reader remembers nobody: the loader refuses the second record.
            let twice = defect.kind == DefectKind::Duplicate && file.header.format == Format::Xml;
            assert!(twice || !defect.refused, "{defect:?}");
            assert_eq!(
                seen.get(local_id),
                Some(&if twice { 2 } else { 1 }),
                "{defect:?}"
            );
        }
    }
    assert!(kinds.len() >= 14, "{kinds:?}");
}

#[test]
fn every_kind_of_event_happens() {
    let model = Finished::new(build::province(20_000, 7));
    let mut events: BTreeMap<String, usize> = BTreeMap::new();
    let mut ends: BTreeSet<String> = BTreeSet::new();
    let wanted = SubjectSet::of(&[Subject::Residences, Subject::Events]);
    for comune in 0..model.province.comuni.len() as u8 {
        let view = super::render::View {
            model: &model,
            comune,
            day: super::later::extraction(super::later::MONTHS - 1),
        };
        for person in &model.people[usize::from(comune)] {
            let facts = view.record(*person, wanted).facts;
            for event in facts.events {
                *events.entry(event.kind).or_default() += 1;
            }
            for spell in facts.residences {
                ends.insert(format!("{}{}", spell.register, spell.exit_reason));
            }
        }
    }
    let delta = model.province.touched.len();
    let witnesses = super::witnesses::find(&model);
    for kind in EventKind::ALL {
        let unused = matches!(
            kind,
            EventKind::OtherRegistration
                | EventKind::OtherRemoval
                | EventKind::Annulment
                | EventKind::ChangeOfPermit
                | EventKind::Cancellation
        );
        assert_eq!(events.contains_key(kind.code()), !unused, "{kind}");
    }
    for end in ["APR1", "APR3", "APR5", "APR6", "APR7", "APR8", "AIRE"] {
        assert!(ends.contains(end), "{end} {ends:?}");
    }
    // About eight in a thousand each month.
    assert!((600..1_700).contains(&delta), "{delta}");
    for kind in [
        WitnessKind::Resident,
        WitnessKind::Married,
        WitnessKind::Foreigner,
        WitnessKind::Moved,
        WitnessKind::MovedBefore,
        WitnessKind::Left,
        WitnessKind::Dead,
        WitnessKind::Aire,
        WitnessKind::UncertainBirth,
        WitnessKind::PendingProcedure,
        WitnessKind::Lac,
        WitnessKind::Omocodia,
        WitnessKind::Renamed,
        WitnessKind::NoFixedAbode,
    ] {
        assert!(witnesses.iter().any(|w| w.kind == kind), "{kind:?}");
    }
}

/// What a Comune has said of each subject of a person after all its supplies is what it would say at the end in
/// full: a reconciliation finds no drift.
#[test]
fn full_and_deltas_together_say_what_a_later_full_supply_would() {
    let model = Finished::new(build::province(12_000, 5));
    let touched = &model.province.touched;
    for comune in 0..model.province.comuni.len() as u8 {
        let view = |day| super::render::View {
            model: &model,
            comune,
            day,
        };
        let mut said = BTreeMap::new();
        let mut say = |view: super::render::View<'_>, person: u32, subjects: SubjectSet| {
            for subject in subjects.iter() {
                let only = view.record(person, SubjectSet::of(&[subject]));
                said.insert((person, subject as u8), only.facts);
            }
        };
        for person in model.people[usize::from(comune)].iter().copied() {
            if view(START).knows(person) {
                say(view(START), person, view(START).asserts(person));
            }
        }
        for of in touched.iter().filter(|of| of.comune == comune) {
            let day = super::later::extraction(of.month);
            say(view(day), of.person, SubjectSet(of.subjects));
        }
        let last = view(super::later::extraction(super::later::MONTHS - 1));
        for person in model.people[usize::from(comune)].iter().copied() {
            if !last.knows(person) {
                continue;
            }
            let all = last.asserts(person) == SubjectSet::ALL;
            // A Comune learns no new names of who has moved on.
            let own = [
                Subject::Residences,
                Subject::Addresses,
                Subject::Memberships,
            ];
            for subject in last.asserts(person).iter() {
                if !all && !own.contains(&subject) {
                    continue;
                }
                let now = last.record(person, SubjectSet::of(&[subject])).facts;
                assert_eq!(
                    said.get(&(person, subject as u8)),
                    Some(&now),
                    "{comune} {subject:?}"
                );
            }
        }
    }
}

/// Takes a minute in release; `make bench` measures the same.
#[test]
#[ignore = "writes the whole province: run it in release"]
fn the_whole_province_has_the_real_counts() {
    let begin = std::time::Instant::now();
    let (dir, summary) = make(&plan(702_521, false));
    let seconds = begin.elapsed().as_secs_f64();
    let persons = summary.persons as f64;
    println!(
        "{persons} persons in {seconds:.1} s, {:.0} a second",
        persons / seconds
    );
    for (cells, comune) in counts::real().iter().zip(&summary.comuni) {
        assert_eq!(u64::from(cells.total()), comune.residents, "{}", cells.name);
        let women: u32 = cells.people.iter().map(|cell| cell[1]).sum();
        assert_eq!(u64::from(women), comune.women, "{}", cells.name);
    }
    let bytes: u64 = summary
        .files()
        .iter()
        .map(|file| {
            std::fs::metadata(dir.path().join(&file.file))
                .unwrap()
                .len()
        })
        .sum();
    println!("{} MB", bytes / 1_000_000);
}
