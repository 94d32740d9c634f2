//! From facts to sheets: a pure function of the question and of what was read. No database, no clock.

mod compare;
mod dwelling;
mod household;
mod lens;
mod material;
mod person;
mod rows;
#[cfg(test)]
mod tests;

use schema::codes::ConsultationKind;
use schema::date::Day;

pub use material::{Material, Question};

pub(super) use household::sheets_of;
pub(super) use person::topics;

use super::sheet::{
    Comparison, DwellingAddress, EventPage, HouseholdSheet, RegisterEvent, Sheet, Topic,
};
use lens::Lens;
use rows::event;

/// Of whom or of what, once it is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A person.
    Person(i64),
    /// An address, with the person from whom it was taken, if it was.
    Dwelling(Option<i64>, DwellingAddress),
    /// A page of events, which are in the material.
    Events(EventPage),
}

/// The sheet. Whatever the question does not grant is not made of anything: it cannot leak.
pub fn view(question: &Question, material: &Material, target: &Target) -> Sheet {
    let lens = Lens::new(question, material);
    match (target, question.kind) {
        (Target::Person(id), ConsultationKind::History) => {
            Sheet::Timeline(lens.ever().sheet(*id, topics(question.kind)))
        }
        (Target::Person(id), ConsultationKind::Family | ConsultationKind::Institution) => {
            Sheet::Households(lens.who(*id), households(&lens, *id))
        }
        (Target::Person(id), kind) => Sheet::Person(lens.sheet(*id, topics(kind))),
        (Target::Dwelling(subject, address), _) => {
            Sheet::Dwelling(lens.dwelling(*subject, address))
        }
        (Target::Events(page), _) => Sheet::Events(events(&lens, page)),
    }
}

/// What differs from the same of another day.
pub fn compare(
    question: &Question,
    material: &Material,
    target: &Target,
    other_day: Day,
) -> Comparison {
    let other = Question {
        day: other_day,
        ..*question
    };
    compare::compare(
        &view(question, material, target),
        &view(&other, material, target),
        other_day,
    )
}

fn households(lens: &Lens<'_>, subject: i64) -> Vec<HouseholdSheet> {
    let Some(facts) = lens.material.people.get(&subject) else {
        return Vec::new();
    };
    let question = lens.question;
    let sheets = sheets_of(
        &facts.memberships,
        question.kind,
        lens.day,
        question.known_at,
    );
    let made = sheets
        .into_iter()
        .filter(|(key, _)| lens.material.may_show(&key.comune))
        .map(|(key, truth)| lens.household(subject, key, truth));
    made.collect()
}

/// To whom each event happened, as she was on that day: a name borne later is not of the event.
fn events(lens: &Lens<'_>, page: &EventPage) -> EventPage {
    let made = lens.material.events.iter().map(|row| {
        let on = lens.on(Day(row
            .from_first
            .max(row.from_last.min(row.registered_on))));
        RegisterEvent {
            who: on.sheet(row.person_id, &Topic::WHO),
            event: on.item(row, event(row)),
        }
    });
    EventPage {
        events: made.collect(),
        ..page.clone()
    }
}
