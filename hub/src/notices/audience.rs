//! To whom a notice is, and who may tell them.

use diesel::prelude::*;
use schema::codes::{Function, Role};
use schema::db::Db;
use schema::tables::{NoticeRow, office};

use super::{Member, NoticeError};
use crate::access::policy::{ComuneRelation, OfficeRelation, Permit, Right};

/// To whom: whoever satisfies all three.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Audience {
    /// ISTAT code; empty: any.
    pub comune: String,
    /// Office; 0: any.
    pub office_id: i64,
    /// Role; `None`: any.
    pub role: Option<Role>,
}

impl Audience {
    /// That of a notice.
    pub fn of(row: &NoticeRow) -> Self {
        Self {
            comune: row.comune.clone(),
            office_id: row.office_id,
            role: Role::from_code(&row.role),
        }
    }

    /// True if the member is told.
    pub fn reaches(&self, member: &Member) -> bool {
        (self.comune.is_empty() || member.hears.contains(&self.comune))
            && (self.office_id == 0 || self.office_id == member.office_id)
            && self.role.is_none_or(|role| role == member.role)
    }

    /// Whether the member may tell them: as far as its role reaches (`access::policy`).
    ///
    /// # Errors
    /// [`NoticeError::Denied`] if it may not.
    pub(super) fn check(&self, conn: &mut Db, member: &Member) -> Result<Permit, NoticeError> {
        let right = Right::of(member.role, Function::PublishNotices)?;
        // A Comune named beside the office must be one that its users hear, or nobody would be told.
        let own_office = self.office_id == member.office_id
            && (self.comune.is_empty() || member.hears.contains(&self.comune));
        let office = if own_office {
            OfficeRelation::Own
        } else {
            OfficeRelation::OtherEntity
        };
        let comune = if self.is_of_comune(conn, member)? {
            ComuneRelation::Own
        } else {
            ComuneRelation::Other
        };
        Ok(right.upon(office, comune)?)
    }

    /// The member's Comune itself, or an office that it registered.
    fn is_of_comune(&self, conn: &mut Db, member: &Member) -> QueryResult<bool> {
        let own = |comune: &str| member.speaks_for.contains(comune);
        if self.office_id == 0 {
            return Ok(own(&self.comune));
        }
        let registered_by: Option<String> = office::table
            .find(self.office_id)
            .select(office::comune)
            .first(conn)
            .optional()?;
        Ok(registered_by.is_some_and(|comune| own(&comune))
            && (self.comune.is_empty() || own(&self.comune)))
    }
}
