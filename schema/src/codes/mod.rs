//! The code lists of the register. Where ANPR has a table, code and meaning are those of its decode tables
//! (named T and a number here, as in its technical annexes); the others are the hub's own and say so.
//!
//! Facts store codes as text, so that a value which a later table adds is kept even before the hub knows it.

mod address;
mod bond;
mod consultation;
mod directory;
mod event;
mod household;
mod hub;
mod identity;
mod mutation;
mod permit;
mod person;
mod procedure;
mod registration;
mod street;
mod validation;

pub use address::AddressKind;
pub use bond::{BondKind, CivilUnionEnd, MaritalStatus, MarriageEnd, PARTNER_DIED};
pub use consultation::{ConsultationField, ConsultationKind};
pub use directory::{
    ActKind, AnprMode, Function, Role, Territory, ValidationMode, WorkstationMode,
};
pub use event::EventKind;
pub use household::{HouseholdKind, HouseholdReason, InstitutionKind, InstitutionRole, Kinship};
pub use hub::{
    CheckKind, IdentifierKind, JournalCause, Standing, SupplyFormat, SupplyKind, SupplyStatus,
};
pub use identity::{PasswordState, SessionStage, TotpState};
pub use mutation::{HouseholdMutation, MutationKind, ResidenceMutation};
pub use permit::{CitizenshipKind, StayPermitKind};
pub use person::{CfValidation, DocumentKind, Parent, Sex};
pub use procedure::{
    Certifiability, ProcedureKind, ProcedureState, ProcedureTrigger, RevocationKind,
    RevocationReason,
};
pub use registration::{
    AireEntryReason, AireExitReason, EntryReason, ExitReason, MoveKind, RegisterKind,
};
pub use street::StreetType;
pub use validation::{PartStatus, RequestStatus};

/// Writes a code list: an enum whose values know their code and their Italian label.
///
/// Gives `code()`, `from_code()`, `label()`, `ALL`, `Display` (the code) and serde as the code.
macro_rules! code_list {
    ($(#[$meta:meta])* $name:ident { $($variant:ident = $code:literal, $label:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $(#[doc = concat!("`", $code, "`: ", $label, ".")] $variant,)+
        }

        impl $name {
            /// Every value, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code, as facts store it.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The value of that code, exactly as written in the table.
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }

            /// What it means, in Italian.
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label),+ }
            }
        }

        $crate::codes::code_traits!($name);
    };
}

/// `Display` and serde for a type with `code()` and `from_code()`.
macro_rules! code_traits {
    ($name:ident) => {
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.code())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let code = std::borrow::Cow::<'de, str>::deserialize(from)?;
                Self::from_code(&code)
                    .ok_or_else(|| serde::de::Error::custom(format!("codice non previsto: {code}")))
            }
        }
    };
}

use {code_list, code_traits};

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    macro_rules! every_code_is_read_back {
        ($($list:ident: $size:literal),+ $(,)?) => {
            #[test]
            fn every_code_is_read_back() {
                $({
                    assert_eq!($list::ALL.len(), $size, stringify!($list));
                    let codes: HashSet<_> = $list::ALL.iter().map(|v| v.code()).collect();
                    assert_eq!(codes.len(), $size, "two values share a code of {}", stringify!($list));
                    for value in $list::ALL {
                        assert_eq!($list::from_code(value.code()), Some(*value));
                        assert!(!value.label().is_empty());
                        let json = serde_json::to_string(value).unwrap();
                        assert_eq!(serde_json::from_str::<$list>(&json).unwrap(), *value);
                    }
                    assert_eq!($list::from_code(""), None);
                    assert!(serde_json::from_str::<$list>("\"?\"").is_err());
                })+
            }
        };
    }

    // The sizes are those of ANPR's tables, so that a line lost in an edit is noticed.
    every_code_is_read_back!(
        AddressKind: 11,
        AireEntryReason: 8,
        AireExitReason: 9,
        BondKind: 3,
        Certifiability: 5,
        CfValidation: 2,
        CheckKind: 18,
        CitizenshipKind: 6,
        CivilUnionEnd: 7,
        ConsultationField: 21,
        ConsultationKind: 6,
        DocumentKind: 3,
        EntryReason: 10,
        EventKind: 25,
        ExitReason: 13,
        Function: 29,
        HouseholdKind: 2,
        HouseholdMutation: 8,
        HouseholdReason: 7,
        IdentifierKind: 3,
        InstitutionKind: 6,
        InstitutionRole: 4,
        JournalCause: 7,
        Kinship: 30,
        MaritalStatus: 8,
        MarriageEnd: 11,
        MoveKind: 8,
        MutationKind: 22,
        Parent: 2,
        PartStatus: 6,
        PasswordState: 3,
        ProcedureKind: 3,
        ProcedureState: 7,
        ProcedureTrigger: 12,
        RegisterKind: 2,
        RequestStatus: 2,
        ResidenceMutation: 5,
        RevocationKind: 9,
        RevocationReason: 3,
        SessionStage: 4,
        Sex: 2,
        Standing: 3,
        StayPermitKind: 9,
        StreetType: 259,
        SupplyFormat: 2,
        SupplyKind: 2,
        SupplyStatus: 6,
        TotpState: 2,
    );
}
