//! Names, sex, birth and place of birth against the states of a person's identity.

use schema::date::{Day, Truth};
use schema::names::fold;

use super::grade::{Fit, Grade, weight, worth};
use super::hit::{Field, How};
use crate::search::card::{Card, Identity};
use crate::search::document::bare;
use crate::search::query::{Birth, BirthFit, Place, Wanted};
use crate::search::terms::{self, Name};

/// What a name borne at another time than the day is worth, of one borne on it.
const EARLIER: f32 = 0.85;
/// What swapped names are worth, of names in their places.
const SWAPPED: f32 = 0.85;
/// What a spouse's surname is worth, of one's own.
const SPOUSE: f32 = 0.8;

/// The grades of the best state; `None` if sex excludes all of them.
pub(super) fn identity(wanted: &Wanted, card: &Card<'_>) -> Option<Vec<Grade>> {
    let asked = wanted.surname.is_some()
        || wanted.names.is_some()
        || wanted.birth.is_some()
        || wanted.place.is_some()
        || wanted.sex.is_some();
    if !asked {
        return Some(Vec::new());
    }
    let mut best: Option<((Fit, f32), Vec<Grade>)> = None;
    for state in &card.identities {
        let Some(grades) = of_state(wanted, card, state) else {
            continue;
        };
        let worst = grades.iter().map(|one| one.fit).max().unwrap_or(Fit::Full);
        let sum: f32 = grades.iter().map(|one| one.weight * one.value).sum();
        let better = best
            .as_ref()
            .is_none_or(|((fit, value), _)| (worst, -sum) < (*fit, -*value));
        if better {
            best = Some(((worst, sum), grades));
        }
    }
    best.map(|(_, grades)| grades)
}

fn of_state(wanted: &Wanted, card: &Card<'_>, state: &Identity<'_>) -> Option<Vec<Grade>> {
    if wanted.sex.is_some_and(|sex| state.sex != sex.code()) {
        return None;
    }
    let truth = state.held.at(wanted.day);
    let mut grades = Vec::with_capacity(4);
    names(wanted, card, state, &mut grades);
    if let Some(birth) = wanted.birth {
        grades.push(born(birth, state));
    }
    if let Some(place) = &wanted.place {
        grades.push(born_in(place, state));
    }
    for grade in &mut grades {
        of_the_day(grade, truth, wanted.names_ever, state);
    }
    Some(grades)
}

/// What did not hold on the day is near, unless any time was asked for.
fn of_the_day(grade: &mut Grade, truth: Truth, ever: bool, state: &Identity<'_>) {
    if grade.fit > Fit::Lesser || truth == Truth::Yes {
        return;
    }
    let named = || {
        format!("{} {}", state.surname, state.names)
            .trim()
            .to_owned()
    };
    if ever {
        if truth == Truth::No {
            grade.reason.how = How::Earlier;
            grade.reason.found = named();
        }
        return;
    }
    if truth == Truth::Uncertain {
        grade.fit = Fit::Lesser;
        grade.reason.how = How::Uncertain;
    } else {
        grade.fit = Fit::Near;
        grade.value *= EARLIER;
        grade.reason.how = How::Earlier;
    }
    grade.reason.found = named();
}

fn names(wanted: &Wanted, card: &Card<'_>, state: &Identity<'_>, grades: &mut Vec<Grade>) {
    let surname = Name::of(state.surname);
    let given = Name::of(state.names);
    let own = |typed: Option<&Name>, field, weight, register: &Name, text: &str| {
        typed.map(|typed| name(typed, register, field, weight, text))
    };
    let mut first = own(
        wanted.surname.as_ref(),
        Field::Surname,
        weight::SURNAME,
        &surname,
        state.surname,
    );
    let second = own(
        wanted.names.as_ref(),
        Field::Names,
        weight::NAMES,
        &given,
        state.names,
    );
    if let (Some(typed), Some(grade)) = (&wanted.surname, &mut first)
        && grade.fit >= Fit::Near
    {
        of_spouse(typed, card, grade);
    }
    let poor = |grade: &Option<Grade>| grade.as_ref().is_some_and(|one| one.fit == Fit::No);
    if let (Some(typed_surname), Some(typed_names)) = (&wanted.surname, &wanted.names)
        && poor(&first)
        && poor(&second)
    {
        let mut one = name(
            typed_surname,
            &given,
            Field::Surname,
            weight::SURNAME,
            state.names,
        );
        let mut two = name(
            typed_names,
            &surname,
            Field::Names,
            weight::NAMES,
            state.surname,
        );
        if one.holds() && two.holds() {
            for grade in [&mut one, &mut two] {
                grade.fit = Fit::Near;
                grade.value *= SWAPPED;
                grade.reason.how = How::Swapped;
            }
            grades.extend([one, two]);
            return;
        }
    }
    grades.extend(first);
    grades.extend(second);
}

