//! Many requests in a short time, against what the user usually does in as much.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::{Finding, FindingKind, PerUser, Rules, Seen, Stretch, limit, median};

/// Requests are counted in halves of the window, and two neighbours make one: a burst that falls on a boundary is
/// seen all the same.
#[derive(Debug)]
pub(super) struct Bursts {
    half: i64,
    users: PerUser<i64, Half>,
}

#[derive(Debug)]
struct Half {
    stretch: Stretch,
    /// A massive check is one request, however many rows it has.
    requests: HashSet<u64>,
}

impl Bursts {
    pub fn new(minutes: u32) -> Self {
        Self {
            half: (i64::from(minutes) * 30).max(1),
            users: PerUser::default(),
        }
    }

    pub fn see(&mut self, row: &Seen) {
        let number = row.at.and_utc().timestamp().div_euclid(self.half);
        let half = self
            .users
            .entry(row.user_id)
            .or_default()
            .entry(number)
            .or_insert_with(|| Half {
                stretch: Stretch::at(row.at),
                requests: HashSet::new(),
            });
        half.stretch.see(row.at);
        half.requests.insert(hash(&row.request_id));
    }

    pub fn findings(self, rules: &Rules) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (user_id, halves) in self.users {
            // Each half with its successor, if there is one: the windows that begin where something was asked.
            let windows: Vec<(i64, u64, Stretch)> = halves
                .iter()
                .map(|(number, half)| {
                    let next = halves.get(&(number + 1));
                    let both: HashSet<&u64> = half
                        .requests
                        .iter()
                        .chain(next.iter().flat_map(|next| &next.requests))
                        .collect();
                    let stretch = Stretch {
                        to: next.map_or(half.stretch.to, |next| next.stretch.to),
                        ..half.stretch
                    };
                    (*number, both.len() as u64, stretch)
                })
                .collect();
            let usual = median(windows.iter().map(|(_, count, _)| *count).collect());
            let most = limit(usual, rules.burst_factor, rules.burst_least);
            let mut last: Option<(i64, Finding)> = None;
            for (number, count, stretch) in windows {
                if count <= most {
                    continue;
                }
                match &mut last {
                    // One burst, though several windows saw it.
                    Some((before, finding)) if number - *before <= 1 => {
                        *before = number;
                        finding.to = stretch.to;
                        finding.count = finding.count.max(count);
                    }
                    _ => {
                        findings.extend(last.take().map(|(_, finding)| finding));
                        last = Some((
                            number,
                            Finding {
                                kind: FindingKind::Burst,
                                user_id,
                                subject: String::new(),
                                from: stretch.from,
                                to: stretch.to,
                                count,
                                usual,
                            },
                        ));
                    }
                }
            }
            findings.extend(last.map(|(_, finding)| finding));
        }
        findings
    }
}

/// Of requests and subjects only whether they are the same matters: eight bytes each tell, in all likelihood.
pub(super) fn hash(value: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
