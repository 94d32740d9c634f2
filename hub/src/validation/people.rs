//! Who may do what with requests under validation, by role.

use schema::codes::Role;
use schema::date::Day;

use super::model::{Officer, Reader};
use crate::access::Caller;

impl Officer {
    /// The TOP of a Comune decides for it and for those that it took over; nobody else decides.
    pub fn of(caller: &Caller, day: Day, place: impl Into<String>) -> Option<Self> {
        let own = &caller.user().entity.comune;
        (caller.role() == Role::Top && !own.is_empty()).then(|| Self {
            user_id: caller.user_id(),
            comuni: caller.directory().with_predecessors(own, day),
            workstation: place.into(),
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