/// A typed name against one of the register.
fn name(typed: &Name, register: &Name, field: Field, weight: f32, text: &str) -> Grade {
    let grade = |value, fit, how| Grade::of(field, weight, value, fit, how, text);
    match typed.fits(register) {
        terms::Fit::Exact => Grade::full(field, weight),
        terms::Fit::Part => grade(0.95, Fit::Lesser, How::Part),
        terms::Fit::Sound(likeness) => grade(worth(likeness), Fit::Near, How::Sound),
        terms::Fit::Alike(likeness) => grade(worth(likeness), Fit::Near, How::Spelling),
        terms::Fit::No => grade(-0.5, Fit::No, How::No),
    }
}

fn of_spouse(typed: &Name, card: &Card<'_>, own: &mut Grade) {
    for spouse in &card.spouses {
        let register = Name::of(spouse.value);
        let mut grade = name(
            typed,
            &register,
            Field::Surname,
            weight::SURNAME,
            spouse.value,
        );
        if grade.holds() && grade.value * SPOUSE > own.value {
            grade.value *= SPOUSE;
            grade.fit = Fit::Near;
            grade.reason.how = How::Spouse;
            spouse.value.clone_into(&mut grade.reason.found);
            *own = grade;
        }
    }
}

/// What a birth that is sought tells, by how closely it is given.
pub(super) fn birth_weight(birth: Birth) -> f32 {
    if birth.day().is_some() {
        weight::BIRTH_DAY
    } else if birth.month().is_some() {
        weight::BIRTH_MONTH
    } else {
        weight::BIRTH_YEAR
    }
}

fn born(birth: Birth, state: &Identity<'_>) -> Grade {
    let registered = state.birth();
    let grade = |value, fit, how| {
        let weight = birth_weight(birth);
        Grade::of(Field::Birth, weight, value, fit, how, registered.italian())
    };
    match birth.fits(registered) {
        BirthFit::Exact => Grade::full(Field::Birth, birth_weight(birth)),
        BirthFit::Uncertain => grade(0.6, Fit::Lesser, How::Uncertain),
        BirthFit::Swapped => grade(0.85, Fit::Near, How::DayMonth),
        BirthFit::Near(likeness) => grade(worth(likeness), Fit::Near, How::NearDate),
        BirthFit::No => grade(-1.0, Fit::No, How::No),
    }
}

fn born_in(place: &Place, state: &Identity<'_>) -> Grade {
    let grade = |value, fit, how| {
        Grade::of(
            Field::BirthPlace,
            weight::PLACE,
            value,
            fit,
            how,
            state.place_name,
        )
    };
    let by_code = !state.place.is_empty() && place.codes.iter().any(|code| code == state.place);
    let registered = fold(bare(state.place_name));
    if by_code || (!place.name.is_empty() && place.name == registered) {
        return Grade::full(Field::BirthPlace, weight::PLACE);
    }
    if state.place.is_empty() && state.place_name.is_empty() {
        return grade(0.0, Fit::Near, How::Uncertain);
    }
    let likeness = terms::likeness(&place.name, &registered);
    if likeness >= 0.75 {
        grade(worth(likeness), Fit::Near, How::Spelling)
    } else {
        grade(-0.4, Fit::No, How::No)
    }
}

/// True if some state of the identity may hold on the day: before birth nobody is anybody.
pub(super) fn known_on(card: &Card<'_>, day: Day) -> bool {
    let mut states = card.identities.iter();
    states.any(|one| one.held.at(day) != Truth::No)
}
