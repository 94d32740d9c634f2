//! What agreements grant within a kind: its fields, named as the API names them.

use super::kind::Kind;

/// A field of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldInfo {
    /// As the API names it.
    pub name: &'static str,
    /// In Italian.
    pub label: &'static str,
}

/// Some fields of one kind, by their places in [`Kind::fields`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct FieldSet(u32);

impl FieldSet {
    /// None.
    pub const NONE: Self = Self(0);
    /// All, whatever the kind.
    pub const ALL: Self = Self(u32::MAX);

    /// As agreements and profiles write them: `*`, or names separated by commas. Names that the kind does not have
    /// grant nothing.
    pub fn parse(kind: impl Into<Kind>, text: &str) -> Self {
        if text.trim() == "*" {
            return Self::ALL;
        }
        let fields = kind.into().fields();
        let mut set = Self::NONE;
        for name in text.split(',').map(str::trim) {
            if let Some(place) = fields.iter().position(|field| field.name == name) {
                set.0 |= 1 << place;
            }
        }
        set
    }

    /// The field at that place alone.
    pub(super) const fn at(place: usize) -> Self {
        Self(1 << place)
    }

    /// Those of which it is true, in the order of the kind's fields.
    pub(crate) fn given(given: &[bool]) -> Self {
        let mut set = Self::NONE;
        for (place, given) in given.iter().enumerate() {
            set.0 |= u32::from(*given) << place;
        }
        set
    }

    /// True if all of the other are in it.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// What both have.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Both together.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those that the other lacks.
    #[must_use]
    pub const fn minus(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// How many.
    pub const fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// True if it holds none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The fields of a kind that it holds, in their order.
    pub fn of(self, kind: impl Into<Kind>) -> impl Iterator<Item = FieldInfo> {
        kind.into()
            .fields()
            .iter()
            .zip(0..)
            .filter(move |(_, place)| self.0 & (1 << place) != 0)
            .map(|(field, _)| *field)
    }

    /// The same as the trace writes it: `SCHEDA_FAMIGLIA.indirizzo,SCHEDA_FAMIGLIA.parentela`; the kind alone, if it
    /// holds none.
    pub fn traced(self, kind: impl Into<Kind>) -> String {
        let kind = kind.into();
        let names: Vec<String> = self
            .of(kind)
            .map(|field| format!("{}.{}", kind.code(), field.name))
            .collect();
        if names.is_empty() {
            return kind.code().to_owned();
        }
        names.join(",")
    }
}

#[cfg(test)]
mod tests {
    use schema::codes::{CheckKind, ConsultationField, ConsultationKind};

    use super::*;

    #[test]
    fn every_kind_reads_back_each_of_its_fields() {
        for kind in Kind::all() {
            let names: Vec<_> = kind.fields().iter().map(|field| field.name).collect();
            let all = FieldSet::parse(kind, &names.join(", "));
            assert_eq!(all.len() as usize, names.len(), "{}", kind.code());
            for (name, place) in names.iter().zip(0..) {
                assert_eq!(FieldSet::parse(kind, name), FieldSet::at(place));
            }
            assert!(all.of(kind).map(|field| field.name).eq(names));
            assert!(FieldSet::ALL.contains(all) && FieldSet::parse(kind, "*") == FieldSet::ALL);
        }
        assert!(FieldSet::parse(CheckKind::Alive, "comune,").is_empty());
    }

    #[test]
    fn a_consultation_shows_what_its_kind_has_and_the_set_holds() {
        let kind = ConsultationKind::Family;
        let some = FieldSet::parse(kind, "parentela,indirizzo");
        assert!(some.shows(kind, ConsultationField::Kinship));
        assert!(!some.shows(kind, ConsultationField::CodiceFiscale));
        assert!(!FieldSet::ALL.shows(kind, ConsultationField::Documents));
        let named = FieldSet::naming(
            kind,
            &[ConsultationField::Kinship, ConsultationField::Documents],
        );
        assert_eq!(named, FieldSet::parse(kind, "parentela"));
        assert_eq!(
            some.traced(kind),
            "SCHEDA_FAMIGLIA.indirizzo,SCHEDA_FAMIGLIA.parentela"
        );
        assert_eq!(FieldSet::NONE.traced(kind), "SCHEDA_FAMIGLIA");
    }
}
