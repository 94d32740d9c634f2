//! The services that agreements grant.

use schema::codes::Function;

use super::kind::Kind;

/// A service that a right opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Service {
    /// Single checks.
    Check,
    /// Streams of checks.
    MassiveCheck,
    /// Supplies of a Comune.
    Supply,
    /// Searches for people who are registered on the day.
    Search,
    /// Searches for the others: dead, moved, removed, not registered yet.
    SearchOthers,
    /// Consultations (visure).
    Consultation,
    /// The families at a list of fiscal codes.
    Families,
}

impl Service {
    /// Every service.
    pub const ALL: &'static [Self] = &[
        Self::Check,
        Self::MassiveCheck,
        Self::Supply,
        Self::Search,
        Self::SearchOthers,
        Self::Consultation,
        Self::Families,
    ];

    /// The code in agreements, profiles and the trace.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Check => "VERIFICA",
            Self::MassiveCheck => "VERIFICA_MASSIVA",
            Self::Supply => "FORNITURA",
            Self::Search => "RICERCA",
            Self::SearchOthers => "RICERCA_CESSATI",
            Self::Consultation => "CONSULTAZIONE",
            Self::Families => "NUCLEI_FAMILIARI",
        }
    }

    /// The service of that code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.code() == code)
    }

    /// Its name in Italian.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Check => "verifiche",
            Self::MassiveCheck => "verifiche massive",
            Self::Supply => "forniture",
            Self::Search => "ricerche",
            Self::SearchOthers => "ricerche tra i cessati",
            Self::Consultation => "consultazioni",
            Self::Families => "nuclei familiari",
        }
    }

    /// The function that a role must have for it.
    pub const fn function(self) -> Function {
        match self {
            Self::Check => Function::Check,
            Self::MassiveCheck => Function::CheckInBulk,
            Self::Supply => Function::SendSupplies,
            Self::Search | Self::SearchOthers => Function::Search,
            Self::Consultation => Function::Consult,
            Self::Families => Function::ConsultInBulk,
        }
    }

    /// The kinds that are granted one by one; none for a service that is granted as a whole.
    pub const fn kinds(self) -> &'static [Kind] {
        match self {
            Self::Check | Self::MassiveCheck => Kind::CHECKS,
            Self::Consultation => Kind::CONSULTATIONS,
            Self::Families => Kind::FAMILIES,
            Self::Supply | Self::Search | Self::SearchOthers => &[],
        }
    }

    /// True if a request of it may wait until a Comune has decided; where it may not, it is refused.
    pub const fn may_wait(self) -> bool {
        matches!(self, Self::Check | Self::Consultation)
    }

    /// True if each request is judged by itself; false if the service is opened once, for all that its right reaches.
    pub(super) const fn is_asked_of_people(self) -> bool {
        !matches!(self, Self::Supply)
    }
}
