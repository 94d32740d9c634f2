//! Agreements (convenzioni): what an entity may ask, about whose residents, for which purposes.
//!
//! What was agreed is never rewritten: an amendment ends the agreement and opens another the day it begins, so that
//! past answers keep the agreement under which they were given.

mod amend;
mod create;
mod input;
mod list;
mod rows;

use schema::codes::{Function, Role, Territory};
use schema::tables::AgreementRow;

use super::{Actor, AdminError};
use crate::access::policy::{ComuneRelation, OfficeRelation, Permit};

pub use super::catalogue::GrantInput;
use super::catalogue::{Fields, Grants};
pub use input::{AgreementInput, PurposeInput};
pub use list::{AgreementInfo, AgreementQuery};
pub(super) use list::{concerns, in_force};

impl Actor {
    fn office_of(&self, agreement: &AgreementRow) -> OfficeRelation {
        if agreement.entity_id == self.entity_id {
            OfficeRelation::OtherOffice
        } else {
            OfficeRelation::OtherEntity
        }
    }

    /// An agreement is a TOP's own if it is with its Comune alone; an operator's if it is with several or reaches beyond.
    fn comune_of(&self, agreement: &AgreementRow) -> ComuneRelation {
        let of_one =
            !agreement.comune.is_empty() && agreement.territory == Territory::Comune.code();
        let own = match self.role {
            Role::Operator => !of_one,
            _ => of_one && self.comuni.contains(&agreement.comune),
        };
        if own {
            ComuneRelation::Own
        } else {
            ComuneRelation::Other
        }
    }

    fn may_manage(&self, agreement: &AgreementRow) -> bool {
        self.must_manage(agreement).is_ok()
    }

    fn must_manage(&self, agreement: &AgreementRow) -> Result<Permit, AdminError> {
        self.must(
            Function::ManageAgreements,
            self.office_of(agreement),
            self.comune_of(agreement),
        )
    }
}
