//! The fields that a consultation may show.

use schema::codes::ConsultationField;
use schema::facts::SubjectSet;

use super::sheet::Topic;

/// A set of fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Granted(u32);

impl Granted {
    /// None.
    pub const NONE: Self = Self(0);

    /// Every field.
    pub fn all() -> Self {
        ConsultationField::ALL.iter().copied().collect()
    }

    /// True if the field is in it.
    pub const fn has(self, field: ConsultationField) -> bool {
        self.0 & (1 << field as u32) != 0
    }

    /// True if that part of a sheet is shown.
    pub const fn shows(self, topic: Topic) -> bool {
        self.has(topic.field())
    }

    /// With that field.
    #[must_use]
    pub const fn with(self, field: ConsultationField) -> Self {
        Self(self.0 | 1 << field as u32)
    }

    /// Without that field.
    #[must_use]
    pub const fn without(self, field: ConsultationField) -> Self {
        Self(self.0 & !(1 << field as u32))
    }

    /// What either has.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What both have.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The fields in it, in the order of the list.
    pub fn iter(self) -> impl Iterator<Item = ConsultationField> {
        let all = ConsultationField::ALL.iter().copied();
        all.filter(move |field| self.has(*field))
    }

    /// The facts that these parts need, of those that are shown.
    pub fn subjects(self, topics: &[Topic]) -> SubjectSet {
        let shown: Vec<Topic> = topics
            .iter()
            .copied()
            .filter(|one| self.shows(*one))
            .collect();
        Topic::subjects(&shown)
    }
}

impl FromIterator<ConsultationField> for Granted {
    fn from_iter<I: IntoIterator<Item = ConsultationField>>(fields: I) -> Self {
        fields.into_iter().fold(Self::NONE, Self::with)
    }
}
