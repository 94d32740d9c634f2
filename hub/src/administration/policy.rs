//! What each role may do to the directory: the one table of [`access::policy`](crate::access::policy), asked for an actor.

use schema::codes::{Function, Role};

use super::{Actor, AdminError};
use crate::access::Denied;
use crate::access::policy::{ComuneRelation, OfficeRelation, allows};

/// What creating a user of that role is called.
pub(super) const fn creating(role: Role) -> Function {
    match role {
        Role::Top | Role::Operator | Role::Statistician | Role::Dpo => Function::CreateTop,
        Role::Admin => Function::CreateAdmin,
        Role::Standard | Role::StandardPs | Role::Authorised => Function::CreateStandard,
    }
}

impl Actor {
    /// Refuses whoever runs no part of the directory.
    pub(super) fn administers(&self) -> Result<(), AdminError> {
        match self.role {
            Role::Operator | Role::Top | Role::Admin => Ok(()),
            _ => Err(refused(Function::ChangeUsers)),
        }
    }

    /// Whether the role may do that there.
    pub(super) fn may(
        &self,
        function: Function,
        office: OfficeRelation,
        comune: ComuneRelation,
    ) -> bool {
        allows(self.role, function, office, comune)
    }

    /// Refuses what the role may not do there.
    pub(super) fn must(
        &self,
        function: Function,
        office: OfficeRelation,
        comune: ComuneRelation,
    ) -> Result<(), AdminError> {
        if self.may(function, office, comune) {
            Ok(())
        } else {
            Err(refused(function))
        }
    }

    /// Refuses whoever does not answer for the whole province: entities, groups and mergers of Comuni are of no office.
    pub(super) fn must_everywhere(&self, function: Function) -> Result<(), AdminError> {
        self.must(function, OfficeRelation::OtherEntity, ComuneRelation::Other)
    }
}

pub(super) fn refused(function: Function) -> AdminError {
    let denied = Denied::Function(function);
    AdminError::Refused {
        code: denied.code(),
        text: denied.to_string(),
    }
}
