//! Failed sign-ins and refused requests, by user and day.

use super::{Finding, FindingKind, PerUserDay, Rules, Seen, Stretch};
use schema::italian_time::day_of;

#[derive(Debug, Default)]
pub(super) struct Failures {
    failed: PerUserDay<Stretch>,
    refused: PerUserDay<Stretch>,
}

impl Failures {
    pub fn see(&mut self, row: &Seen, failed: bool, refused: bool) {
        let key = (row.user_id, day_of(row.at.and_utc()));
        for (applies, days) in [(failed, &mut self.failed), (refused, &mut self.refused)] {
            if applies {
                days.entry(key)
                    .or_insert_with(|| Stretch::at(row.at))
                    .see(row.at);
            }
        }
    }

    pub fn findings(self, rules: &Rules) -> Vec<Finding> {
        [
            (FindingKind::FailedSignIns, self.failed, rules.failures),
            (FindingKind::Refusals, self.refused, rules.refusals),
        ]
        .into_iter()
        .flat_map(|(kind, days, limit)| {
            days.into_iter()
                .filter(move |(_, stretch)| stretch.count >= limit)
                .map(move |((user_id, _), stretch)| Finding {
                    kind,
                    user_id,
                    subject: String::new(),
                    from: stretch.from,
                    to: stretch.to,
                    count: stretch.count,
                    usual: limit,
                })
        })
        .collect()
    }
}
