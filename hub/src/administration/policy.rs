//! What each role may do to the directory, and where.

use schema::codes::{self, Role};

use super::{Actor, AdminError};
use crate::access::policy::{self, ComuneRelation, OfficeRelation};

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

    /// What the table of roles and functions calls it.
    const fn in_table(self) -> codes::Function {
        match self {
            Self::ManageEntities => codes::Function::ManageEntities,
            Self::ManageOffices => codes::Function::ManageOffices,
            Self::ManageAgreements => codes::Function::ManageAgreements,
            Self::CreateTop => codes::Function::CreateTop,
            Self::CreateAdmin => codes::Function::CreateAdmin,
            Self::CreateStandard => codes::Function::CreateStandard,
            Self::EditUsers => codes::Function::ChangeUsers,
            Self::ResetCredentials => codes::Function::ResetCredentials,
            Self::ManageLinks => codes::Function::ManageLinks,
            Self::ManageWorkstations => codes::Function::ManageWorkstations,
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

/// Whether a role may do that there, by the one table of roles and functions. `own_comune`: the thing was registered by
/// the Comune of a TOP (or one that it took over), or, for an operator, by the Province.
pub fn allowed(role: Role, function: Function, place: Place, own_comune: bool) -> bool {
    let office = match place {
        Place::OwnOffice => OfficeRelation::Own,
        Place::OwnEntity => OfficeRelation::OtherOffice,
        Place::OtherEntity => OfficeRelation::OtherEntity,
    };
    let comune = if own_comune {
        ComuneRelation::Own
    } else {
        ComuneRelation::Other
    };
    policy::allows(role, function.in_table(), office, comune)
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
