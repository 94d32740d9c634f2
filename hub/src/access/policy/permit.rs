//! The proof that an administrative act is allowed.

use schema::codes::{Function, Role};
use schema::date::Day;

use super::{ComuneRelation, OfficeRelation, allows, manages};
use crate::access::caller::Caller;
use crate::access::denied::Denied;

/// What an act concerns. What is not stated is the caller's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Target {
    /// Entity and office.
    pub office: Option<(i64, i64)>,
    /// ISTAT code of the Comune that registered the office, made the agreement, or to which the request was put; empty:
    /// the Province, or all adhering Comuni.
    pub comune: Option<String>,
    /// The role of the user whose account it is.
    pub role: Option<Role>,
}

impl Target {
    /// An office as it stands in the directory; unknown to it, it is nobody's.
    pub fn office(caller: &Caller, office_id: i64) -> Self {
        caller.directory().office(office_id).map_or_else(
            || Self {
                office: Some((0, 0)),
                comune: Some("?".to_owned()),
                role: None,
            },
            |row| Self {
                office: Some((row.entity_id, row.id)),
                comune: Some(row.comune.clone()),
                role: None,
            },
        )
    }

    /// A Comune's own affair, whoever asks: an agreement, a request to be validated, a notice.
    pub fn comune(comune: impl Into<String>) -> Self {
        Self {
            comune: Some(comune.into()),
            ..Self::default()
        }
    }

    /// The account of a user of that role.
    #[must_use]
    pub fn of_role(mut self, role: Role) -> Self {
        self.role = Some(role);
        self
    }
}

/// Proof that a caller may do something to a target. It has no other constructor than [`Caller::permit`]; the
/// administrative services take one, and ask whether it is for what they are about to do.
#[derive(Clone, Debug)]
pub struct Permit {
    caller: Caller,
    function: Function,
    target: Target,
}

impl Permit {
    /// Who acts.
    pub fn caller(&self) -> &Caller {
        &self.caller
    }

    /// What may be done.
    pub fn function(&self) -> Function {
        self.function
    }

    /// To what.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// True only for that function.
    ///
    /// # Errors
    /// It was given for another.
    pub fn is_for(&self, function: Function) -> Result<(), Denied> {
        if self.function == function {
            Ok(())
        } else {
            Err(Denied::Function(function))
        }
    }
}

impl Caller {
    /// The Comuni that are the caller's own on that day: of a Comune's user the Comune and those that it took over, of
    /// others the one that registered the office; the Province is the empty code.
    pub fn comuni(&self, day: Day) -> Vec<String> {
        let entity = &self.user().entity.comune;
        let own = if entity.is_empty() {
            &self.user().office.comune
        } else {
            entity
        };
        if own.is_empty() {
            return vec![String::new()];
        }
        self.directory().with_predecessors(own, day)
    }

    /// How that office stands to the caller.
    fn office_relation(&self, office: Option<(i64, i64)>) -> OfficeRelation {
        match office {
            None => OfficeRelation::Own,
            Some((_, office)) if office == self.office_id() => OfficeRelation::Own,
            Some((entity, _)) if entity == self.entity_id() => OfficeRelation::OtherOffice,
            Some(_) => OfficeRelation::OtherEntity,
        }
    }

    /// The right to an administrative act.
    ///
    /// # Errors
    /// The role does not have the function, or not for this target.
    pub fn permit(&self, function: Function, target: Target, day: Day) -> Result<Permit, Denied> {
        let office = self.office_relation(target.office);
        let own = |comune: &String| self.comuni(day).contains(comune);
        let comune = if target.comune.as_ref().is_none_or(own) {
            ComuneRelation::Own
        } else {
            ComuneRelation::Other
        };
        let account = target.role.is_none_or(|whose| manages(self.role(), whose));
        if account && allows(self.role(), function, office, comune) {
            Ok(Permit {
                caller: self.clone(),
                function,
                target,
            })
        } else {
            Err(Denied::Function(function))
        }
    }
}
