//! Which part of the trace somebody may see.

use std::collections::BTreeSet;

use diesel::prelude::*;
use schema::db::Db;
use schema::tables::{entity, office};

use super::{MonitoringError, Viewer};
use crate::access::policy::{Reach, Right};

/// Which part of the trace somebody may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sight {
    /// All of it (but what is sealed).
    All,
    /// Acts that concern these Comuni, or that were done in these offices.
    Part {
        /// ISTAT codes, predecessors included.
        comuni: BTreeSet<String>,
        /// Offices, as they were when the act was done.
        offices: BTreeSet<i64>,
    },
}

/// One lookup in the trace's indexes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key<'a> {
    All,
    Comune(&'a str),
    Office(i64),
}

impl Sight {
    /// What of the trace lies as far as the viewer's right reaches.
    ///
    /// # Errors
    /// The store failed.
    pub fn of(conn: &mut Db, viewer: &Viewer, right: Right) -> Result<Self, MonitoringError> {
        match right.reach() {
            // There is no right that reaches nothing.
            Reach::Nothing => Err(MonitoringError::Denied),
            Reach::Office => Ok(Self::Part {
                comuni: BTreeSet::new(),
                offices: BTreeSet::from([viewer.office_id]),
            }),
            Reach::Comune => {
                // An empty code is no Comune: it would open every act that concerns none.
                let comuni: BTreeSet<String> = viewer
                    .comuni
                    .iter()
                    .filter(|code| !code.is_empty())
                    .cloned()
                    .collect();
                let rows: Vec<(i64, String, String)> = office::table
                    .inner_join(entity::table.on(entity::id.eq(office::entity_id)))
                    .select((office::id, office::comune, entity::comune))
                    .load(conn)?;
                // Those that the Comune registered, and its own.
                let offices = rows
                    .into_iter()
                    .filter(|(_, by, of)| comuni.contains(by) || comuni.contains(of))
                    .map(|(id, ..)| id)
                    .chain([viewer.office_id])
                    .collect();
                Ok(Self::Part { comuni, offices })
            }
            Reach::Everything => Ok(Self::All),
        }
    }

    pub(super) fn keys(&self) -> Vec<Key<'_>> {
        match self {
            Self::All => vec![Key::All],
            Self::Part { comuni, offices } => comuni
                .iter()
                .map(|comune| Key::Comune(comune))
                .chain(offices.iter().map(|id| Key::Office(*id)))
                .collect(),
        }
    }

    /// Whether it may be told that a person was found in that Comune: to the Comune itself, and to whoever sees all. The
    /// head of an office sees what its users were answered, and they are not told either.
    pub(super) fn tells_where(&self, comune: &str) -> bool {
        matches!(self, Self::All) || self.has_comune(comune)
    }

    /// Whether a row found in an office is found under its Comune too: it must count once.
    pub(super) fn has_comune(&self, comune: &str) -> bool {
        matches!(self, Self::Part { comuni, .. } if comuni.contains(comune))
    }
}
