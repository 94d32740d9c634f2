//! The finished model with the look-ups that writing needs.

use schema::date::Day;

use super::model::{Bond, HISTORY, NONE, Province, Stay};
use super::streets::{self, Street};

/// The model, complete and in order.
pub(super) struct Finished {
    /// The model; stays sorted by person and day.
    pub(super) province: Province,
    stays: Vec<u32>,
    /// Person and bond, sorted.
    bonds: Vec<(u32, u32)>,
    /// By Comune: people whom its registers hold or held since the beginning of the history.
    pub(super) people: Vec<Vec<u32>>,
    /// By Comune: sheets, with their first and last day.
    pub(super) sheets: Vec<Vec<(u32, Day, Day)>>,
    /// By Comune: streets.
    pub(super) streets: Vec<Vec<Street>>,
}

impl Finished {
    /// Puts a model in order.
    pub(super) fn new(mut province: Province) -> Self {
        province.stays.sort_by_key(|stay| (stay.person, stay.from));
        let mut stays = vec![0; province.persons.len() + 1];
        for stay in &province.stays {
            stays[stay.person as usize + 1] += 1;
        }
        for index in 1..stays.len() {
            stays[index] += stays[index - 1];
        }
        let mut bonds = Vec::with_capacity(province.bonds.len() * 2);
        for (index, bond) in province.bonds.iter().enumerate() {
            let both = [bond.a, bond.b]
                .into_iter()
                .filter(|person| *person != NONE);
            bonds.extend(both.map(|person| (person, index as u32)));
        }
        bonds.sort_unstable_by_key(|(person, index)| {
            (*person, province.bonds[*index as usize].from, *index)
        });
        let comuni = province.comuni.len();
        let mut people = vec![Vec::new(); comuni];
        let mut spans = vec![(Day::MAX, Day::MIN); province.households.len()];
        for stay in &province.stays {
            if stay.household != NONE {
                let span = &mut spans[stay.household as usize];
                *span = (span.0.min(stay.from), span.1.max(stay.to));
            }
            let list: &mut Vec<u32> = &mut people[usize::from(stay.comune)];
            if stay.to >= HISTORY && list.last() != Some(&stay.person) {
                list.push(stay.person);
            }
        }
        let mut sheets = vec![Vec::new(); comuni];
        let mut codes = vec![[0_u32; 2]; comuni];
        for (index, household) in province.households.iter_mut().enumerate() {
            let (from, to) = spans[index];
            let at = usize::from(household.comune);
            let code = &mut codes[at][usize::from(household.institution.is_some())];
            *code += 1;
            household.code = *code;
            if from < to && to >= HISTORY {
                sheets[at].push((index as u32, from, to));
            }
        }
        let streets = province
            .comuni
            .iter()
            .enumerate()
            .map(|(at, cells)| streets::of(at as u8, cells.total(), province.seed))
            .collect();
        Self {
            province,
            stays,
            bonds,
            people,
            sheets,
            streets,
        }
    }

    /// The stays of a person, oldest first.
    pub(super) fn stays(&self, person: u32) -> &[Stay] {
        let at = |index: usize| self.stays[index] as usize;
        &self.province.stays[at(person as usize)..at(person as usize + 1)]
    }

    /// The bonds of a person, oldest first, with their index.
    pub(super) fn bonds(&self, person: u32) -> impl Iterator<Item = (u32, Bond)> {
        let begin = self.bonds.partition_point(|(who, _)| *who < person);
        self.bonds[begin..]
            .iter()
            .take_while(move |(who, _)| *who == person)
            .map(|(_, index)| (*index, self.province.bonds[*index as usize]))
    }

    /// The Comune whose register holds the person on that day, or held last.
    pub(super) fn comune_on(&self, person: u32, day: Day) -> Option<u8> {
        let known = self
            .stays(person)
            .iter()
            .take_while(|stay| stay.from <= day);
        known.last().map(|stay| stay.comune)
    }
}
