//! The events of a register with their two dates, and procedures under way.

use schema::codes::{BondKind, Certifiability, EventKind, ProcedureKind};
use schema::date::{Day, UncertainDate, Validity};
use schema::facts::{Fact, Procedure, RegisterEvent};

use super::dice::Dice;
use super::model::{Ending, HISTORY, NONE, Origin, START};
use super::render::{View, held};

/// What happened to the person in this Comune since the history began. The Comune registers an event some days
/// after it happened.
pub(super) fn events(view: &View<'_>, index: u32) -> Vec<RegisterEvent> {
    let province = &view.model.province;
    let person = &province.persons[index as usize];
    let mut happened: Vec<(Day, EventKind)> = Vec::new();
    for spell in view.spells(index) {
        let (first, last) = (spell.first, spell.last);
        let entry = match (spell.came_from, first.origin) {
            _ if first.aire => EventKind::AireRegistration,
            (Some(_), _) | (None, Some(Origin::Italy)) => EventKind::ArrivalFromComune,
            (None, Some(Origin::Abroad)) => EventKind::ArrivalFromAbroad,
            (None, Some(Origin::Found)) => EventKind::Reappearance,
            _ => EventKind::Birth,
        };
        happened.push((first.from, entry));
        if last.to <= view.day {
            happened.push((
                last.to,
                match (spell.went_to, last.ending) {
                    (Some(_), _) | (None, Ending::Italy) => EventKind::DepartureToComune,
                    (None, Ending::Death) => EventKind::Death,
                    (None, Ending::Abroad | Ending::Aire) => EventKind::DepartureAbroad,
                    (None, Ending::Untraceable) => EventKind::Untraceable,
                    (None, Ending::NotRenewed) => EventKind::AbodeNotRenewed,
                    (None, Ending::None) => EventKind::OtherRemoval,
                },
            ));
        }
    }
    let mut before = None;
    for stay in view.model.stays(index) {
        if stay.comune == view.comune && stay.household != NONE {
            // A removal, or a home of one's own.
            if before
                .is_some_and(|b: super::model::Stay| b.to == stay.from && b.comune == stay.comune)
            {
                happened.push((stay.from, EventKind::ChangeOfHousehold));
            }
            let parts = view.removals(*stay);
            happened.extend(
                parts
                    .iter()
                    .skip(1)
                    .map(|(from, _, _)| (*from, EventKind::ChangeOfAddress)),
            );
        }
        before = Some(*stay);
    }
    for (_, bond) in view.model.bonds(index) {
        let begun = match bond.kind {
            BondKind::Marriage => EventKind::Marriage,
            BondKind::CivilUnion => EventKind::CivilUnion,
            BondKind::Cohabitation => continue,
        };
        happened.push((bond.from, begun));
        let own_death = person.ending == Ending::Death && person.end == bond.to;
        if !own_death && bond.to < Day::MAX {
            let ended = if bond.by_death {
                EventKind::Widowhood
            } else {
                EventKind::Divorce
            };
            happened.push((bond.to, ended));
        }
    }
    if person.nation != 0 && person.naturalised < Day::MAX {
        happened.push((person.naturalised, EventKind::ChangeOfCitizenship));
    }
    if let Some(change) = view.change(index) {
        happened.push((change.on, EventKind::ChangeOfGeneralities));
        happened.push((change.on, EventKind::ChangeOfCodiceFiscale));
    }
    if let Some(day) = province.card(index) {
        happened.push((day, EventKind::ChangeOfDocument));
    }
    // Only what happened while the person was this Comune's resident is in its register.
    let spells = view.spells(index);
    let here = |day: Day| {
        spells
            .iter()
            .any(|s| s.first.from <= day && day <= s.last.to)
    };
    happened.retain(|(day, _)| *day >= HISTORY && *day <= view.day && here(*day));
    happened.sort_by_key(|(day, kind)| (*day, kind.code()));
    happened.dedup();
    let rows = happened.into_iter().map(|(day, kind)| {
        let mut dice = Dice::new(
            province.seed,
            kind.code(),
            u64::from(index) << 20 ^ day.0 as u64,
        );
        let most = if day > START || day.month() == 12 {
            1
        } else {
            9
        };
        let mut row = RegisterEvent {
            kind: kind.code().to_owned(),
            registered_on: day.add_days(dice.between(0, most).into()).min(view.day).0,
            comune: view.istat().to_owned(),
            ..RegisterEvent::default()
        };
        row.set_validity(Validity::since(UncertainDate::exact(day)));
        row
    });
    rows.collect()
}

/// Procedures of this Comune about the person.
pub(super) fn procedures(view: &View<'_>, index: u32) -> Vec<Procedure> {
    let list = &view.model.province.procedures;
    let begin = list.partition_point(|pending| pending.person < index);
    let own = list[begin..]
        .iter()
        .take_while(|pending| pending.person == index);
    let rows = own.filter_map(|pending| {
        let certifiability = match pending.kind {
            ProcedureKind::ResidencePending => Certifiability::Everything,
            ProcedureKind::Untraceable => Certifiability::ResidenceAndFamily,
            ProcedureKind::CertificationBlock => Certifiability::Nothing,
        };
        let mut row = Procedure {
            kind: pending.kind.code().to_owned(),
            protocol: format!("{}/{}", pending.from.year(), 1_000 + index % 90_000),
            comune: view.istat().to_owned(),
            certifiability: certifiability.code().to_owned(),
            ..Procedure::default()
        };
        row.set_validity(held(pending.from, pending.to, view.day)?);
        Some(row)
    });
    rows.collect()
}
