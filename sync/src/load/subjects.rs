//! One statement for every subject, and whose word counts for a fact.

use schema::codes::IdentifierKind;
use schema::facts::{
    Address, Bond, Citizenship, Death, Document, Fact, Identifier, Identity, Marital, Membership,
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

/// What the layout of a present state (LAC) has no column for. A list cannot end what it could not have held.
pub(super) trait Unsaid: Fact {
    /// No present state holds such a fact.
    fn is_beyond_present_state(&self) -> bool {
        false
    }

    /// Takes over from what is known the details that the layout cannot tell.
    fn take_details(&mut self, _known: &Self) {}
}

impl Unsaid for Identifier {
    fn is_beyond_present_state(&self) -> bool {
        self.kind == IdentifierKind::Anpr.code()
    }

    fn take_details(&mut self, known: &Self) {
        if self.validation.is_empty() {
            self.validation.clone_from(&known.validation);
        }
    }
}

impl Unsaid for Identity {
    /// The name of the birth place is the archive's, not the act's, where the layout gives a code.
    fn take_details(&mut self, known: &Self) {
        if !self.birth_place.is_empty() && self.birth_place == known.birth_place {
            self.birth_place_name.clone_from(&known.birth_place_name);
        }
    }
}

macro_rules! all_said {
    ($($Subject:ty),*) => {
        $(impl Unsaid for $Subject {})*
    };
}

all_said!(
    Residence,
    Address,
    Membership,
    Marital,
    Bond,
    Parentage,
    Citizenship,
    Document,
    Death,
    Procedure,
    RegisterEvent
);

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
