//! Agreements (convenzioni): what an entity may ask, about whose residents, for which purposes.
//!
//! What was agreed is never rewritten: an amendment ends the agreement and opens another the day it begins, so that
//! past answers keep the agreement under which they were given.

mod amend;
mod create;
mod input;
mod list;
mod rows;

use schema::codes::{Role, Territory};
use schema::tables::AgreementRow;

use super::policy::{Place, allowed};
use super::{Actor, AdminError, Function};

pub use super::catalogue::GrantInput;
use super::catalogue::{Fields, Grants};
pub use input::{AgreementInput, PurposeInput};
pub use list::{AgreementInfo, AgreementQuery};
pub(super) use list::{concerns, in_force};

impl Actor {
    fn place_of(&self, agreement: &AgreementRow) -> Place {
        if agreement.entity_id == self.entity_id {
            Place::OwnEntity
        } else {
            Place::OtherEntity
        }
    }

    /// An agreement is a TOP's if it is with its Comune alone; an operator's if it is with several or reaches beyond.
    fn owns(&self, agreement: &AgreementRow) -> bool {
        let of_one =
            !agreement.comune.is_empty() && agreement.territory == Territory::Comune.code();
        match self.role {
            Role::Operator => !of_one,
            _ => of_one && self.comuni.contains(&agreement.comune),
        }
    }

    fn may_manage(&self, agreement: &AgreementRow) -> bool {
        allowed(
            self.role,
            Function::ManageAgreements,
            self.place_of(agreement),
            self.owns(agreement),
        )
    }

    fn must_manage(&self, agreement: &AgreementRow) -> Result<(), AdminError> {
        self.must(
            Function::ManageAgreements,
            self.place_of(agreement),
            self.owns(agreement),
        )
    }
}
