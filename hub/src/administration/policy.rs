//! What each role may do to the directory: the one table of [`access::policy`](crate::access::policy), asked for an
//! actor. What comes back is the proof without which nothing is read or changed.

use schema::codes::{Function, Role};

use super::{Actor, AdminError};
use crate::access::Denied;
use crate::access::policy::{ComuneRelation, OfficeRelation, Permit, Right};

/// What creating a user of that role is called.
pub(super) const fn creating(role: Role) -> Function {
    match role {
        Role::Top | Role::Operator | Role::Statistician | Role::Dpo => Function::CreateTop,
        Role::Admin => Function::CreateAdmin,
        Role::Standard | Role::StandardPs | Role::Authorised => Function::CreateStandard,
    }
}

impl Actor {
    /// Refuses whoever runs no part of the directory: all who do look after some users.
    pub(super) fn administers(&self) -> Result<Right, AdminError> {
        self.right(Function::ChangeUsers)
    }

    /// What the role has of a function; whoever runs the machine has all of each.
    pub(super) fn right(&self, function: Function) -> Result<Right, AdminError> {
        if self.is_command_line() {
            return Ok(Right::of_the_machine(function));
        }
        Ok(Right::of(self.role, function)?)
    }

    /// Refuses what the role may not do there.
    pub(super) fn must(
        &self,
        function: Function,
        office: OfficeRelation,
        comune: ComuneRelation,
    ) -> Result<Permit, AdminError> {
        Ok(self.right(function)?.upon(office, comune)?)
    }

    /// Refuses whoever does not answer for the whole province: entities, groups and mergers of Comuni are of no office.
    pub(super) fn must_everywhere(&self, function: Function) -> Result<Permit, AdminError> {
        self.must(function, OfficeRelation::OtherEntity, ComuneRelation::Other)
    }
}

impl From<Denied> for AdminError {
    fn from(denied: Denied) -> Self {
        Self::Refused {
            code: denied.code(),
            text: denied.to_string(),
        }
    }
}
