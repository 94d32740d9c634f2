//! What is granted one by one within a service: kinds of declaration, kinds of consultation.

use schema::codes::{CheckKind, ConsultationKind};

use super::fields::FieldInfo;
use super::sheets;
use crate::check::fields_of;

/// A kind that a right opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A declaration to be checked.
    Check(CheckKind),
    /// A consultation (visura).
    Consultation(ConsultationKind),
}

const CHECKS: [Kind; CheckKind::ALL.len()] = {
    let mut kinds = [Kind::Check(CheckKind::Alive); CheckKind::ALL.len()];
    let mut place = 0;
    while place < kinds.len() {
        kinds[place] = Kind::Check(CheckKind::ALL[place]);
        place += 1;
    }
    kinds
};

const CONSULTATIONS: [Kind; ConsultationKind::ALL.len()] = {
    let mut kinds = [Kind::Consultation(ConsultationKind::Family); ConsultationKind::ALL.len()];
    let mut place = 0;
    while place < kinds.len() {
        kinds[place] = Kind::Consultation(ConsultationKind::ALL[place]);
        place += 1;
    }
    kinds
};

impl Kind {
    /// Kinds of declaration.
    pub const CHECKS: &'static [Self] = &CHECKS;
    /// Kinds of consultation.
    pub const CONSULTATIONS: &'static [Self] = &CONSULTATIONS;
    /// The one of a service that gives families.
    pub const FAMILIES: &'static [Self] = &[Self::Consultation(ConsultationKind::Family)];
    /// How many there are.
    pub(super) const COUNT: usize = CHECKS.len() + CONSULTATIONS.len();

    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        CHECKS.into_iter().chain(CONSULTATIONS)
    }

    /// Its place among all.
    pub(super) const fn place(self) -> usize {
        match self {
            Self::Check(kind) => kind as usize,
            Self::Consultation(kind) => CHECKS.len() + kind as usize,
        }
    }

    /// The code in agreements, profiles, the API and the trace.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Check(kind) => kind.code(),
            Self::Consultation(kind) => kind.code(),
        }
    }

    /// The kind of that code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::all().find(|kind| kind.code() == code)
    }

    /// Its name in Italian.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Check(kind) => kind.label(),
            Self::Consultation(kind) => kind.label(),
        }
    }

    /// What it is one of, in Italian.
    pub const fn family(self) -> &'static str {
        match self {
            Self::Check(_) => "verifiche",
            Self::Consultation(_) => "consultazioni",
        }
    }

    /// Its fields, in their order.
    pub const fn fields(self) -> &'static [FieldInfo] {
        match self {
            Self::Check(kind) => fields_of(kind),
            Self::Consultation(kind) => sheets::infos(kind),
        }
    }
}

impl From<CheckKind> for Kind {
    fn from(kind: CheckKind) -> Self {
        Self::Check(kind)
    }
}

impl From<ConsultationKind> for Kind {
    fn from(kind: ConsultationKind) -> Self {
        Self::Consultation(kind)
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_apart_by_their_codes_and_places() {
        for (kind, place) in Kind::all().zip(0..) {
            assert_eq!(Kind::from_code(kind.code()), Some(kind));
            assert_eq!(kind.place(), place);
        }
        assert_eq!(Kind::all().count(), Kind::COUNT);
    }
}
