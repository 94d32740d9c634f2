//! Where families come from: about one resident in eight is a foreign citizen, and families keep together.

use std::sync::OnceLock;

use schema::codes::{Kinship, Sex};
use schema::states;

use super::dice::Dice;
use super::model::{Origin, Province, flag};

/// A nation of origin.
#[derive(Debug)]
pub(super) struct Nation {
    /// ISTAT code.
    pub(super) istat: &'static str,
    /// Belfiore code; empty for Italy.
    pub(super) belfiore: &'static str,
    /// How many of a hundred foreign families.
    weight: u32,
}

/// Communities of foreign citizens: ISTAT code of the state, and its weight.
const COMMUNITIES: &str = include_str!("../../data/names/communities.tsv");

/// The nations; Italy first.
pub(super) fn nations() -> &'static [Nation] {
    static NATIONS: OnceLock<Vec<Nation>> = OnceLock::new();
    NATIONS.get_or_init(|| {
        let italy = Nation {
            istat: states::ITALY,
            belfiore: "",
            weight: 0,
        };
        let others = COMMUNITIES.lines().filter_map(|line| {
            let (istat, weight) = line.split_once('\t')?;
            let state = states::by_istat(istat)?;
            Some(Nation {
                istat: state.istat,
                belfiore: state.belfiore,
                weight: weight.trim().parse().ok()?,
            })
        });
        std::iter::once(italy).chain(others).collect()
    })
}

/// Women who came alone to work in households come mostly from Eastern Europe.
fn carers(nation: &Nation) -> u32 {
    match nation.istat {
        "243" => 33,
        "254" => 18,
        "235" => 19,
        "233" => 7,
        "323" => 6,
        _ => nation.weight / 6,
    }
}

/// Draws the origin of every household on 1 January 2023, and of its members.
pub(super) fn assign(province: &mut Province) {
    let weights: Vec<u32> = nations().iter().map(|n| n.weight).collect();
    let carers: Vec<u32> = nations().iter().map(carers).collect();
    // Some Comuni have drawn more people from abroad than others.
    let pull: Vec<f64> = (0..province.comuni.len())
        .map(|at| Dice::new(province.seed, "pull", at as u64).bell(1.0, 0.16))
        .collect();
    for (index, household) in province.households.iter_mut().enumerate() {
        if household.institution.is_some() {
            continue;
        }
        let mut dice = Dice::new(province.seed, "nation", index as u64);
        let members = &mut province.persons[household.members()];
        let Some(head) = members.first() else {
            continue;
        };
        let couple = members.get(1).is_some_and(|second| {
            matches!(
                second.role,
                Kinship::Spouse | Kinship::Partner | Kinship::CivilPartner
            )
        });
        let youngest = if couple {
            head.age().min(members[1].age())
        } else {
            head.age()
        };
        let carer = !couple && members.len() == 1 && head.sex == Sex::Female;
        let share = match youngest {
            0..30 => 0.225,
            30..40 => 0.255,
            40..50 => 0.205,
            50..60 => 0.16,
            60..70 if carer => 0.14,
            60..70 => 0.08,
            _ => 0.02,
        };
        if dice.chance(share * pull[usize::from(household.comune)]) {
            let nation = if carer && youngest >= 42 {
                dice.weighted(&carers)
            } else {
                dice.weighted(&weights)
            } as u8;
            household.nation = nation;
            household.origin = Origin::Abroad;
            for person in members.iter_mut() {
                person.nation = nation;
                person.origin = Origin::Abroad;
            }
            // The Italian half of a mixed couple: then the children are Italian citizens by birth.
            if couple && dice.chance(0.09) {
                let italian = usize::from(dice.chance(0.4));
                members[italian].nation = 0;
                members[italian].origin = Origin::Native;
                household.origin = Origin::Native;
                household.nation = members[0].nation;
                for person in members.iter_mut().skip(2) {
                    person.nation = 0;
                    person.origin = Origin::Native;
                }
            }
        } else {
            household.origin = match dice.below(100) {
                0..76 => Origin::Native,
                76..98 => Origin::Italy,
                _ => Origin::Abroad,
            };
            for person in members.iter_mut() {
                let founder = matches!(
                    person.role,
                    Kinship::Head | Kinship::Spouse | Kinship::Partner | Kinship::CivilPartner
                );
                person.origin = if household.origin == Origin::Native && founder {
                    match dice.below(100) {
                        0..72 => Origin::Native,
                        72..98 => Origin::Italy,
                        _ => Origin::Abroad,
                    }
                } else {
                    household.origin
                };
            }
        }
    }
    let alone: Vec<bool> = province
        .households
        .iter()
        .map(|household| household.count == 1 && household.institution.is_none())
        .collect();
    for (index, person) in province.persons.iter_mut().enumerate() {
        let mut dice = Dice::new(province.seed, "oddities", index as u64);
        if person.origin == Origin::Abroad && person.nation != 0 && person.age() > 25 {
            match dice.below(1000) {
                0..6 => person.flags |= flag::YEAR_ONLY,
                6..9 => person.flags |= flag::MONTH_ONLY,
                9..12 => person.flags |= flag::NO_NAME,
                _ => {}
            }
        }
        match dice.below(4_000) {
            0..8 if alone[person.household as usize] => person.flags |= flag::NO_ABODE,
            8..13 if person.age() > 22 => person.flags |= flag::REAPPEARED,
            _ => {}
        }
    }
}
