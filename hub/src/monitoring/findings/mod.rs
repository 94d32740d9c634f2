//! What is out of the ordinary in a period: failures, refusals, unusual hours, bursts, too many subjects, a subject
//! asked by many. Each finding carries its evidence; it is a reason to look, never a judgement.
//!
//! Rows are seen once each, in whatever order; what is kept of them is counts. Every rule is a pure function of
//! those.

mod bursts;
mod failures;
mod hours;
mod rules;
mod subjects;
#[cfg(test)]
pub(super) mod support;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDateTime;
use schema::codes::{ActKind, Role};

pub use self::rules::Rules;
use super::source::Seen;
use bursts::Bursts;
use failures::Failures;
use hours::Hours;
use subjects::Subjects;

/// What is out of the ordinary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FindingKind {
    /// Many failed sign-ins of one user in a day.
    FailedSignIns,
    /// Many refused requests of one user in a day.
    Refusals,
    /// Work outside the hours of the offices.
    OutsideHours,
    /// Work at an hour at which this user does not usually work.
    UnusualHour,
    /// Many requests in a short time.
    Burst,
    /// More people asked about in a day than usual.
    ManySubjects,
    /// One person asked about by many users.
    SubjectOfMany,
}

impl FindingKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::FailedSignIns,
        Self::Refusals,
        Self::OutsideHours,
        Self::UnusualHour,
        Self::Burst,
        Self::ManySubjects,
        Self::SubjectOfMany,
    ];

    /// A stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::FailedSignIns => "ACCESSI_FALLITI",
            Self::Refusals => "RIFIUTI_RIPETUTI",
            Self::OutsideHours => "FUORI_ORARIO",
            Self::UnusualHour => "ORARIO_INSOLITO",
            Self::Burst => "RAFFICA",
            Self::ManySubjects => "MOLTI_SOGGETTI",
            Self::SubjectOfMany => "SOGGETTO_CHIESTO_DA_MOLTI",
        }
    }

    /// What it means, in Italian.
    pub const fn label(self) -> &'static str {
        match self {
            Self::FailedSignIns => "Accessi falliti ripetuti",
            Self::Refusals => "Richieste rifiutate ripetute",
            Self::OutsideHours => "Attività fuori dall'orario di lavoro",
            Self::UnusualHour => "Attività in un'ora insolita per l'utente",
            Self::Burst => "Raffica di richieste",
            Self::ManySubjects => "Più soggetti del solito in un giorno",
            Self::SubjectOfMany => "Stesso soggetto chiesto da molti utenti",
        }
    }
}

/// A finding and its evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// What.
    pub kind: FindingKind,
    /// Whose acts; 0 where they are those of many, or of nobody recognised.
    pub user_id: i64,
    /// About whom, for [`FindingKind::SubjectOfMany`]; empty otherwise.
    pub subject: String,
    /// The first of the acts, UTC.
    pub from: NaiveDateTime,
    /// The last of them.
    pub to: NaiveDateTime,
    /// How many: sign-ins, requests, subjects or users.
    pub count: u64,
    /// What is usual, or the limit that was passed.
    pub usual: u64,
}

/// Sees rows, and then says what was out of the ordinary.
#[derive(Debug)]
pub struct Watch {
    rules: Rules,
    failures: Failures,
    hours: Hours,
    bursts: Bursts,
    subjects: Subjects,
}

impl Watch {
    /// Nothing seen yet.
    pub fn new(rules: Rules) -> Self {
        Self {
            bursts: Bursts::new(rules.burst_minutes),
            rules,
            failures: Failures::default(),
            hours: Hours::default(),
            subjects: Subjects::default(),
        }
    }

    /// Sees a row.
    pub fn see(&mut self, row: &Seen) {
        let failed = row.act == ActKind::SignIn.code() && is_failure(&row.outcome);
        let refused = row.act == ActKind::Refusal.code();
        self.failures.see(row, failed, refused);
        if row.user_id == 0 {
            return;
        }
        // Applications work when they like; habits are people's.
        if row.role != Role::Authorised.code() && !failed {
            self.hours.see(row);
        }
        let asked = row.act == ActKind::Answer.code() || row.act == ActKind::Search.code();
        if (asked && !row.is_shown()) || refused {
            self.bursts.see(row);
            self.subjects.see(row);
        }
    }

    /// What was out of the ordinary, ordered by time, kind and user.
    pub fn findings(self) -> Vec<Finding> {
        let mut findings = self.failures.findings(&self.rules);
        findings.extend(self.hours.findings(&self.rules));
        findings.extend(self.bursts.findings(&self.rules));
        findings.extend(self.subjects.findings(&self.rules));
        findings.sort_by(|a, b| {
            (a.from, a.kind, a.user_id, &a.subject).cmp(&(b.from, b.kind, b.user_id, &b.subject))
        });
        findings
    }
}

/// Whether the record of a sign-in is that of one that failed: all but success, a step towards it, and its end.
fn is_failure(outcome: &str) -> bool {
    let word = outcome.split(':').next().unwrap_or_default();
    !matches!(word, "RIUSCITO" | "PROSEGUE" | "USCITA" | "TOKEN")
}

/// First and last of some acts, and how many.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    from: NaiveDateTime,
    to: NaiveDateTime,
    count: u64,
}

impl Stretch {
    fn at(moment: NaiveDateTime) -> Self {
        Self {
            from: moment,
            to: moment,
            count: 0,
        }
    }

    fn see(&mut self, moment: NaiveDateTime) {
        self.from = self.from.min(moment);
        self.to = self.to.max(moment);
        self.count += 1;
    }
}

/// The middle one of some counts (of two, the lesser); 0 of none.
fn median(mut counts: Vec<u64>) -> u64 {
    counts.sort_unstable();
    counts
        .len()
        .checked_sub(1)
        .map_or(0, |last| counts[last / 2])
}

/// What a count may reach: the multiple of what is usual, at least `least`.
fn limit(usual: u64, factor: u64, least: u64) -> u64 {
    usual.saturating_mul(factor).max(least)
}

type PerUserDay<T> = BTreeMap<(i64, schema::date::Day), T>;
type PerUser<K, V> = HashMap<i64, BTreeMap<K, V>>;
