//! Everyone's stays, from the homes and the times drawn before.

use schema::codes::Kinship;
use schema::date::Day;

use super::dice::Dice;
use super::model::{Ending, HISTORY, NONE, Origin, Province, Stay, flag};
use super::past::Split;

/// The times of a household in its Comuni, oldest first.
fn spans(province: &Province, household: u32) -> impl Iterator<Item = (u32, u8, Day, Day)> {
    let of = &province.households[household as usize];
    let before = (of.previous != NONE).then(|| {
        let before = &province.households[of.previous as usize];
        (of.previous, before.comune, before.founded, before.closed)
    });
    before
        .into_iter()
        .chain([(household, of.comune, of.arrived, of.closed)])
}

/// Lays out the stays of one person from birth or arrival to now, death or departure.
pub(super) fn stays(province: &mut Province, splits: &[Option<Split>], index: u32) {
    let person = province.persons[index as usize].clone();
    let split = splits[index as usize];
    // Homes, each until the next begins: (household, from, role, ordinal).
    let mut homes: Vec<(u32, Day, Kinship, u8)> = Vec::new();
    if person.is(flag::LEFT_HOME) {
        let home = province.persons[person.mother as usize].household;
        homes.push((home, person.birth, Kinship::Child, 3));
    }
    if let Some(split) = split.filter(|s| s.leaves == index) {
        let home = province.persons[split.keeps as usize].household;
        let from = province.households[home as usize].founded;
        homes.push((home, from, Kinship::Spouse, 2));
    }
    let leaves_from_home = person.is(flag::FROM_HOME) && person.is(flag::LEFT_HOME);
    if person.household != NONE && !leaves_from_home {
        let founded = province.households[person.household as usize].founded;
        let from = founded.max(person.joined);
        homes.push((person.household, from, person.role, person.ordinal));
    }
    let end = if person.is(flag::AIRE) {
        person.joined
    } else {
        person.end
    };
    let mut plan: Vec<Stay> = Vec::new();
    let blank = Stay {
        person: index,
        household: NONE,
        from: Day::MIN,
        to: Day::MAX,
        comune: person.comune,
        origin: None,
        ending: Ending::None,
        role: Kinship::Head,
        ordinal: 0,
        aire: false,
    };
    for (at, &(household, from, role, ordinal)) in homes.iter().enumerate() {
        let until = homes.get(at + 1).map_or(end, |next| next.1).min(end);
        for (sheet, comune, begins, ends) in spans(province, household) {
            let (from, to) = (from.max(begins), until.min(ends));
            if from < to {
                plan.push(Stay {
                    household: sheet,
                    comune,
                    from,
                    to,
                    role,
                    ordinal,
                    ..blank
                });
            }
        }
    }
    // Times of which no sheet is kept: residents all the same.
    let mut whole: Vec<Stay> = Vec::with_capacity(plan.len() + 1);
    let mut since = match (person.origin, plan.first()) {
        (Origin::Native, _) => Some(person.birth),
        _ if person.is(flag::LEFT_HOME) => Some(person.birth),
        _ => None,
    };
    for stay in plan {
        if let Some(gap) = since.filter(|day| *day < stay.from) {
            let comune = whole.last().map_or(stay.comune, |last: &Stay| last.comune);
            whole.push(Stay {
                comune,
                from: gap,
                to: stay.from,
                ..blank
            });
        }
        since = Some(stay.to);
        whole.push(stay);
    }
    let last = since.unwrap_or(person.birth);
    if last < end && (!person.is(flag::AIRE) || person.origin == Origin::Native) {
        whole.push(Stay {
            from: last,
            to: end,
            ..blank
        });
    }
    if person.is(flag::AIRE) {
        if let Some(last) = whole.last_mut() {
            last.ending = Ending::Aire;
        }
        whole.push(Stay {
            from: person.joined,
            aire: true,
            ..blank
        });
    }
    if let Some(first) = whole.first_mut() {
        first.origin = Some(if first.from == person.birth {
            Origin::Native
        } else if person.origin == Origin::Native {
            Origin::Italy
        } else {
            person.origin
        });
    }
    if let Some(last) = whole.last_mut()
        && !last.aire
    {
        last.ending = person.ending;
        if person.is(flag::REAPPEARED)
            && person.ending == Ending::None
            && last.from < Day(2015_01_01)
        {
            let mut dice = Dice::new(province.seed, "lost", u64::from(index));
            let lost = dice.day(last.from.max(HISTORY).add_days(700), Day(2019_12_31));
            let found = dice.day(lost.add_days(200), Day(2021_12_31).max(lost.add_days(250)));
            let mut back = *last;
            last.to = lost;
            last.ending = Ending::Untraceable;
            back.from = found;
            back.origin = Some(Origin::Found);
            whole.push(back);
        }
    }
    for stay in whole {
        province.add_stay(stay);
    }
}
