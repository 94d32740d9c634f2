//! Where a person lived, against the streets that the typed one may be.

use schema::date::{Day, Truth};
use schema::names::fold;

use super::grade::{Fit, Grade, weight};
use super::hit::{Field, How};
use super::streets::Streets;
use crate::search::card::{Card, Home};
use crate::search::query::Address;

/// What an address of another time is worth, of one of the day.
const EARLIER: f32 = 0.7;
/// The street is right and the number is not.
const OTHER_NUMBER: f32 = 0.3;
/// The street is only alike.
const LIKE_STREET: f32 = 0.7;

/// The grade of the address that fits best. Only Comuni in which the caller may search have streets here.
pub(super) fn address(
    asked: &Address,
    streets: &Streets,
    card: &Card<'_>,
    day: Day,
    ever: bool,
) -> Grade {
    let mut best = Grade::of(Field::Address, weight::ADDRESS, -0.5, Fit::No, How::No, "");
    for home in &card.homes {
        if let Some(grade) = one(asked, streets, home, day, ever)
            && (grade.fit, -grade.value) < (best.fit, -best.value)
        {
            best = grade;
        }
    }
    best
}

fn one(asked: &Address, streets: &Streets, home: &Home<'_>, day: Day, ever: bool) -> Option<Grade> {
    let sure = streets.has(home.comune, home.street)?;
    let mut grade = Grade::full(Field::Address, weight::ADDRESS);
    let mut lower = |fit: Fit, value: f32, how: How| {
        grade.fit = grade.fit.max(fit);
        grade.value *= value;
        grade.reason.how = grade.reason.how.max(how);
    };
    if !sure {
        lower(Fit::Near, LIKE_STREET, How::Spelling);
    }
    if let Some((first, last)) = asked.numbers {
        if !(first..=last).contains(&home.number) {
            lower(Fit::Near, OTHER_NUMBER, How::OtherNumber);
        }
        if let Some(exponent) = &asked.exponent
            && fold(home.exponent) != *exponent
        {
            lower(Fit::Near, 0.9, How::OtherNumber);
        }
    }
    match home.held.at(day) {
        Truth::Yes => {}
        Truth::Uncertain if ever => {}
        Truth::Uncertain => lower(Fit::Lesser, 1.0, How::Uncertain),
        Truth::No if ever => {
            if grade.reason.how == How::Exact {
                grade.reason.how = How::Earlier;
            }
        }
        Truth::No => lower(Fit::Near, EARLIER, How::Earlier),
    }
    if grade.reason.how != How::Exact {
        let number = if home.number == 0 {
            "SNC".to_owned()
        } else {
            format!("{}{}", home.number, home.exponent)
        };
        let street = streets.name(home.comune, home.street);
        format!("{street} {number}")
            .trim()
            .clone_into(&mut grade.reason.found);
    }
    Some(grade)
}
