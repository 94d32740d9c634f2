//! To whom a notice is, and who may tell them.

use diesel::prelude::*;
use schema::codes::Role;
use schema::db::Db;
use schema::tables::{NoticeRow, office};

use super::{Member, NoticeError};

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

    /// Whether the member may tell them (function PUBBLICARE_AVVISI): the Province's operator tells everybody; a TOP
    /// its Comune and the offices that it registered, or its own entity's; an ADMIN its office.
    ///
    /// # Errors
    /// [`NoticeError::Denied`] if it may not.
    pub(super) fn check(&self, conn: &mut Db, member: &Member) -> Result<(), NoticeError> {
        let allowed = match member.role {
            Role::Operator => true,
            Role::Top => self.is_of_comune(conn, member)?,
            Role::Admin => self.office_id == member.office_id && self.is_no_narrower_comune(member),
            Role::Standard
            | Role::StandardPs
            | Role::Authorised
            | Role::Statistician
            | Role::Dpo => false,
        };
        if allowed {
            Ok(())
        } else {
            Err(NoticeError::Denied)
        }
    }

    fn is_of_comune(&self, conn: &mut Db, member: &Member) -> QueryResult<bool> {
        let own_comune = member.speaks_for.contains(&self.comune);
        if self.office_id == 0 {
            return Ok(own_comune);
        }
        let found: Option<(String, i64)> = office::table
            .find(self.office_id)
            .select((office::comune, office::entity_id))
            .first(conn)
            .optional()?;
        let own_office = found.is_some_and(|(comune, entity_id)| {
            member.speaks_for.contains(&comune) || entity_id == member.entity_id
        });
        Ok(own_office && (self.comune.is_empty() || own_comune))
    }

    /// An ADMIN speaks to its office; a Comune named beside it must be one that its users hear, or nobody would.
    fn is_no_narrower_comune(&self, member: &Member) -> bool {
        self.comune.is_empty() || member.hears.contains(&self.comune)
    }
}
