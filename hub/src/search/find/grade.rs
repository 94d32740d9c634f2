//! How well a criterion is met, as a number that criteria can be weighed with.

use super::hit::{Field, How, Reason};

/// What a criterion came to for a person.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Grade {
    pub reason: Reason,
    /// What it tells: more for a birth than for a place.
    pub weight: f32,
    /// From -1 (it contradicts) to 1 (as typed).
    pub value: f32,
    pub fit: Fit,
}

/// To which of the two steps it belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// As typed.
    Full,
    /// As typed, but in part, or perhaps.
    Lesser,
    /// Nearly.
    Near,
    /// Not.
    No,
}

/// What a likeness is worth: half alike is nothing.
pub(super) fn worth(likeness: f32) -> f32 {
    ((likeness - 0.5) * 2.0).clamp(0.0, 1.0)
}

/// Weights of the criteria that may hold only nearly.
pub(super) mod weight {
    pub const SURNAME: f32 = 4.0;
    pub const NAMES: f32 = 3.0;
    pub const BIRTH_DAY: f32 = 5.0;
    pub const BIRTH_MONTH: f32 = 3.5;
    pub const BIRTH_YEAR: f32 = 2.5;
    pub const PLACE: f32 = 1.2;
    pub const ADDRESS: f32 = 3.0;
}

impl Grade {
    pub fn full(field: Field, weight: f32) -> Self {
        Self::of(field, weight, 1.0, Fit::Full, How::Exact, String::new())
    }

    pub fn of(
        field: Field,
        weight: f32,
        value: f32,
        fit: Fit,
        how: How,
        found: impl Into<String>,
    ) -> Self {
        Self {
            reason: Reason {
                field,
                how,
                found: found.into(),
            },
            weight,
            value,
            fit,
        }
    }

    /// True if it speaks for the person.
    pub fn holds(&self) -> bool {
        self.fit != Fit::No
    }
}
