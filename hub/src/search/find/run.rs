//! The two steps of a search, over one view of the index.

use std::collections::HashSet;

use tantivy::DocAddress;

use super::collect::UpTo;
use super::hit::{Found, Hit};
use super::judge::Judge;
use super::namesakes::weaken;
use super::propose::Proposer;
use super::streets::Streets;
use crate::search::card::Card;
use crate::search::index::{IndexError, Snapshot};
use crate::search::query::Wanted;
use crate::search::span::{Compiled, Territory};

/// Bounds of a search.
#[derive(Clone, Copy, Debug)]
pub(in crate::search) struct Limits {
    /// People who may fit before the search is refused; no list is longer.
    pub exact: usize,
    /// People alike that are shown behind them, at most.
    pub similar: usize,
    /// People within the territory who may be proposed before the search is refused: each card is judged.
    pub proposed: usize,
    /// Roughly alike people whose cards are judged.
    pub candidates: usize,
    /// If so many fit, nobody alike is looked for.
    pub enough: usize,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::search) enum Outcome {
    Found(Found),
    /// More people fit than may be shown.
    TooMany,
}

/// Searches in one view of the index for one who may see a territory.
pub(in crate::search) struct Finder<'a> {
    snapshot: &'a Snapshot,
    wanted: &'a Wanted,
    territory: Compiled,
    streets: Option<&'a Streets>,
    limits: Limits,
}

impl<'a> Finder<'a> {
    pub fn new(
        snapshot: &'a Snapshot,
        wanted: &'a Wanted,
        territory: &Territory,
        streets: Option<&'a Streets>,
        limits: Limits,
    ) -> Self {
        Self {
            snapshot,
            wanted,
            territory: territory.compiled(),
            streets,
            limits,
        }
    }

    /// What is found, but for the first `after`, and no more than `limit`.
    pub fn run(&self, after: u32, limit: u32) -> Result<Outcome, IndexError> {
        let proposer = Proposer {
            fields: &self.snapshot.fields,
            wanted: self.wanted,
            streets: self.streets,
            territory: &self.territory,
        };
        let proposed = self
            .snapshot
            .search(&*proposer.exact(), &UpTo(self.limits.proposed))?;
        if proposed.count > self.limits.proposed {
            return Ok(Outcome::TooMany);
        }
        let mut hits = Vec::new();
        let mut seen = HashSet::new();
        for address in proposed.documents {
            let hit = self.judge(address)?;
            if let Some(hit) = hit.filter(|hit| hit.strength.fits()) {
                seen.insert(hit.person_id);
                hits.push(hit);
            }
            if hits.len() > self.limits.exact {
                return Ok(Outcome::TooMany);
            }
        }
        let exact = hits.len();
        if exact < self.limits.enough && self.wanted.is_tolerant() {
            let mut similar = self.similar(&proposer)?;
            similar.retain(|hit| !seen.contains(&hit.person_id));
            weaken(&hits, &mut similar);
            sort(&mut similar);
            similar.truncate(self.limits.similar.min(self.limits.exact - exact));
            hits.extend(similar);
        }
        sort(&mut hits);
        Ok(Outcome::Found(paged(
            hits,
            exact,
            after,
            limit,
            self.snapshot.cursor(),
        )))
    }

    fn similar(&self, proposer: &Proposer<'_>) -> Result<Vec<Hit>, IndexError> {
        let mut hits = Vec::new();
        for address in proposer.similar(self.snapshot, self.limits.candidates)? {
            hits.extend(self.judge(address)?);
        }
        Ok(hits)
    }

    fn judge(&self, address: DocAddress) -> Result<Option<Hit>, IndexError> {
        let bytes = self.snapshot.card(address)?;
        let card = Card::read(&bytes)?;
        let judge = Judge {
            wanted: self.wanted,
            territory: &self.territory,
            streets: self.streets,
        };
        Ok(judge.judge(&card))
    }
}

/// The best first; registered people before others; and the same order each time, so that pages do not overlap.
fn sort(hits: &mut [Hit]) {
    hits.sort_by(|a, b| {
        let registered = |hit: &Hit| !hit.person.standing.is_registered();
        (a.strength.cmp(&b.strength))
            .then_with(|| b.score.total_cmp(&a.score))
            .then_with(|| registered(a).cmp(&registered(b)))
            .then_with(|| a.person.surname.cmp(&b.person.surname))
            .then_with(|| a.person.names.cmp(&b.person.names))
            .then_with(|| a.person.birth.cmp(&b.person.birth))
            .then_with(|| a.person_id.cmp(&b.person_id))
    });
}

fn paged(hits: Vec<Hit>, exact: usize, after: u32, limit: u32, known_at: i64) -> Found {
    let total = hits.len() as u32;
    Found {
        hits: hits
            .into_iter()
            .skip(after as usize)
            .take(limit.max(1) as usize)
            .collect(),
        exact: exact as u32,
        total,
        after,
        known_at,
    }
}
