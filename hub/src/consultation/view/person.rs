//! The individual sheet, the timeline, and who somebody is.

use schema::codes::ConsultationKind;
use schema::facts::PersonFacts;

use super::lens::Lens;
use crate::consultation::sheet::{PersonSheet, Section, Shown, Topic};

/// The parts of a person's sheet in a consultation of that kind.
pub(in crate::consultation) fn topics(kind: ConsultationKind) -> &'static [Topic] {
    match kind {
        ConsultationKind::History => &Topic::ALL,
        // What happened in the register is a story, not a state.
        ConsultationKind::Individual => Topic::ALL.split_last().map_or(&[], |(_, rest)| rest),
        _ => &Topic::WHO,
    }
}

impl Lens<'_> {
    /// A sheet with these parts.
    pub fn sheet(&self, person_id: i64, topics: &[Topic]) -> PersonSheet {
        let nothing = PersonFacts::default();
        let facts = self.material.people.get(&person_id).unwrap_or(&nothing);
        let section = |&topic: &Topic| Section {
            topic,
            items: Shown::when(self.question.granted.shows(topic), || {
                self.items(facts, topic)
            }),
        };
        PersonSheet {
            person_id,
            sections: topics.iter().map(section).collect(),
        }
    }

    /// Who somebody is.
    pub fn who(&self, person_id: i64) -> PersonSheet {
        self.sheet(person_id, &Topic::WHO)
    }
}
