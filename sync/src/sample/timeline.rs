//! When things happened: weddings and divorces, the day a household began, where it lived before, and from
//! these everyone's stays.

use schema::codes::{BondKind, Kinship, MaritalStatus};
use schema::date::Day;

use super::dice::Dice;
use super::model::{
    Bond, Ending, HISTORY, Household, LAST_PAST, NONE, Origin, Province, Stay, flag,
};
use super::past::{Couples, Split, founders};

/// Draws every date and lays out the stays.
pub(super) fn draw(province: &mut Province, couples: &Couples) {
    let first_child = first_children(province);
    let mut splits: Vec<Option<Split>> = vec![None; province.persons.len()];
    for split in &couples.splits {
        splits[split.keeps as usize] = Some(*split);
        splits[split.leaves as usize] = Some(*split);
    }
    let present = province.households.len();
    for index in 0..present {
        found(province, couples, &splits, &first_child, index);
    }
    for index in 0..present {
        came_from(province, index);
    }
    for index in 0..province.persons.len() as u32 {
        stays(province, &splits, index);
    }
}

/// The earliest birth of a child of each person; `Day::MAX` without children.
fn first_children(province: &Province) -> Vec<Day> {
    let mut first = vec![Day::MAX; province.persons.len()];
    for person in &province.persons {
        for parent in [person.mother, person.father] {
            if parent != NONE {
                let day = &mut first[parent as usize];
                *day = person.birth.min(*day);
            }
        }
    }
    first
}

/// The day a household began, with the bonds of its founders.
fn found(
    province: &mut Province,
    couples: &Couples,
    splits: &[Option<Split>],
    first_child: &[Day],
    index: usize,
) {
    let mut dice = Dice::new(province.seed, "founding", index as u64);
    let household = province.households[index].clone();
    if household.institution.is_some() {
        province.households[index].founded =
            Day(1948_05_01).add_days(dice.between(0, 18_000).into());
        for member in household.members() {
            let birth = province.persons[member].birth;
            let first = birth.add_years(18).max(Day(2006_01_01));
            province.persons[member].joined = dice.day(first, LAST_PAST);
            past_bond(province, couples, member as u32, LAST_PAST, &mut dice);
        }
        return;
    }
    let head = household.first;
    let last = LAST_PAST.min(household.closed.add_days(-200));
    let split = splits[head as usize];
    let pair = founders(province, &household).or_else(|| {
        // The marital home of a widow, or of the one who stayed after a divorce.
        let partner = couples.partner.get(head as usize).copied().unwrap_or(NONE);
        let stays = partner != NONE
            && (split.is_some_and(|s| s.keeps == head)
                || province.persons[partner as usize].household == index as u32);
        stays.then_some((head, partner))
    });
    let founded = if let Some((a, b)) = pair {
        begin_couple(province, first_child, split, (a, b), last, &mut dice)
    } else if let Some(split) = split {
        split.separated
    } else {
        let birth = province.persons[head as usize].birth;
        let alone = early_or_late(birth.add_years(18), birth, (19, 33), last, &mut dice);
        let own = past_bond(province, couples, head, last, &mut dice);
        let child = first_child[head as usize].add_days(-60);
        let child = if household.count > 1 { child } else { Day::MAX };
        own.unwrap_or(alone).min(child).max(birth)
    };
    let mut founded = founded.min(last).max(Day(1921_01_01));
    if household.origin != Origin::Native {
        // It came as a whole, recently more often than long ago.
        let first = founded.max(Day(1975_01_01)).min(last);
        founded = dice.day(first, last).max(dice.day(first, last));
        if household.nation != 0 && founded < Day(1989_01_01) {
            founded = dice.day(Day(1989_01_01).max(first), last);
        }
    }
    province.households[index].founded = founded;
    province.households[index].arrived = founded;
    let partner_later =
        household.nation != 0 && household.origin == Origin::Abroad && dice.chance(0.4);
    let mut mother_joined = Day::MIN;
    for member in household.members() {
        let person = &province.persons[member];
        match person.role {
            Kinship::Head => {}
            Kinship::Spouse | Kinship::Partner | Kinship::CivilPartner => {
                if partner_later {
                    let joined = dice.day(founded, founded.add_years(4).min(last));
                    province.persons[member].joined = joined;
                    mother_joined = joined;
                }
            }
            Kinship::Child => {
                let joined = founded.max(person.birth).max(mother_joined);
                province.persons[member].joined = joined.max(person.birth);
            }
            _ => {
                let first = founded.max(person.birth).max(Day(2005_06_01)).min(last);
                province.persons[member].joined = dice.day(first, last).max(person.birth);
                past_bond(province, couples, member as u32, last, &mut dice);
            }
        }
    }
    // Children who grew up and still live here may have been married meanwhile.
    for member in household.members() {
        let person = &province.persons[member];
        if person.role == Kinship::Child && person.status == MaritalStatus::Divorced {
            past_bond(province, couples, member as u32, last, &mut dice);
        }
    }
    naturalise(province, &household, founded, &mut dice);
}

