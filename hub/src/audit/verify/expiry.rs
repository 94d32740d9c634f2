//! Whether what is said to have expired did: each act of retention commits to the numbers that it removed.

use std::collections::BTreeMap;

use schema::codes::ActKind;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::StoredRecord;
use super::findings::{Finding, Report};

/// The numbers that an act removed, as its tombstones have them.
#[derive(Default)]
struct Claimed {
    digest: Sha256,
    count: u64,
    first: i64,
    last: i64,
}

/// What tombstones claim, and what acts say.
#[derive(Default)]
pub(super) struct Expiries {
    claimed: BTreeMap<i64, Claimed>,
    said: BTreeMap<i64, (String, String)>,
}

/// Digest of numbers in ascending order, hex: what an act of retention declares.
pub(in crate::audit) fn digest(numbers: impl IntoIterator<Item = i64>) -> String {
    let mut hash = Sha256::new();
    for number in numbers {
        hash.update(number.to_be_bytes());
    }
    hex::encode(hash.finalize())
}

/// What such an act says came of it.
pub(in crate::audit) fn outcome(count: u64) -> String {
    format!("SCADUTE={count}")
}

impl Expiries {
    /// A tombstone; they come in ascending order.
    pub fn claim(&mut self, seq: i64, act: i64) {
        let claimed = self.claimed.entry(act).or_default();
        if claimed.count == 0 {
            claimed.first = seq;
        }
        claimed.digest.update(seq.to_be_bytes());
        claimed.count += 1;
        claimed.last = seq;
    }

    /// A record that is what it was: it may be an act of retention.
    pub fn say(&mut self, seq: i64, record: &StoredRecord) {
        let act = ActKind::Retention.code();
        if !record.json.starts_with(&format!("{{\"act\":\"{act}\",")) {
            return;
        }
        let value: Value = serde_json::from_str(&record.json).unwrap_or_default();
        let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
        self.said.insert(seq, (text("declared"), text("outcome")));
    }

    /// Compares the two, once all has been read. The number of records that expired lawfully.
    pub fn settle(self, report: &mut Report) -> u64 {
        let mut lawful = 0;
        for (act, claimed) in self.claimed {
            let digest = hex::encode(claimed.digest.finalize());
            let said = (digest, outcome(claimed.count));
            if self.said.get(&act) == Some(&said) {
                lawful += claimed.count;
            } else {
                report.note(Finding::Expiry {
                    act,
                    from: claimed.first,
                    to: claimed.last,
                });
            }
        }
        lawful
    }
}
