//! Where a person is registered: spells of residence, and the sheets that list the person.

use schema::codes::{
    AireEntryReason, EntryReason, ExitReason, InstitutionRole, RegisterKind, Standing,
};
use schema::date::Day;
use schema::facts::{Fact, Membership, Residence};

use super::dice::Dice;
use super::model::{Ending, HISTORY, NONE, Origin, START, Stay, flag};
use super::places::places;
use super::render::{View, held};

/// A time in the register of a Comune.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spell {
    /// Its first stay.
    pub(super) first: Stay,
    /// Its last.
    pub(super) last: Stay,
    /// The Comune of the province where the person came from.
    pub(super) came_from: Option<u8>,
    /// The Comune of the province where the person went.
    pub(super) went_to: Option<u8>,
}

impl View<'_> {
    /// Runs of stays in the Comune, each from arrival to departure: one spell of residence.
    pub(super) fn spells(&self, index: u32) -> Vec<Spell> {
        let mut spells: Vec<Spell> = Vec::new();
        let mut before: Option<Stay> = None;
        for stay in self.model.stays(index) {
            if stay.from > self.day {
                break;
            }
            let goes_on = before.is_some_and(|b| {
                b.to == stay.from
                    && b.ending == Ending::None
                    && b.comune == stay.comune
                    && b.aire == stay.aire
            });
            let joined = before.filter(|b| b.to == stay.from && b.comune != stay.comune);
            if goes_on {
                if let Some(spell) = spells.last_mut() {
                    spell.last = *stay;
                }
            } else {
                // Whoever moves within the province leaves one Comune for the other.
                if let (Some(from), Some(spell)) = (joined, spells.last_mut()) {
                    spell.went_to = Some(stay.comune);
                    debug_assert_eq!(spell.last.to, from.to);
                }
                spells.push(Spell {
                    first: *stay,
                    last: *stay,
                    came_from: joined.map(|b| b.comune),
                    went_to: None,
                });
            }
            before = Some(*stay);
        }
        spells.retain(|s| s.first.comune == self.comune && s.last.to >= HISTORY);
        spells
    }

    pub(super) fn residences(&self, index: u32) -> Vec<Residence> {
        let person = self.person(index);
        // A family comes from one place and goes to one.
        let stays = self.model.stays(index);
        let town = |stay: Option<&Stay>, purpose: &str| {
            let of = stay.map_or(NONE, |stay| stay.household);
            let of = if of == NONE { index } else { of };
            let mut dice = Dice::new(self.model.province.seed, purpose, u64::from(of));
            places().elsewhere(Day(2000_01_01), &mut dice)
        };
        let came = town(stays.first(), "came from");
        let went = town(stays.last(), "went to");
        let abroad = self.state_abroad(index);
        let state = if person.nation == 0 {
            abroad
        } else {
            places().nation(person.nation)
        };
        let istat = |place: u16| places().get(place).istat(START).to_owned();
        let spells = self.spells(index);
        let rows = spells.iter().filter_map(|spell| {
            let (first, last) = (spell.first, spell.last);
            let validity = held(first.from, last.to, self.day)?;
            let mut row = Residence {
                comune: self.istat().to_owned(),
                register: RegisterKind::Apr.code().to_owned(),
                no_fixed_abode: person.is(flag::NO_ABODE) && !first.aire,
                standing: Standing::Asserted.code().to_owned(),
                ..Residence::default()
            };
            if first.aire {
                RegisterKind::Aire.code().clone_into(&mut row.register);
                let reason = if first.from == person.birth {
                    AireEntryReason::Birth
                } else {
                    AireEntryReason::Expatriation
                };
                reason.code().clone_into(&mut row.entry_reason);
                row.origin = if first.from == person.birth {
                    istat(abroad)
                } else {
                    String::new()
                };
            } else {
                let (reason, origin) = match (spell.came_from, first.origin) {
                    (Some(comune), _) => {
                        (EntryReason::FromComune, self.istat_of(comune).to_owned())
                    }
                    (None, Some(Origin::Italy)) => (EntryReason::FromComune, istat(came)),
                    (None, Some(Origin::Abroad)) => (EntryReason::FromAbroad, istat(state)),
                    (None, Some(Origin::Found)) => (EntryReason::Reappearance, String::new()),
                    (None, _) => (EntryReason::Birth, String::new()),
                };
                reason.code().clone_into(&mut row.entry_reason);
                row.origin = origin;
            }
            if !validity.is_open() {
                let (reason, destination) = match (spell.went_to, last.ending) {
                    (Some(comune), _) => (ExitReason::ToComune, self.istat_of(comune).to_owned()),
                    (None, Ending::Death) => (ExitReason::Death, String::new()),
                    (None, Ending::Italy) => (ExitReason::ToComune, istat(went)),
                    (None, Ending::Abroad) => (ExitReason::ForeignerAbroad, istat(state)),
                    (None, Ending::Untraceable) => (ExitReason::Untraceable, String::new()),
                    (None, Ending::NotRenewed) => (ExitReason::AbodeNotRenewed, String::new()),
                    (None, Ending::Aire) => (ExitReason::ToAire, istat(abroad)),
                    (None, Ending::None) => (ExitReason::Other, String::new()),
                };
                reason.code().clone_into(&mut row.exit_reason);
                row.destination = destination;
            }
            row.set_validity(validity);
            Some(row)
        });
        rows.collect()
    }

    /// Runs of stays in one household with one role.
    pub(super) fn homes(&self, index: u32, by_role: bool) -> Vec<Stay> {
        let mut homes: Vec<Stay> = Vec::new();
        for stay in self.model.stays(index) {
            let here = stay.comune == self.comune && stay.from <= self.day && stay.to >= HISTORY;
            if !here || stay.household == NONE {
                continue;
            }
            match homes.last_mut() {
                Some(last)
                    if last.household == stay.household
                        && last.to == stay.from
                        && (!by_role || (last.role, last.ordinal) == (stay.role, stay.ordinal)) =>
                {
                    last.to = stay.to;
                }
                _ => homes.push(*stay),
            }
        }
        homes
    }

    pub(super) fn memberships(&self, index: u32) -> Vec<Membership> {
        let homes = self.homes(index, true);
        let rows = homes.into_iter().filter_map(|stay| {
            let household = &self.model.province.households[stay.household as usize];
            let institution = household.institution.is_some();
            let mut row = Membership {
                comune: self.istat().to_owned(),
                household_kind: if institution { "C" } else { "F" }.to_owned(),
                household_code: household.code.to_string(),
                role: if !institution {
                    stay.role.code().to_owned()
                } else if stay.ordinal == 1 {
                    InstitutionRole::Head.code().to_owned()
                } else {
                    InstitutionRole::Member.code().to_owned()
                },
                ordinal: i32::from(stay.ordinal),
                ..Membership::default()
            };
            row.set_validity(held(stay.from, stay.to, self.day)?);
            Some(row)
        });
        rows.collect()
    }
}
