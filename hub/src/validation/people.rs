//! Who may do what with requests under validation, by role.

use schema::codes::{Function, Role};

use super::model::{Officer, Reader};
use crate::access::policy::Right;
use crate::access::{Caller, Context, Denied};

impl Officer {
    /// Whoever may validate decides for its Comune and for those that it took over.
    ///
    /// # Errors
    /// The role does not have the function, or its office is no Comune's.
    pub fn of(caller: &Caller, context: &Context) -> Result<Self, Denied> {
        let right = Right::of(caller.role(), Function::Validate)?;
        let mut comuni = caller.comuni(context.day);
        // The Province's own affairs are nobody's residents.
        comuni.retain(|comune| !comune.is_empty());
        if comuni.is_empty() {
            return Err(Denied::Function(Function::Validate));
        }
        Ok(Self {
            right,
            user_id: caller.user_id(),
            comuni,
            workstation: caller.place(context),
            request_id: context.request_id.clone(),
        })
    }
}

impl Reader {
    /// A user reads its own requests, the head of an office those of the office.
    pub fn of(caller: &Caller) -> Self {
        Self {
            entity_id: caller.entity_id(),
            office_id: caller.office_id(),
            user_id: caller.user_id(),
            key_id: caller.key_id(),
            whole_office: caller.role() == Role::Admin,
        }
    }
}
