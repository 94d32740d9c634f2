//! How many people a user asks about, and how many users ask about a person.

use std::collections::{BTreeSet, HashMap, HashSet};

use schema::date::Day;

use super::bursts::hash;
use super::{Finding, FindingKind, PerUser, Rules, Seen, Stretch, limit, median};
use schema::italian_time::day_of;

#[derive(Debug, Default)]
pub(super) struct Subjects {
    users: PerUser<Day, Asked>,
    subjects: HashMap<u64, Subject>,
}

#[derive(Debug)]
struct Asked {
    stretch: Stretch,
    subjects: HashSet<u64>,
}

#[derive(Debug)]
struct Subject {
    stretch: Stretch,
    name: String,
    users: BTreeSet<i64>,
}

impl Subjects {
    pub fn see(&mut self, row: &Seen) {
        // The person found, however asked for; where none was found, the words used.
        let key = match row.person_id {
            0 if row.subject.is_empty() => return,
            0 => hash(row.subject.as_str()),
            id => hash(&id),
        };
        let asked = self
            .users
            .entry(row.user_id)
            .or_default()
            .entry(day_of(row.at.and_utc()))
            .or_insert_with(|| Asked {
                stretch: Stretch::at(row.at),
                subjects: HashSet::new(),
            });
        asked.stretch.see(row.at);
        asked.subjects.insert(key);
        let subject = self.subjects.entry(key).or_insert_with(|| Subject {
            stretch: Stretch::at(row.at),
            name: row.subject.clone(),
            users: BTreeSet::new(),
        });
        subject.stretch.see(row.at);
        subject.users.insert(row.user_id);
        // The same words whatever the order of the rows.
        if row.subject < subject.name {
            subject.name.clone_from(&row.subject);
        }
    }

    pub fn findings(self, rules: &Rules) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (user_id, days) in self.users {
            for (day, asked) in &days {
                let count = asked.subjects.len() as u64;
                let others = days.iter().filter(|(other, _)| *other != day);
                let usual = median(others.map(|(_, a)| a.subjects.len() as u64).collect());
                if count > limit(usual, rules.subjects_factor, rules.subjects_least) {
                    findings.push(Finding {
                        kind: FindingKind::ManySubjects,
                        user_id,
                        subject: String::new(),
                        from: asked.stretch.from,
                        to: asked.stretch.to,
                        count,
                        usual,
                    });
                }
            }
        }
        for subject in self.subjects.into_values() {
            let count = subject.users.len() as u64;
            if count >= rules.users_of_subject {
                findings.push(Finding {
                    kind: FindingKind::SubjectOfMany,
                    user_id: 0,
                    subject: subject.name,
                    from: subject.stretch.from,
                    to: subject.stretch.to,
                    count,
                    usual: rules.users_of_subject,
                });
            }
        }
        findings
    }
}
