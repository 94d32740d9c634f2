//! Whether the right person is found, and nobody where there is nobody.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use hub::search::{Criteria, Hit, Strength};
use tests::clerk::Slip;

use super::{Asked, Node, search};

/// Ways of being strong that are told.
const COMMONEST: usize = 12;

/// How often the right person is first, and among the first five, in a hundred.
pub fn recall(node: &Node, asked: &[Asked]) -> (f64, f64) {
    let mut tally: BTreeMap<Slip, [usize; 3]> = BTreeMap::new();
    for (slip, person, criteria) in asked {
        let answer = node.service.search(&node.access, &search(criteria.clone()));
        let rank = answer.ok().and_then(|answer| {
            let mut hits = answer.found.hits.iter();
            hits.position(|hit| hit.person_id == *person)
        });
        let of = tally.entry(*slip).or_default();
        of[0] += 1;
        of[1] += usize::from(rank == Some(0));
        of[2] += usize::from(rank.is_some_and(|rank| rank < 5));
    }
    for (slip, [count, first, five]) in &tally {
        eprintln!("  {slip:?}: {count} sought, {first} first, {five} in five");
    }
    let sum = |at: usize| tally.values().map(|one| one[at]).sum::<usize>() as f64;
    (100.0 * sum(1) / sum(0), 100.0 * sum(2) / sum(0))
}

/// For how many absent people, in a hundred, somebody is shown as a strong hit.
pub fn strong(node: &Node, nobody: &[Criteria]) -> Result<f64> {
    let mut count: usize = 0;
    let mut why: BTreeMap<String, usize> = BTreeMap::new();
    for criteria in nobody {
        let answer = node
            .service
            .search(&node.access, &search(criteria.clone()))
            .context("a search for nobody")?;
        let mut hits = answer.found.hits.iter();
        if let Some(hit) = hits.find(|hit| hit.strength <= Strength::Strong) {
            count += 1;
            *why.entry(told(hit)).or_default() += 1;
        }
    }
    let mut why: Vec<(String, usize)> = why.into_iter().collect();
    why.sort_unstable_by_key(|(_, count)| std::cmp::Reverse(*count));
    for (why, count) in why.iter().take(COMMONEST) {
        eprintln!("  absent, strong {count} times: {why}");
    }
    Ok(100.0 * count as f64 / nobody.len() as f64)
}

/// How strong a hit is, and why.
fn told(hit: &Hit) -> String {
    let reasons = hit.reasons.iter();
    let why: Vec<String> = reasons
        .map(|one| format!("{} {}", one.field.code(), one.how.code()))
        .collect();
    format!("{}: {}", hit.strength.code(), why.join(", "))
}
