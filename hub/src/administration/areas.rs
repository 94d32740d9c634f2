//! What the trace calls the part of the directory that an act concerns, and what was done.

/// Part of the directory: the `service` of an administrative act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area {
    /// Entities, groups of Comuni, mergers.
    Entities,
    /// Offices.
    Offices,
    /// Agreements.
    Agreements,
    /// Users, profiles, keys.
    Users,
    /// Workstations.
    Workstations,
    /// Where users stand.
    Links,
}

impl Area {
    /// As the trace writes it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Entities => "ENTI",
            Self::Offices => "UFFICI",
            Self::Agreements => "CONVENZIONI",
            Self::Users => "UTENTI",
            Self::Workstations => "POSTAZIONI",
            Self::Links => "LEGAMI",
        }
    }
}

/// What was done: the `outcome` of an administrative act.
pub(super) mod done {
    pub const REGISTERED: &str = "REGISTRATO";
    pub const EDITED: &str = "MODIFICATO";
    pub const ENABLED: &str = "ABILITATO";
    pub const DISABLED: &str = "DISABILITATO";
    pub const REMOVED: &str = "RIMOSSO";
    pub const REPLACED: &str = "SOSTITUITO";
    pub const SUSPENDED: &str = "SOSPESO";
    pub const RESUMED: &str = "RIPRESO";
    pub const ENDED: &str = "CESSATO";
    pub const PROFILED: &str = "PROFILO_MODIFICATO";
    pub const MOVED: &str = "SPOSTATO";
    pub const KEY_ISSUED: &str = "CHIAVE_EMESSA";
    pub const KEY_REVOKED: &str = "CHIAVE_REVOCATA";
    pub const NOT_FOUND: &str = "NON_TROVATO";
}