/// A day at one of those ages of someone born on `birth`, before `last`; for whoever is younger than that, one of
/// the last years since `grown`, so that not all of them begin on the same last day.
fn early_or_late(
    grown: Day,
    birth: Day,
    (early, late): (i32, i32),
    last: Day,
    dice: &mut Dice,
) -> Day {
    let end = birth.add_years(late).min(last);
    let begin = birth.add_years(early);
    let begin = if begin.add_years(1) < end {
        begin
    } else {
        last.add_years(-4).max(grown).min(end)
    };
    dice.day(begin, end)
}

/// The beginning of a couple's home, and its marriage, union or cohabitation.
fn begin_couple(
    province: &mut Province,
    first_child: &[Day],
    split: Option<Split>,
    (a, b): (u32, u32),
    last: Day,
    dice: &mut Dice,
) -> Day {
    let [one, two] = [a, b].map(|i| province.persons[i as usize].clone());
    let split =
        split.filter(|s| (s.keeps == a && s.leaves == b) || (s.keeps == b && s.leaves == a));
    let younger = one.birth.max(two.birth);
    let grown = younger.add_years(18);
    let ends = match split {
        Some(split) => split.separated.add_days(-380),
        None => one
            .end
            .min(two.end)
            .min(LAST_PAST.add_days(1))
            .add_days(-30),
    };
    let ends = ends.min(last).max(grown);
    let child = [a, b]
        .map(|i| first_child.get(i as usize).copied().unwrap_or(Day::MAX))
        .into_iter()
        .min()
        .unwrap_or(Day::MAX);
    let (early, late) = if one.role == Kinship::Partner || two.role == Kinship::Partner {
        (24, 44)
    } else {
        (21, 34)
    };
    let natural = early_or_late(grown, younger, (early, late), ends, dice);
    let begun = if child < Day::MAX {
        natural.min(child.add_days(-i64::from(dice.between(20, 900))))
    } else {
        natural
    };
    let begun = begun.min(ends).max(grown);
    let (kind, day) = match (one.role, two.role) {
        (Kinship::CivilPartner, _) | (_, Kinship::CivilPartner) => {
            // Civil unions exist since Law 76/2016.
            (
                Some(BondKind::CivilUnion),
                begun.max(dice.day(Day(2016_08_05), LAST_PAST)),
            )
        }
        (Kinship::Partner, _) | (_, Kinship::Partner) => {
            for person in [a, b] {
                outside_bond(province, person, begun, dice);
            }
            let declared = dice.chance(0.16);
            let day = begun.max(dice.day(Day(2016_06_05), LAST_PAST));
            (declared.then_some(BondKind::Cohabitation), day)
        }
        _ => {
            // Some marry only after the first child.
            let late = dice.chance(0.12);
            let day = if late {
                let first = begun.add_days(100).min(ends);
                dice.day(first, begun.add_days(2_500).min(ends))
            } else {
                begun
            };
            (Some(BondKind::Marriage), day.max(grown))
        }
    };
    if let Some(kind) = kind {
        let death = one.end.min(two.end);
        let died = [&one, &two]
            .into_iter()
            .any(|p| p.ending == Ending::Death && p.end == death);
        let (to, by_death) = match split {
            Some(split) => (split.divorced, false),
            None if died => (death, true),
            None => (Day::MAX, false),
        };
        province.bonds.push(Bond {
            a,
            b,
            from: day,
            to,
            separated: split.map_or(Day::MAX, |s| s.separated),
            kind,
            by_death,
        });
    }
    begun
}

