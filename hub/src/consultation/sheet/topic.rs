//! The parts of a person's sheet, in the order in which they stand on it.

use schema::codes::ConsultationField;
use schema::facts::{Subject, SubjectSet};

/// A part of a person's sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// Names, sex, birth.
    Generalities,
    /// Codice fiscale.
    CodiceFiscale,
    /// ID ANPR.
    AnprId,
    /// Number of the individual card in each Comune.
    CardNumber,
    /// Spells in a Comune's register.
    Residence,
    /// Addresses.
    Address,
    /// Marital status.
    MaritalStatus,
    /// Marriages, civil unions, de facto cohabitations.
    Bonds,
    /// Citizenships.
    Citizenship,
    /// Titles by which a foreign citizen stays.
    StayPermits,
    /// Identity documents.
    Documents,
    /// Father and mother.
    Parents,
    /// Family sheets and institutional households.
    Household,
    /// Death.
    Death,
    /// Procedures under way.
    Procedures,
    /// Events of the register.
    Events,
}

impl Topic {
    /// Every part, in order.
    pub const ALL: [Self; 16] = [
        Self::Generalities,
        Self::CodiceFiscale,
        Self::AnprId,
        Self::CardNumber,
        Self::Residence,
        Self::Address,
        Self::MaritalStatus,
        Self::Bonds,
        Self::Citizenship,
        Self::StayPermits,
        Self::Documents,
        Self::Parents,
        Self::Household,
        Self::Death,
        Self::Procedures,
        Self::Events,
    ];

    /// What tells who somebody is.
    pub const WHO: [Self; 3] = [Self::Generalities, Self::CodiceFiscale, Self::AnprId];

    /// The code in answers.
    pub const fn code(self) -> &'static str {
        match self {
            Self::CardNumber => "numeroScheda",
            Self::Events => "eventi",
            _ => self.field().code(),
        }
    }

    /// What it is, in Italian.
    pub const fn label(self) -> &'static str {
        match self {
            Self::CardNumber => "Numero della scheda individuale",
            Self::Events => "Eventi anagrafici",
            _ => self.field().label(),
        }
    }

    /// The field that must be granted for it. A card is numbered by the Comune of residence; what happened in the
    /// register is where a person stood in it.
    pub const fn field(self) -> ConsultationField {
        match self {
            Self::Generalities => ConsultationField::Generalities,
            Self::CodiceFiscale => ConsultationField::CodiceFiscale,
            Self::AnprId => ConsultationField::AnprId,
            Self::CardNumber | Self::Residence | Self::Events => ConsultationField::Residence,
            Self::Address => ConsultationField::Address,
            Self::MaritalStatus => ConsultationField::MaritalStatus,
            Self::Bonds => ConsultationField::Bonds,
            Self::Citizenship => ConsultationField::Citizenship,
            Self::StayPermits => ConsultationField::StayPermits,
            Self::Documents => ConsultationField::Documents,
            Self::Parents => ConsultationField::Parents,
            Self::Household => ConsultationField::Household,
            Self::Death => ConsultationField::Death,
            Self::Procedures => ConsultationField::Procedures,
        }
    }

    /// The facts that it is made from.
    pub const fn subject(self) -> Subject {
        match self {
            Self::Generalities => Subject::Identities,
            Self::CodiceFiscale | Self::AnprId | Self::CardNumber => Subject::Identifiers,
            Self::Residence => Subject::Residences,
            Self::Address => Subject::Addresses,
            Self::MaritalStatus => Subject::Maritals,
            Self::Bonds => Subject::Bonds,
            Self::Citizenship => Subject::Citizenships,
            Self::StayPermits | Self::Documents => Subject::Documents,
            Self::Parents => Subject::Parentages,
            Self::Household => Subject::Memberships,
            Self::Death => Subject::Deaths,
            Self::Procedures => Subject::Procedures,
            Self::Events => Subject::Events,
        }
    }

    /// The facts that these are made from.
    pub fn subjects(topics: &[Self]) -> SubjectSet {
        topics
            .iter()
            .fold(SubjectSet::NONE, |set, topic| set.with(topic.subject()))
    }
}
