//! How much was done: acts and their outcomes by user, office, entity, service, and day, week or month.

use std::collections::BTreeMap;

use chrono::Datelike;
use schema::codes::ActKind;

use super::Names;
use super::source::Seen;
use schema::italian_time;

/// Step of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Italian days, `2026-11-21`.
    Day,
    /// ISO weeks, `2026-W47`.
    Week,
    /// Months, `2026-11`.
    Month,
}

/// By what is counted; nothing: one row for everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Grouping {
    /// By user.
    pub user: bool,
    /// By office.
    pub office: bool,
    /// By entity.
    pub entity: bool,
    /// By service.
    pub service: bool,
    /// By sort of act.
    pub act: bool,
    /// By time.
    pub step: Option<Step>,
}

/// What is counted together; what is not asked for is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Group {
    /// Day, week or month.
    pub period: String,
    /// Entity.
    pub entity_id: i64,
    /// Office.
    pub office_id: i64,
    /// User.
    pub user_id: i64,
    /// Service.
    pub service: String,
    /// Sort of act.
    pub act: String,
}

/// How often.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Records.
    pub acts: u64,
    /// Declarations found to be so.
    pub yes: u64,
    /// Declarations found not to be so.
    pub no: u64,
    /// Declarations that could not be decided.
    pub uncertain: u64,
    /// Requests that were refused.
    pub refused: u64,
}

impl Counts {
    fn see(&mut self, row: &Seen) {
        self.acts += 1;
        if row.act == ActKind::Refusal.code() {
            self.refused += 1;
        }
        for part in row.outcome.split(',') {
            // `KIND=S`, `KIND=N`, `KIND=A:REASON`; other acts' words have no sign of equality.
            match part.split_once('=').map(|(_, answer)| answer) {
                Some("S") => self.yes += 1,
                Some("N") => self.no += 1,
                Some(answer) if answer == "A" || answer.starts_with("A:") => self.uncertain += 1,
                _ => {}
            }
        }
    }

    fn add(&mut self, other: Self) {
        self.acts += other.acts;
        self.yes += other.yes;
        self.no += other.no;
        self.uncertain += other.uncertain;
        self.refused += other.refused;
    }
}

/// A line of the statistics.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What is counted.
    pub group: Group,
    /// Name of the entity.
    pub entity: String,
    /// Name of the office.
    pub office: String,
    /// Name of the user.
    pub user: String,
    /// How often.
    pub counts: Counts,
}

/// The statistics, ordered by period, then by number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statistics {
    /// By what was counted.
    pub grouping: Grouping,
    /// The lines.
    pub lines: Vec<Line>,
    /// All together.
    pub total: Counts,
}

/// Counts rows, in whatever order they come.
#[derive(Debug)]
pub struct Tally {
    grouping: Grouping,
    groups: BTreeMap<Group, Counts>,
}

impl Tally {
    /// Nothing counted yet.
    pub fn new(grouping: Grouping) -> Self {
        Self {
            grouping,
            groups: BTreeMap::new(),
        }
    }

    /// Counts a row.
    pub fn see(&mut self, row: &Seen) {
        if row.is_shown() {
            return;
        }
        let by = self.grouping;
        let number = |wanted: bool, id: i64| if wanted { id } else { 0 };
        let text = |wanted: bool, text: &str| {
            if wanted {
                text.to_owned()
            } else {
                String::new()
            }
        };
        let group = Group {
            period: by.step.map_or_else(String::new, |step| period(step, row)),
            entity_id: number(by.entity, row.entity_id),
            office_id: number(by.office, row.office_id),
            user_id: number(by.user, row.user_id),
            service: text(by.service, &row.service),
            act: text(by.act, &row.act),
        };
        self.groups.entry(group).or_default().see(row);
    }

    /// What was counted.
    pub fn statistics(self, names: &Names) -> Statistics {
        let mut total = Counts::default();
        let lines = self
            .groups
            .into_iter()
            .map(|(group, counts)| {
                total.add(counts);
                Line {
                    entity: names.entity(group.entity_id).to_owned(),
                    office: names.office(group.office_id).to_owned(),
                    user: names.user(group.user_id).to_owned(),
                    group,
                    counts,
                }
            })
            .collect();
        Statistics {
            grouping: self.grouping,
            lines,
            total,
        }
    }
}

fn period(step: Step, row: &Seen) -> String {
    let date = italian_time::to_civil(row.at.and_utc()).date();
    match step {
        Step::Day => date.format("%Y-%m-%d").to_string(),
        Step::Week => {
            let week = date.iso_week();
            format!("{}-W{:02}", week.year(), week.week())
        }
        Step::Month => date.format("%Y-%m").to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::findings::support::{at, seen};
    use super::*;

    fn answer(moment: &str, user_id: i64, outcome: &str) -> Seen {
        Seen {
            outcome: outcome.to_owned(),
            ..seen(at(moment), user_id)
        }
    }

    #[test]
    fn outcomes_are_counted_by_what_is_asked_and_add_up() {
        let rows = [
            answer("2026-11-20 22:59:59", 1, "residenza=S,nascita=N"),
            answer("2026-11-20 23:00:00", 1, "residenza=A:DATI_NON_FORNITI"),
            answer("2026-11-21 10:00:00", 2, "residenza=S"),
            Seen {
                act: "RIFIUTO".to_owned(),
                ..answer("2026-11-21 10:00:00", 2, "ERRORE:SERVIZIO_NON_CONCESSO")
            },
        ];
        let count = |grouping| {
            let mut tally = Tally::new(grouping);
            for row in &rows {
                tally.see(row);
            }
            tally.statistics(&Names::default())
        };
        let all = count(Grouping::default());
        assert_eq!(all.lines.len(), 1);
        assert_eq!(
            all.total,
            Counts {
                acts: 4,
                yes: 2,
                no: 1,
                uncertain: 1,
                refused: 1
            }
        );

        let days = count(Grouping {
            step: Some(Step::Day),
            user: true,
            ..Grouping::default()
        });
        let told: Vec<_> = days
            .lines
            .iter()
            .map(|line| {
                (
                    line.group.period.as_str(),
                    line.group.user_id,
                    line.counts.acts,
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                ("2026-11-20", 1, 1),
                ("2026-11-21", 1, 1),
                ("2026-11-21", 2, 2)
            ]
        );
        assert_eq!(days.total, all.total);
    }

    #[test]
    fn weeks_are_those_of_the_calendar() {
        let of = |moment| period(Step::Week, &answer(moment, 1, ""));
        assert_eq!(of("2026-11-21 10:00:00"), "2026-W47");
        assert_eq!(of("2027-01-01 10:00:00"), "2026-W53");
        assert_eq!(
            period(Step::Month, &answer("2026-12-31 23:00:00", 1, "")),
            "2027-01"
        );
    }
}
