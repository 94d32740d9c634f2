//! Which part of the trace somebody may see.

use std::collections::BTreeSet;

use diesel::prelude::*;
use schema::codes::Role;
use schema::db::Db;
use schema::tables::{comune_succession, office};

use super::{MonitoringError, Viewer};

/// Which part of the trace somebody may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sight {
    /// All of it (but what is sealed): the data-protection officer and the Province's operator.
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
    /// What the viewer's role lets it see.
    ///
    /// # Errors
    /// [`MonitoringError::Denied`] for roles that see nothing.
    pub fn of(conn: &mut Db, viewer: &Viewer) -> Result<Self, MonitoringError> {
        match viewer.role {
            Role::Top => {
                let comuni = with_predecessors(conn, &viewer.comuni)?;
                let rows: Vec<(i64, String)> = office::table
                    .select((office::id, office::comune))
                    .load(conn)?;
                let offices = rows
                    .into_iter()
                    .filter(|(_, comune)| comuni.contains(comune))
                    .map(|(id, _)| id)
                    .chain([viewer.office_id])
                    .collect();
                Ok(Self::Part { comuni, offices })
            }
            Role::Admin => Ok(Self::Part {
                comuni: BTreeSet::new(),
                offices: BTreeSet::from([viewer.office_id]),
            }),
            Role::Dpo | Role::Operator => Ok(Self::All),
            Role::Standard | Role::StandardPs | Role::Authorised | Role::Statistician => {
                Err(MonitoringError::Denied)
            }
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

    /// Whether a row found in an office is found under its Comune too: it must count once.
    pub(super) fn has_comune(&self, comune: &str) -> bool {
        matches!(self, Self::Part { comuni, .. } if comuni.contains(comune))
    }
}

/// The Comuni and those that merged into them, however many times over.
fn with_predecessors(conn: &mut Db, comuni: &[String]) -> QueryResult<BTreeSet<String>> {
    let successions: Vec<(String, String)> = comune_succession::table
        .select((comune_succession::old, comune_succession::new))
        .load(conn)?;
    // An empty code is no Comune: it would open every act that concerns none.
    let mut all: BTreeSet<String> = comuni
        .iter()
        .filter(|code| !code.is_empty())
        .cloned()
        .collect();
    loop {
        let more: Vec<String> = successions
            .iter()
            .filter(|(old, new)| all.contains(new) && !all.contains(old))
            .map(|(old, _)| old.clone())
            .collect();
        if more.is_empty() {
            return Ok(all);
        }
        all.extend(more);
    }
}
