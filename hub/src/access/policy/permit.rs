//! The proofs that the table was asked. Nothing else makes them.

use schema::codes::{Function, Role};

use super::{ComuneRelation, OfficeRelation, Reach, allows, manages, reach};
use crate::access::denied::Denied;

/// Proof that a role has a function somewhere. Services that read take it, and read as far as it reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Right {
    /// None: whoever runs the machine, of whom the table says nothing.
    role: Option<Role>,
    function: Function,
    reach: Reach,
}

impl Right {
    /// What the table grants a role of a function.
    ///
    /// # Errors
    /// [`Denied::Function`] if it is nothing.
    pub fn of(role: Role, function: Function) -> Result<Self, Denied> {
        match reach(role, function) {
            Reach::Nothing => Err(Denied::Function(function)),
            reach => Ok(Self {
                role: Some(role),
                function,
                reach,
            }),
        }
    }

    /// All of a function, for whoever runs the machine: they could change the store itself. What they do this way is
    /// judged like any input, and on record.
    pub(crate) fn of_the_machine(function: Function) -> Self {
        Self {
            role: None,
            function,
            reach: Reach::Everything,
        }
    }

    /// Of which function.
    pub fn function(&self) -> Function {
        self.function
    }

    /// How far.
    pub fn reach(&self) -> Reach {
        self.reach
    }

    /// The right to exercise it upon what stands so to the caller.
    ///
    /// # Errors
    /// [`Denied::Function`] if it does not reach there.
    pub fn upon(&self, office: OfficeRelation, comune: ComuneRelation) -> Result<Permit, Denied> {
        let allowed = |role| allows(role, self.function, office, comune);
        if self.role.is_none_or(allowed) {
            Ok(Permit {
                function: self.function,
            })
        } else {
            Err(Denied::Function(self.function))
        }
    }

    /// The same upon the account of a user of that role: some are beyond some roles wherever they stand.
    ///
    /// # Errors
    /// As [`upon`](Self::upon).
    pub fn upon_account(
        &self,
        whose: Role,
        office: OfficeRelation,
        comune: ComuneRelation,
    ) -> Result<Permit, Denied> {
        if self.role.is_none_or(|role| manages(role, whose)) {
            self.upon(office, comune)
        } else {
            Err(Denied::Function(self.function))
        }
    }
}

/// Proof that a caller may do one thing to one target. Services that change something commit nothing without it; they
/// have it made in the transaction in which the target's relation to the caller is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct Permit {
    function: Function,
}

impl Permit {
    /// For what.
    pub fn function(&self) -> Function {
        self.function
    }
}
