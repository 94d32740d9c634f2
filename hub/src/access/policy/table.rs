//! The table.

use schema::codes::{Function, Role};

/// How far a role's function reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The role does not have it.
    Nothing,
    /// What concerns the caller's own office, of whatever Comune.
    Office,
    /// What concerns the caller's own Comune, in whatever office of whatever entity.
    Comune,
    /// Whatever it concerns.
    Everything,
}

impl Reach {
    /// Every reach.
    pub const ALL: &'static [Self] = &[Self::Nothing, Self::Office, Self::Comune, Self::Everything];

    /// As the table in the documents writes it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Nothing => "–",
            Self::Office => "ufficio",
            Self::Comune => "Comune",
            Self::Everything => "tutto",
        }
    }
}

/// A row for each function, a place for each role in the order of [`Role::ALL`].
pub(super) const TABLE: &[(Function, [Reach; Role::ALL.len()])] = {
    use Function as F;
    use Reach::{Comune as C, Everything as E, Nothing as N, Office as O};
    &[
        // TOP, ADMIN, STANDARD, STANDARDPS, AUTORIZZATO, OPERATORE, STATISTICO, RPD
        (F::Check, [O, O, O, O, O, N, N, N]),
        (F::CheckInBulk, [O, O, O, O, O, N, N, N]),
        (F::Search, [O, O, O, O, O, N, N, N]),
        (F::Consult, [O, O, O, O, O, N, N, N]),
        (F::ConsultInBulk, [O, O, O, O, O, N, N, N]),
        (F::SendSupplies, [C, N, N, N, O, N, N, N]),
        (F::FollowSupplies, [C, N, N, N, O, E, N, N]),
        (F::ManageEntities, [N, N, N, N, N, E, N, N]),
        (F::ManageOffices, [C, N, N, N, N, C, N, N]),
        (F::ManageAgreements, [C, N, N, N, N, C, N, N]),
        (F::CreateTop, [N, N, N, N, N, E, N, N]),
        (F::CreateAdmin, [C, N, N, N, N, C, N, N]),
        (F::CreateStandard, [C, O, N, N, N, C, N, N]),
        (F::ChangeUsers, [C, O, N, N, N, E, N, N]),
        (F::ResetCredentials, [C, O, N, N, N, E, N, N]),
        (F::ManageLinks, [C, O, N, N, N, C, N, N]),
        (F::ManageWorkstations, [C, O, N, N, N, C, N, N]),
        (F::Validate, [C, N, N, N, N, N, N, N]),
        (F::Monitor, [C, O, N, N, N, N, N, E]),
        (F::SeeSignIns, [C, O, N, N, N, E, N, E]),
        (F::SeeActivity, [C, O, N, N, N, E, E, E]),
        (F::PublishNotices, [C, O, N, N, N, E, N, N]),
        (F::ReadNotices, [O, O, O, O, N, O, O, O]),
        (F::OwnRights, [O, O, O, O, O, O, O, O]),
        (F::Simulate, [O, O, O, O, O, N, N, N]),
        (F::SubjectAccess, [N, N, N, N, N, N, N, E]),
        (F::OpenSeals, [N, N, N, N, N, N, N, E]),
        (F::ManageRetention, [N, N, N, N, N, E, N, N]),
        (F::Demography, [N, N, N, N, N, N, E, N]),
    ]
};
