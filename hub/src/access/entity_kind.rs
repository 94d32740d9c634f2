//! What entities are.

/// What an entity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntityKind {
    /// A Comune.
    Comune,
    /// An agency.
    Agency,
    /// The Province.
    Province,
}

impl EntityKind {
    /// The code stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Comune => "COMUNE",
            Self::Agency => "AGENZIA",
            Self::Province => "PROVINCIA",
        }
    }
}