/// A marriage to someone whom the registers do not hold, for whoever is divorced or widowed without a known
/// partner; returns the day since which the person has a home of his own.
fn past_bond(
    province: &mut Province,
    couples: &Couples,
    person: u32,
    before: Day,
    dice: &mut Dice,
) -> Option<Day> {
    let of = &province.persons[person as usize];
    let partner = couples
        .partner
        .get(person as usize)
        .copied()
        .unwrap_or(NONE);
    if partner == NONE {
        return outside_bond(province, person, before, dice);
    }
    // A widow in a child's home or an institution: the bond is with the dead partner.
    let other = &province.persons[partner as usize];
    let grown = of.birth.max(other.birth).add_years(19);
    let end = of.end.min(other.end);
    if of.status != MaritalStatus::Widowed || other.ending != Ending::Death {
        return None;
    }
    let from = dice.day(grown, grown.add_years(12)).min(end.add_days(-30));
    province.bonds.push(Bond {
        a: person,
        b: partner,
        from,
        to: end,
        separated: Day::MAX,
        kind: BondKind::Marriage,
        by_death: true,
    });
    Some(from)
}

fn outside_bond(province: &mut Province, person: u32, before: Day, dice: &mut Dice) -> Option<Day> {
    let of = &mut province.persons[person as usize];
    let by_death = match of.status {
        MaritalStatus::Widowed => true,
        MaritalStatus::Divorced => false,
        _ => return None,
    };
    let from = dice.day(of.birth.add_years(20), of.birth.add_years(30));
    let first = from.add_days(900);
    let before = before.min(of.end.add_days(-1));
    if first >= before {
        // Too young for a past: the status was drawn for someone older.
        of.status = MaritalStatus::Single;
        return None;
    }
    let to = if by_death {
        // A partner whom the history does not hold died before it began, if that can be.
        let last = if first < HISTORY {
            before.min(HISTORY)
        } else {
            before
        };
        dice.day(first, last)
    } else {
        dice.day(first, before)
    };
    let separated = if by_death {
        Day::MAX
    } else {
        to.add_days(-i64::from(dice.between(190, 700)))
    };
    province.bonds.push(Bond {
        a: person,
        b: NONE,
        from,
        to,
        separated,
        kind: BondKind::Marriage,
        by_death,
    });
    Some(if by_death { from } else { separated })
}

/// About one family in six of foreign origin has become Italian, ten years after its arrival or later.
fn naturalise(province: &mut Province, household: &Household, founded: Day, dice: &mut Dice) {
    let first = founded.add_years(10).max(Day(2003_06_01));
    if household.nation == 0 || first >= LAST_PAST || !dice.chance(0.30) {
        return;
    }
    let day = dice.day(first, LAST_PAST);
    for member in household.members() {
        let person = &mut province.persons[member];
        if person.nation != 0 && person.birth < day && person.end > day {
            person.naturalised = day.max(person.joined.add_days(1));
        } else if person.nation != 0 && person.birth >= day {
            // Born to Italian parents by then.
            person.nation = 0;
        }
    }
}

/// Some households lived in another Comune of the province before.
fn came_from(province: &mut Province, index: usize) {
    let household = province.households[index].clone();
    if household.institution.is_some() || province.comuni.len() < 2 {
        return;
    }
    let mut dice = Dice::new(province.seed, "former comune", index as u64);
    let share = if household.nation != 0 { 0.20 } else { 0.10 };
    let first = household.founded.add_days(400).max(HISTORY.add_days(20));
    let last = LAST_PAST.min(household.closed.add_days(-200));
    // A sheet whose children joined at birth can be moved as a whole: its stays follow the two sheets.
    if first >= last || !dice.chance(share) {
        return;
    }
    let weights: Vec<u32> = province
        .comuni
        .iter()
        .enumerate()
        .map(|(at, cells)| {
            if at == usize::from(household.comune) {
                0
            } else {
                cells.total()
            }
        })
        .collect();
    if weights.iter().all(|weight| *weight == 0) {
        return;
    }
    let moved = dice.day(first, last);
    let mut before = household.clone();
    before.comune = dice.weighted(&weights) as u8;
    before.closed = moved;
    before.count = 0;
    let previous = province.households.len() as u32;
    province.households.push(before);
    let household = &mut province.households[index];
    household.previous = previous;
    household.arrived = moved;
}

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
fn stays(province: &mut Province, splits: &[Option<Split>], index: u32) {
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
