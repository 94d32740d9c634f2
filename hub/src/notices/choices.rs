//! Whom a member may tell, by name.

use diesel::prelude::*;
use schema::codes::Function;
use schema::tables::{entity, office};

use super::{Audience, Member, NoticeError, Notices};
use crate::access::policy::{Reach, Right};

/// The audiences that a member may choose from; a role may be added to each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choices {
    /// True if it may tell everybody.
    pub everybody: bool,
    /// ISTAT codes and names.
    pub comuni: Vec<(String, String)>,
    /// Offices: id, entity and name.
    pub offices: Vec<(i64, String)>,
}

impl Choices {
    /// True if there is nobody whom it may tell.
    pub fn is_empty(&self) -> bool {
        !self.everybody && self.comuni.is_empty() && self.offices.is_empty()
    }

    /// An audience in words.
    pub fn describe(&self, audience: &Audience) -> String {
        let mut parts = Vec::new();
        if !audience.comune.is_empty() {
            let found = self
                .comuni
                .iter()
                .find(|(code, _)| *code == audience.comune);
            parts.push(found.map_or_else(
                || format!("Comune {}", audience.comune),
                |(_, name)| name.clone(),
            ));
        }
        if audience.office_id != 0 {
            let found = self
                .offices
                .iter()
                .find(|(id, _)| *id == audience.office_id);
            parts.push(found.map_or_else(
                || format!("ufficio n. {}", audience.office_id),
                |(_, name)| name.clone(),
            ));
        }
        if parts.is_empty() {
            parts.push("tutti".to_owned());
        }
        if let Some(role) = audience.role {
            parts.push(format!("solo {}", role.code()));
        }
        parts.join("; ")
    }
}

impl Notices {
    /// Whom the member may tell.
    ///
    /// # Errors
    /// The store failed.
    pub fn choices(&self, member: &Member) -> Result<Choices, NoticeError> {
        let Ok(right) = Right::of(member.role, Function::PublishNotices) else {
            return Ok(Choices::default());
        };
        let reach = right.reach();
        let conn = &mut *self.register.get()?;
        let comuni: Vec<(String, String)> = entity::table
            .filter(entity::comune.ne(""))
            .order(entity::name)
            .select((entity::comune, entity::name))
            .load(conn)?;
        let offices: Vec<(i64, String, String, String)> = office::table
            .inner_join(entity::table.on(entity::id.eq(office::entity_id)))
            .order((entity::name, office::name, office::id))
            .select((office::id, office::comune, entity::name, office::name))
            .load(conn)?;
        let own = |comune: &String| member.speaks_for.contains(comune);
        Ok(Choices {
            everybody: reach == Reach::Everything,
            comuni: comuni
                .into_iter()
                .filter(|(code, _)| match reach {
                    Reach::Everything => true,
                    Reach::Comune => own(code),
                    Reach::Office | Reach::Nothing => false,
                })
                .collect(),
            offices: offices
                .into_iter()
                .filter(|(id, comune, ..)| match reach {
                    Reach::Everything => true,
                    Reach::Comune => own(comune),
                    Reach::Office => *id == member.office_id,
                    Reach::Nothing => false,
                })
                .map(|(id, _, entity, office)| (id, format!("{entity} – {office}")))
                .collect(),
        })
    }
}
