//! People to ask about: a few of each kind whose answer is known, for the demonstration and the tests.

use schema::codes::MaritalStatus;
use schema::date::{Day, Truth, UncertainDate};
use schema::facts::{Fact, SubjectSet};

use super::index::Finished;
use super::later::{self, MONTHS};
use super::manifest::{Witness, WitnessAddress, WitnessKind};
use super::model::{Ending, HISTORY, NONE, START, flag};
use super::render::View;
use super::supplies::LAC_COMUNI;

/// At most so many of a kind.
const OF_A_KIND: usize = 3;

/// Finds them. Whoever changed after 1 January 2023 serves only for that change, and nobody in whom two kinds
/// of doubt meet.
pub(super) fn find(model: &Finished) -> Vec<Witness> {
    let province = &model.province;
    let day = later::extraction(MONTHS - 1);
    let mut changed = vec![false; province.persons.len()];
    for touched in &province.touched {
        changed[touched.person as usize] = true;
    }
    let mut pending = vec![false; province.persons.len()];
    for procedure in &province.procedures {
        pending[procedure.person as usize] = true;
    }
    let mut found: Vec<Witness> = Vec::new();
    let count = |kind: WitnessKind, found: &[Witness]| {
        found.iter().filter(|w| w.kind == kind).count() < OF_A_KIND
    };
    for (index, person) in province.persons.iter().enumerate() {
        let index = index as u32;
        let Some(comune) = model.comune_on(index, day) else {
            continue;
        };
        let lac = LAC_COMUNI.contains(&province.comuni[usize::from(comune)].istat.as_str());
        let stays = model.stays(index);
        let (Some(first), Some(last)) = (stays.first(), stays.last()) else {
            continue;
        };
        let odd = person.is(flag::YEAR_ONLY
            | flag::MONTH_ONLY
            | flag::NO_ABODE
            | flag::REAPPEARED
            | flag::NO_NAME)
            || person.omocodia > 0
            || pending[index as usize];
        let still = !changed[index as usize];
        let resident = last.to == Day::MAX && !last.aire && last.household != NONE;
        let adult = person.age() >= 20;
        let renamed = province.changes.iter().any(|change| change.person == index);
        let moved = stays
            .windows(2)
            .rev()
            .find(|pair| pair[0].comune != pair[1].comune && pair[0].to == pair[1].from)
            .map(|pair| (pair[0].comune, pair[1].from));
        let here = resident && adult && still && !lac;
        let kind = match () {
            () if lac && resident && adult && still && !odd => WitnessKind::Lac,
            () if lac => continue,
            () if here && person.is(flag::YEAR_ONLY) && !pending[index as usize] => {
                WitnessKind::UncertainBirth
            }
            () if here && person.is(flag::NO_ABODE) => WitnessKind::NoFixedAbode,
            () if here && person.omocodia > 0 => WitnessKind::Omocodia,
            () if resident && adult && pending[index as usize] => {
                let open = province.procedures.iter().any(|p| {
                    p.person == index
                        && p.to == Day::MAX
                        && p.kind == schema::codes::ProcedureKind::ResidencePending
                });
                if !open {
                    continue;
                }
                WitnessKind::PendingProcedure
            }
            () if odd => continue,
            () if here && renamed => WitnessKind::Renamed,
            () if renamed => continue,
            () if resident && !still && moved.is_some_and(|(_, on)| on > START) => {
                WitnessKind::Moved
            }
            () if !still => continue,
            () if person.ending == Ending::Death => WitnessKind::Dead,
            () if person.ending == Ending::Italy && adult => WitnessKind::Left,
            () if last.aire => WitnessKind::Aire,
            () if !here => continue,
            () if !person.is_italian(day) => WitnessKind::Foreigner,
            () if moved.is_some_and(|(_, on)| on > HISTORY) => WitnessKind::MovedBefore,
            () if person.status == MaritalStatus::Married && person.nation == 0 => {
                WitnessKind::Married
            }
            () if person.nation == 0 && first.comune == last.comune => WitnessKind::Resident,
            () => continue,
        };
        if !count(kind, &found) {
            continue;
        }
        let view = View { model, comune, day };
        let lost = match kind {
            WitnessKind::Moved | WitnessKind::MovedBefore => moved,
            WitnessKind::Dead | WitnessKind::Left => Some((comune, person.end)),
            WitnessKind::Aire => Some((comune, last.from)),
            _ => None,
        };
        found.push(witness(&view, index, kind, lost));
    }
    found.sort_by_key(|w| w.kind as u8);
    found
}

fn witness(view: &View<'_>, index: u32, kind: WitnessKind, moved: Option<(u8, Day)>) -> Witness {
    let facts = view.record(index, SubjectSet::ALL).facts;
    let now = |fact: &dyn Fn() -> Truth| fact() == Truth::Yes;
    let id = |kind: &str| {
        let ids = facts.identifiers.iter();
        ids.rev()
            .find(|i| i.kind == kind)
            .map_or(String::new(), |i| i.value.clone())
    };
    let identity = facts.identities.last().cloned().unwrap_or_default();
    let birth = UncertainDate {
        first: Day(identity.birth_first),
        last: Day(identity.birth_last),
    };
    let address = facts
        .addresses
        .iter()
        .find(|a| a.kind == "1" && now(&|| a.validity().at(view.day)))
        .and_then(|a| {
            let streets = &view.model.streets[usize::from(view.comune)];
            let street = streets.iter().find(|s| s.code == a.street_code)?;
            Some(WitnessAddress {
                street_type: street.kind.to_owned(),
                street: street.name.clone(),
                number: a.number,
                exponent: a.exponent.clone(),
                interior: a.interior.clone(),
                postal_code: a.postal_code.clone(),
            })
        });
    let istat = |comune: u8| {
        view.model.province.comuni[usize::from(comune)]
            .istat
            .clone()
    };
    Witness {
        kind,
        local_id: super::render::local_id(view.comune, index),
        codice_fiscale: id("CF"),
        id_anpr: id("ANPR"),
        surname: identity.surname,
        names: identity.names,
        sex: identity.sex,
        birth: birth.to_string(),
        birth_place: identity.birth_place,
        birth_place_name: identity.birth_place_name,
        comune: view.istat().to_owned(),
        other_comune: moved
            .filter(|(from, _)| *from != view.comune)
            .map_or(String::new(), |(from, _)| istat(from)),
        day: moved.map(|(_, day)| day),
        address,
        marital_status: facts
            .maritals
            .last()
            .map_or(String::new(), |m| m.status.clone()),
        citizenships: facts
            .citizenships
            .iter()
            .filter(|c| now(&|| c.validity().at(view.day)))
            .map(|c| c.state.clone())
            .collect(),
    }
}
