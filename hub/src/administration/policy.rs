//! What each role may do to the directory, and where.

use schema::codes::Role;

use super::{Actor, AdminError};

/// What is done to the directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// Entities, groups of Comuni, mergers.
    ManageEntities,
    /// Offices.
    ManageOffices,
    /// Agreements.
    ManageAgreements,
    /// Creating TOP users and those of the Province.
    CreateTop,
    /// Creating ADMIN users.
    CreateAdmin,
    /// Creating STANDARD, STANDARDPS and AUTORIZZATO users.
    CreateStandard,
    /// Their data, profile, keys; enabling and disabling them.
    EditUsers,
    /// Their password and one-time codes.
    ResetCredentials,
    /// The office where they stand.
    ManageLinks,
    /// Workstations.
    ManageWorkstations,
}

/// Where a thing is, seen from whoever acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In their office.
    OwnOffice,
    /// In another office of their entity.
    OwnEntity,
    /// In another entity.
    OtherEntity,
}

impl Function {
    /// Every function.
    pub const ALL: &'static [Self] = &[
        Self::ManageEntities,
        Self::ManageOffices,
        Self::ManageAgreements,
        Self::CreateTop,
        Self::CreateAdmin,
        Self::CreateStandard,
        Self::EditUsers,
        Self::ResetCredentials,
        Self::ManageLinks,
        Self::ManageWorkstations,
    ];

    /// What creating a user of that role is called.
    pub const fn creating(role: Role) -> Self {
        match role {
            Role::Top | Role::Operator | Role::Statistician | Role::Dpo => Self::CreateTop,
            Role::Admin => Self::CreateAdmin,
            Role::Standard | Role::StandardPs | Role::Authorised => Self::CreateStandard,
        }
    }

    /// What it is called in a refusal.
    const fn label(self) -> &'static str {
        match self {
            Self::ManageEntities => "gestire enti, gruppi e fusioni di Comuni",
            Self::ManageOffices => "gestire questo ufficio",
            Self::ManageAgreements => "gestire questa convenzione",
            Self::CreateTop => "creare o gestire utenti TOP e della Provincia",
            Self::CreateAdmin => "creare o gestire utenti ADMIN",
            Self::CreateStandard => "creare o gestire gli utenti di questo ufficio",
            Self::EditUsers => "modificare gli utenti di questo ufficio",
            Self::ResetCredentials => "reimpostare le credenziali degli utenti di questo ufficio",
            Self::ManageLinks => "spostare utenti da o verso questo ufficio",
            Self::ManageWorkstations => "gestire le postazioni di questo ufficio",
        }
    }
}

/// Whether a role may do that there. `own_comune`: the thing was registered by the Comune of a TOP (or one that it
/// took over), or, for an operator, by the Province.
pub const fn allowed(role: Role, function: Function, place: Place, own_comune: bool) -> bool {
    match role {
        Role::Operator => match function {
            Function::ManageEntities
            | Function::CreateTop
            | Function::EditUsers
            | Function::ResetCredentials => true,
            _ => own_comune,
        },
        Role::Top => match function {
            Function::ManageEntities | Function::CreateTop => false,
            _ => own_comune,
        },
        Role::Admin => match function {
            Function::CreateStandard
            | Function::EditUsers
            | Function::ResetCredentials
            | Function::ManageLinks
            | Function::ManageWorkstations => matches!(place, Place::OwnOffice),
            _ => false,
        },
        _ => false,
    }
}

impl Actor {
    /// Refuses whoever runs no part of the directory.
    pub(super) fn administers(&self) -> Result<(), AdminError> {
        match self.role {
            Role::Operator | Role::Top | Role::Admin => Ok(()),
            _ => Err(self.refused("amministrare utenti, uffici e convenzioni")),
        }
    }

    /// Refuses what the role may not do there.
    pub(super) fn must(
        &self,
        function: Function,
        place: Place,
        own_comune: bool,
    ) -> Result<(), AdminError> {
        if allowed(self.role, function, place, own_comune) {
            Ok(())
        } else {
            Err(self.refused(function.label()))
        }
    }

    fn refused(&self, what: &str) -> AdminError {
        AdminError::Refused {
            code: "OPERAZIONE_NON_CONCESSA",
            text: format!("Il ruolo {} non permette di {what}.", self.role.code()),
        }
    }
}
