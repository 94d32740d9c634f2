//! Weddings, unions, cohabitations and how they ended.

use schema::codes::{BondKind, Kinship, MaritalStatus};
use schema::date::Day;

use super::dice::Dice;
use super::model::{Bond, Ending, HISTORY, LAST_PAST, NONE, Province};
use super::past::{Couples, Split};

/// A day at one of those ages of someone born on `birth`, before `last`; for whoever is younger than that, one of
/// the last years since `grown`, so that not all of them begin on the same last day.
pub(super) fn early_or_late(
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
pub(super) fn begin_couple(
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
pub(super) fn past_bond(
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
