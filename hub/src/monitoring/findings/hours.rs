//! Work outside the hours of the offices, or at an hour at which the user does not usually work.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDateTime, Timelike};
use schema::date::Day;
use schema::working_time::is_national_holiday;

use super::{Finding, FindingKind, PerUser, Rules, Seen, Stretch};
use schema::italian_time::{day_of, to_civil};

#[derive(Debug, Default)]
pub(super) struct Hours {
    /// For each user, what it did in each hour (on Italian clocks) of each day.
    users: PerUser<(Day, u32), Stretch>,
}

impl Hours {
    pub fn see(&mut self, row: &Seen) {
        let key = (day_of(row.at.and_utc()), to_civil(row.at.and_utc()).hour());
        self.users
            .entry(row.user_id)
            .or_default()
            .entry(key)
            .or_insert_with(|| Stretch::at(row.at))
            .see(row.at);
    }

    pub fn findings(self, rules: &Rules) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (user_id, hours) in self.users {
            let days: BTreeSet<Day> = hours.keys().map(|(day, _)| *day).collect();
            let mut on_days = [0_u32; 24];
            for (_, hour) in hours.keys() {
                on_days[*hour as usize % 24] += 1;
            }
            let worked = days.len() as u32;
            for day in days {
                let of_day = hours.range((day, 0)..=(day, 23));
                let (mut outside, mut unusual) = (None, None);
                for ((_, hour), stretch) in of_day {
                    let rare = on_days[*hour as usize % 24] * 100 <= worked * rules.habit_percent;
                    if !is_working(stretch.from, rules) {
                        join(&mut outside, *stretch);
                    } else if worked >= rules.habit_days && rare {
                        join(&mut unusual, *stretch);
                    }
                }
                for (kind, stretch) in [
                    (FindingKind::OutsideHours, outside),
                    (FindingKind::UnusualHour, unusual),
                ] {
                    findings.extend(stretch.map(|stretch| Finding {
                        kind,
                        user_id,
                        subject: String::new(),
                        from: stretch.from,
                        to: stretch.to,
                        count: stretch.count,
                        usual: 0,
                    }));
                }
            }
        }
        findings
    }
}

/// Whether offices work at that moment (UTC).
fn is_working(moment: NaiveDateTime, rules: &Rules) -> bool {
    let shown = to_civil(moment.and_utc());
    shown.weekday().num_days_from_monday() < rules.days
        && !is_national_holiday(shown.date())
        && (rules.opens..rules.closes).contains(&shown.hour())
}

fn join(sum: &mut Option<Stretch>, more: Stretch) {
    *sum = Some(match *sum {
        None => more,
        Some(sum) => Stretch {
            from: sum.from.min(more.from),
            to: sum.to.max(more.to),
            count: sum.count + more.count,
        },
    });
}
