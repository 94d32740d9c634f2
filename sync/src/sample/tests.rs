//! The sample as a whole: its counts, its plausibility, its determinism.

use super::build;
use super::counts;
use super::model::{NONE, Province, START, flag};

fn people_by_cell(province: &Province) -> Vec<[[u32; 2]; counts::AGES]> {
    let mut cells = vec![[[0; 2]; counts::AGES]; province.comuni.len()];
    for person in province.persons.iter().filter(|p| p.is(flag::RESIDENT)) {
        let age = (2022 - person.birth.year()).clamp(0, 100) as usize;
        assert_eq!(age, person.birth.age_on(START).clamp(0, 100) as usize);
        let sex = usize::from(person.sex == schema::codes::Sex::Female);
        cells[usize::from(person.comune)][age][sex] += 1;
    }
    cells
}

#[test]
fn the_residents_are_the_counts() {
    for residents in [47, 1_000, 20_000, 702_521] {
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
    for household in &province.households {
        let members = province.persons[household.members()].iter();
        let members = members.filter(|p| p.is(flag::RESIDENT)).count();
        if household.institution.is_some() {
            institutional += members;
        } else if members > 0 {
            people += members;
            sheets += 1;
        }
    }
    let mean = people as f64 / f64::from(sheets);
    println!("mean family {mean}, institutional {institutional}");
    let residents: Vec<_> = province.persons.iter().filter(|p| p.is(flag::RESIDENT)).collect();
    let foreign = residents.iter().filter(|p| !p.is_italian(START)).count() as f64 / residents.len() as f64;
    println!("foreign {foreign} persons {} households {} stays {} bonds {} changes {}", province.persons.len(), province.households.len(), province.stays.len(), province.bonds.len(), province.changes.len());
    let count = |f: u16| province.persons.iter().filter(|p| p.is(f)).count();
    println!("left home {} from home {} namesake {} old {} noabode {} reapp {} year {}", count(flag::LEFT_HOME), count(flag::FROM_HOME), count(flag::NAMESAKE), count(flag::OLD_PLACE), count(flag::NO_ABODE), count(flag::REAPPEARED), count(flag::YEAR_ONLY));
    println!("omocodia {} nat {} mothers {}", province.persons.iter().filter(|p| p.omocodia > 0).count(), residents.iter().filter(|p| p.nation != 0 && p.is_italian(START)).count(), residents.iter().filter(|p| p.mother != NONE).count());
    assert!((2.05..2.40).contains(&mean), "{mean}");
    assert!((0.11..0.15).contains(&foreign), "{foreign}");
}
