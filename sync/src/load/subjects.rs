//! One statement for every subject, and whose word counts for a fact.

use schema::codes::IdentifierKind;
use schema::facts::{
    Address, Bond, Citizenship, Death, Document, Identifier, Identity, Marital, Membership,
    Parentage, Procedure, RegisterEvent, Residence,
};

/// Expands a macro once with every subject but the residences, which are settled apart:
/// `(Subject, field)`, in the order in which the loader writes them.
macro_rules! for_each_subject {
    ($then:ident) => {
        $then! {
            (Identifiers, identifiers)
            (Identities, identities)
            (Addresses, addresses)
            (Memberships, memberships)
            (Maritals, maritals)
            (Bonds, bonds)
            (Parentages, parentages)
            (Citizenships, citizenships)
            (Documents, documents)
            (Deaths, deaths)
            (Procedures, procedures)
            (Events, events)
        }
    };
}

pub(super) use for_each_subject;

/// Whose word counts for a fact.
pub(super) trait Owned {
    /// The one Comune that may assert it; `None` for what concerns the person as such, which the Comune where
    /// the person is or was last resident asserts.
    fn owner(&self) -> Option<&str>;
}

impl Owned for Identifier {
    fn owner(&self) -> Option<&str> {
        (self.kind == IdentifierKind::Comune.code()).then_some(self.comune.as_str())
    }
}

impl Owned for Residence {
    fn owner(&self) -> Option<&str> {
        Some(&self.comune)
    }
}

impl Owned for Membership {
    fn owner(&self) -> Option<&str> {
        Some(&self.comune)
    }
}

impl Owned for Address {
    fn owner(&self) -> Option<&str> {
        // An address abroad belongs to no Comune.
        (!self.comune.is_empty()).then_some(self.comune.as_str())
    }
}

macro_rules! of_the_person {
    ($($Fact:ty),*) => {
        $(impl Owned for $Fact {
            fn owner(&self) -> Option<&str> {
                None
            }
        })*
    };
}

of_the_person!(
    Identity,
    Marital,
    Bond,
    Parentage,
    Citizenship,
    Document,
    Death,
    Procedure,
    RegisterEvent
);
