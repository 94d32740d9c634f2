//! What of the trace is counted, and how.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use schema::codes::{ActKind, Role};
use schema::tables::audit;

use crate::consultation::SHOWN_BESIDE;

/// What counting needs of a record: nothing that says about whom it is.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = audit)]
pub(super) struct Seen {
    pub seq: i64,
    pub at: NaiveDateTime,
    pub act: String,
    pub service: String,
    pub entity_id: i64,
    pub office_id: i64,
    pub user_id: i64,
    pub role: String,
    pub comune: String,
    pub outcome: String,
    pub sealed: String,
}

/// Who did it, about the residents of which Comune, with which service.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub entity_id: i64,
    pub office_id: i64,
    pub user_id: i64,
    pub comune: String,
    pub service: String,
}

/// How often.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Requests answered.
    pub answered: u64,
    /// Answers S; a request asks for one or more.
    pub yes: u64,
    /// Answers N.
    pub no: u64,
    /// Answers A.
    pub unsure: u64,
    /// Requests refused.
    pub refused: u64,
    /// Sign-ins that failed.
    pub failed_sign_ins: u64,
    /// Administrative acts, supplies, decisions.
    pub other: u64,
}

impl Counts {
    /// Both together.
    pub fn add(&mut self, more: &Self) {
        self.answered += more.answered;
        self.yes += more.yes;
        self.no += more.no;
        self.unsure += more.unsure;
        self.refused += more.refused;
        self.failed_sign_ins += more.failed_sign_ins;
        self.other += more.other;
    }

    /// Nothing at all.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A day's records, counted. There are as many entries as users, services and Comuni met, however many records.
#[derive(Debug, Default)]
pub(super) struct Tally(pub BTreeMap<Key, Counts>);

impl Tally {
    pub fn see(&mut self, row: &Seen) {
        // What public security asks is for nobody's mail; nor is what no user of the hub did.
        if row.role == Role::StandardPs.code() || !row.sealed.is_empty() || row.user_id == 0 {
            return;
        }
        let counts = counts(row);
        if counts.is_empty() {
            return;
        }
        let key = Key {
            entity_id: row.entity_id,
            office_id: row.office_id,
            user_id: row.user_id,
            comune: row.comune.clone(),
            service: row.service.clone(),
        };
        self.0.entry(key).or_default().add(&counts);
    }
}

fn counts(row: &Seen) -> Counts {
    let mut counts = Counts::default();
    // Whoever was shown beside the one asked about is part of the same act.
    if row.outcome.ends_with(SHOWN_BESIDE) {
        return counts;
    }
    if row.act == ActKind::Answer.code() {
        counts.answered = 1;
        for part in row.outcome.split(',') {
            match part.split_once('=').map(|(_, answer)| answer) {
                Some("S") => counts.yes += 1,
                Some("N") => counts.no += 1,
                Some(answer) if answer == "A" || answer.starts_with("A:") => counts.unsure += 1,
                _ => {}
            }
        }
    } else if row.act == ActKind::Search.code() {
        counts.answered = u64::from(row.outcome.starts_with("TROVATE="));
    } else if row.act == ActKind::Refusal.code() {
        counts.refused = 1;
    } else if row.act == ActKind::SignIn.code() {
        // One that succeeded is no news.
        counts.failed_sign_ins = u64::from(row.outcome.starts_with("FALLITO"));
    } else {
        counts.other = 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(act: ActKind, role: Role, outcome: &str) -> Seen {
        Seen {
            seq: 1,
            at: NaiveDateTime::default(),
            act: act.code().to_owned(),
            service: "VERIFICA".to_owned(),
            entity_id: 1,
            office_id: 2,
            user_id: 3,
            role: role.code().to_owned(),
            comune: "036023".to_owned(),
            outcome: outcome.to_owned(),
            sealed: String::new(),
        }
    }

    #[test]
    fn each_act_counts_as_what_it_is() {
        let mut tally = Tally::default();
        for (act, outcome) in [
            (
                ActKind::Answer,
                "RESIDENZA=S,NASCITA=A:DATA_INCERTA,STATO_CIVILE=N",
            ),
            (ActKind::Answer, "RESIDENZA=S"),
            (ActKind::Answer, ""),
            (ActKind::Refusal, "FUORI_TERRITORIO"),
            (ActKind::SignIn, "RIUSCITO"),
            (ActKind::SignIn, "FALLITO:PASSWORD"),
            (ActKind::Administration, "FATTO"),
        ] {
            tally.see(&seen(act, Role::Standard, outcome));
        }
        let counts: Vec<Counts> = tally.0.into_values().collect();
        let expected = Counts {
            answered: 3,
            yes: 2,
            no: 1,
            unsure: 1,
            refused: 1,
            failed_sign_ins: 1,
            other: 1,
        };
        assert_eq!(counts, [expected]);
    }

    #[test]
    fn public_security_is_not_counted() {
        let mut tally = Tally::default();
        tally.see(&seen(ActKind::Answer, Role::StandardPs, "RESIDENZA=S"));
        let sealed = Seen {
            sealed: "AAAA".to_owned(),
            ..seen(ActKind::Answer, Role::Standard, "RESIDENZA=S")
        };
        tally.see(&sealed);
        let nobody = Seen {
            user_id: 0,
            ..seen(ActKind::SignIn, Role::Standard, "FALLITO")
        };
        tally.see(&nobody);
        assert!(tally.0.is_empty());
    }
}
