//! All that is asserted or known about one person.

use serde::{Deserialize, Serialize};

use super::subjects::{
    Address, Bond, Citizenship, Death, Document, Identifier, Identity, Marital, Membership,
    Parentage, Procedure, RegisterEvent, Residence,
};
use super::{Fact, STILL_KNOWN};
use crate::db::Db;

macro_rules! subjects {
    ($( $(#[doc = $doc:literal])* $Subject:ident ($bit:literal) $field:ident : $Row:ident, )*) => {
        /// A subject of the register.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Subject {
            $( $(#[doc = $doc])* $Subject, )*
        }

        impl Subject {
            /// Every subject, in the order in which the loader writes them.
            pub const ALL: &'static [Self] = &[$( Self::$Subject, )*];

            const fn bit(self) -> u32 {
                match self { $( Self::$Subject => 1 << $bit, )* }
            }
        }

        /// The facts of one person, a list for each subject. In a supply's record they are what the
        /// Comune asserts (keys are zero); read from the store they are what is known at one number.
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
        pub struct PersonFacts {
            $( $(#[doc = $doc])* pub $field: Vec<$Row>, )*
        }

        impl PersonFacts {
            /// Reads the wanted subjects of several people at once, as known at journal number
            /// `known_at`; the result is in the order of `person_ids`, which must not repeat.
            pub fn load(
                conn: &mut Db,
                person_ids: &[i64],
                wanted: SubjectSet,
                known_at: i64,
            ) -> diesel::QueryResult<Vec<Self>> {
                let mut all = vec![Self::default(); person_ids.len()];
                if person_ids.is_empty() {
                    return Ok(all);
                }
                let place: std::collections::HashMap<i64, usize> =
                    person_ids.iter().enumerate().map(|(index, id)| (*id, index)).collect();
                $(
                    if wanted.contains(Subject::$Subject) {
                        let rows = <$Row as Fact>::load(conn, person_ids, known_at)?;
                        if let [facts] = all.as_mut_slice() {
                            facts.$field = rows;
                        } else {
                            for row in rows {
                                if let Some(facts) = place
                                    .get(&row.person_id)
                                    .and_then(|index| all.get_mut(*index))
                                {
                                    facts.$field.push(row);
                                }
                            }
                        }
                    }
                )*
                Ok(all)
            }

            /// Reads all that was ever known of the wanted subjects about a person up to journal number `known_at`,
            /// also what no longer is believed.
            pub fn load_versions(
                conn: &mut Db,
                person_id: i64,
                wanted: SubjectSet,
                known_at: i64,
            ) -> diesel::QueryResult<Self> {
                let mut facts = Self::default();
                $(
                    if wanted.contains(Subject::$Subject) {
                        facts.$field = <$Row as Fact>::load_versions(conn, person_id, known_at)?;
                    }
                )*
                Ok(facts)
            }

            /// The same as known at a journal number: what was not known yet, or was believed no more, is left out.
            #[must_use]
            pub fn known_at(&self, number: i64) -> Self {
                let known = |from: i64, to: i64| from <= number && number < to;
                Self {
                    $( $field: self.$field.iter()
                        .filter(|row| known(row.known_from, row.known_to))
                        .cloned()
                        .collect(), )*
                }
            }

            /// Number of facts of all subjects.
            pub fn len(&self) -> usize {
                0 $( + self.$field.len() )*
            }

            /// True if there is no fact at all.
            pub fn is_empty(&self) -> bool {
                self.len() == 0
            }
        }
    };
}

subjects! {
    /// Codice fiscale, ID ANPR, card numbers.
    Identifiers(0) identifiers: Identifier,
    /// Names, sex, birth.
    Identities(1) identities: Identity,
    /// Spells in a Comune's register.
    Residences(2) residences: Residence,
    /// Addresses.
    Addresses(3) addresses: Address,
    /// Family sheets and institutional households.
    Memberships(4) memberships: Membership,
    /// Marital status.
    Maritals(5) maritals: Marital,
    /// Marriages, civil unions, de facto cohabitations.
    Bonds(6) bonds: Bond,
    /// Father and mother.
    Parentages(7) parentages: Parentage,
    /// Citizenships.
    Citizenships(8) citizenships: Citizenship,
    /// Documents.
    Documents(9) documents: Document,
    /// Death.
    Deaths(10) deaths: Death,
    /// Procedures under way.
    Procedures(11) procedures: Procedure,
    /// Register events.
    Events(12) events: RegisterEvent,
}

/// A set of subjects: what a record asserts, what a plan promises, what a question needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SubjectSet(pub u32);

impl SubjectSet {
    /// No subject.
    pub const NONE: Self = Self(0);
    /// Every subject.
    pub const ALL: Self = Self((1 << 13) - 1);

    /// The set of these subjects.
    pub const fn of(subjects: &[Subject]) -> Self {
        let mut bits = 0;
        let mut index = 0;
        while index < subjects.len() {
            bits |= subjects[index].bit();
            index += 1;
        }
        Self(bits)
    }

    /// True if the subject is in the set.
    pub const fn contains(self, subject: Subject) -> bool {
        self.0 & subject.bit() != 0
    }

    /// The set with this subject in it.
    #[must_use]
    pub const fn with(self, subject: Subject) -> Self {
        Self(self.0 | subject.bit())
    }

    /// The subjects of either set.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The subjects of both sets.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The subjects that the other set lacks.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// True if no subject is in it.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The subjects in it.
    pub fn iter(self) -> impl Iterator<Item = Subject> {
        Subject::ALL
            .iter()
            .copied()
            .filter(move |subject| self.contains(*subject))
    }
}

/// The journal number to read at for what is believed now.
pub const NOW: i64 = STILL_KNOWN - 1;
