//! The walk through the log, tile by tile.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::expiry::Expiries;
use super::findings::{Finding, Report};
use super::signed::{Judgement, Keys, Signatures};
use super::{Place, Source, StoredRecord, VerifyError};
use crate::audit::canonical::canonical;
use crate::audit::record::commitment_of;
use crate::audit::tree::{Frontier, GENESIS, Hash, TILE_WIDTH, fold, leaf};

const WIDTH: i64 = TILE_WIDTH as i64;
/// Changed records among which those are looked for that only changed places.
const MOST_MOVED: usize = 300;

/// The walk so far.
pub(super) struct Walk<'a> {
    source: &'a mut dyn Source,
    head: i64,
    report: Report,
    signatures: Signatures<'a>,
    expiries: Expiries,
    frontier: Frontier,
    /// False once leaves are lost for good: then nothing more can be said of roots.
    whole: bool,
    /// The size up to which the tree is what was signed.
    agreed: i64,
    /// Tiles whose root is not that of their leaves, though every record agrees with its leaf.
    suspects: Vec<(i64, i64, i64)>,
    /// Records that are not what was committed to, and what was.
    changed: BTreeMap<i64, (Option<StoredRecord>, Hash)>,
    /// Hashes of the level below, for each level above the first, since its last complete tile.
    above: Vec<Vec<Hash>>,
}

impl<'a> Walk<'a> {
    pub fn new(source: &'a mut dyn Source, keys: &'a Keys, head: i64) -> Self {
        Self {
            source,
            head,
            report: Report::default(),
            signatures: Signatures::new(keys),
            expiries: Expiries::default(),
            frontier: Frontier::default(),
            whole: true,
            agreed: 0,
            suspects: Vec::new(),
            changed: BTreeMap::new(),
            above: Vec::new(),
        }
    }

    /// Walks through the numbers from `from`, which begins a tile, to `to`.
    pub fn page(&mut self, from: i64, to: i64) -> Result<(), VerifyError> {
        let places = self.source.places(from, to)?;
        let roots: BTreeMap<i64, Vec<u8>> = self
            .source
            .nodes(1, from / WIDTH, to / WIDTH)?
            .into_iter()
            .collect();
        for (tile, index) in places.chunks(WIDTH as usize).zip(from / WIDTH..) {
            let full = tile.len() as i64 == WIDTH;
            let root = roots.get(&index).map(Vec::as_slice);
            self.tile(tile, index, full, root)?;
        }
        Ok(())
    }

    fn tile(
        &mut self,
        places: &[Place],
        index: i64,
        full: bool,
        root: Option<&[u8]>,
    ) -> Result<(), VerifyError> {
        let first = index * WIDTH;
        let computed: Vec<Option<Hash>> = places
            .iter()
            .zip(first..)
            .map(|(place, seq)| match &place.record {
                _ if seq == 0 => Some(GENESIS),
                Some(Ok(record)) => commitment_of(&record.json, &record.salt),
                _ => None,
            })
            .collect();
        let stored: Vec<Option<Hash>> = places
            .iter()
            .zip(first..)
            .map(|(place, seq)| match &place.leaf {
                _ if seq == 0 => Some(GENESIS),
                Some(data) => Hash::try_from(data.as_slice()).ok(),
                None => None,
            })
            .collect();
        let root_of = |leaves: &[Option<Hash>]| -> Option<Hash> {
            let hashes: Option<Vec<Hash>> =
                leaves.iter().map(|data| data.map(|d| leaf(&d))).collect();
            hashes.filter(|_| full).map(|hashes| fold(&hashes))
        };
        // Where record and leaf differ, the root of the tile says which of the two was changed.
        let by_records: Vec<Option<Hash>> = computed
            .iter()
            .zip(&stored)
            .map(|(computed, stored)| computed.or(*stored))
            .collect();
        let agrees = |leaves: &[Option<Hash>]| {
            root.is_some() && root_of(leaves).as_ref().map(<[u8; 32]>::as_slice) == root
        };
        let records_right = !agrees(&stored) && agrees(&by_records);
        let leaves: Vec<Option<Hash>> = if records_right {
            by_records
        } else {
            stored
                .iter()
                .zip(&computed)
                .map(|(stored, computed)| stored.or(*computed))
                .collect()
        };
        let before = self.report.findings.len();
        let changed_before = self.changed.len();
        for ((place, seq), ((computed, stored), settled)) in places
            .iter()
            .zip(first..)
            .zip(computed.iter().zip(&stored).zip(&leaves))
        {
            if seq > 0 {
                self.place(place, seq, *computed, *stored, *settled);
            }
        }
        let clean = before == self.report.findings.len() && changed_before == self.changed.len();
        if full {
            self.root(index, root_of(&leaves), root, clean)?;
        }
        self.grow(&leaves, first, root.filter(|_| full))
    }

    /// One number: `settled` is what the leaf must have been.
    fn place(
        &mut self,
        place: &Place,
        seq: i64,
        computed: Option<Hash>,
        stored: Option<Hash>,
        settled: Option<Hash>,
    ) {
        if let Some(act) = place.expired_by {
            self.expiries.claim(seq, act);
        }
        match (&place.record, place.expired_by) {
            (Some(_), Some(_)) => self.report.note(Finding::ExpiredPresent { seq }),
            (None, None) => {
                if let Some(settled) = settled {
                    // It may only have been moved elsewhere.
                    self.changed.insert(seq, (None, settled));
                } else {
                    self.report.note(Finding::Removed { from: seq, to: seq });
                }
                return;
            }
            _ => {}
        }
        if stored.is_none() || stored != settled {
            self.report.note(Finding::Commitment { seq });
        }
        match &place.record {
            Some(Ok(record)) => {
                self.report.records += 1;
                if computed.is_some() && computed == settled {
                    self.expiries.say(seq, record);
                } else if let Some(settled) = settled {
                    self.changed.insert(seq, (Some(record.clone()), settled));
                } else {
                    self.report.note(Finding::Changed { seq });
                }
            }
            Some(Err(())) => {
                self.report.records += 1;
                self.report.note(Finding::Unreadable { seq });
            }
            None => {}
        }
    }

    /// Compares the root of a tile of leaves, then those above that it completes.
    fn root(
        &mut self,
        index: i64,
        computed: Option<Hash>,
        stored: Option<&[u8]>,
        clean: bool,
    ) -> Result<(), VerifyError> {
        let same = computed.is_some() && computed.as_ref().map(<[u8; 32]>::as_slice) == stored;
        if !same && (clean || stored.is_none()) {
            self.suspects
                .push((index, index * WIDTH, (index + 1) * WIDTH - 1));
        }
        // What is above is compared with what its leaves give: where those are lost, with what stands in their place.
        let mut hash = computed.or_else(|| stored.and_then(|hash| hash.try_into().ok()));
        let (mut level, mut index) = (1_u8, index);
        loop {
            let Some(known) = hash else { return Ok(()) };
            if self.above.len() < usize::from(level) {
                self.above.push(Vec::new());
            }
            let Some(below) = self.above.get_mut(usize::from(level) - 1) else {
                return Ok(());
            };
            below.push(known);
            if index % WIDTH != WIDTH - 1 {
                return Ok(());
            }
            let complete = std::mem::take(below);
            index /= WIDTH;
            level += 1;
            hash = (complete.len() as i64 == WIDTH).then(|| fold(&complete));
            let found = self.source.nodes(level, index, index + 1)?;
            let found = found.first().map(|(_, hash)| hash.as_slice());
            if hash.is_some() && hash.as_ref().map(<[u8; 32]>::as_slice) != found {
                let leaves = WIDTH.pow(u32::from(level));
                self.report.note(Finding::Tile {
                    level,
                    index,
                    from: index * leaves,
                    to: (index + 1) * leaves - 1,
                });
            }
        }
    }

    /// Lets the tree grow by the leaves, and compares it with each checkpoint on the way.
    fn grow(
        &mut self,
        leaves: &[Option<Hash>],
        first: i64,
        root: Option<&[u8]>,
    ) -> Result<(), VerifyError> {
        let lost = leaves.iter().any(Option::is_none);
        let end = first + leaves.len() as i64;
        if lost {
            // The tile's own root stands for leaves that are gone; sizes within it cannot be compared.
            while let Some(stored) = self.signatures.next_up_to(self.source, end - 1)? {
                self.signatures.judge(&stored, None, &mut self.report);
            }
            match root.and_then(|root| Hash::try_from(root).ok()) {
                Some(root) if self.whole => self.frontier.push_tile(root),
                _ => self.whole = false,
            }
            return self.checkpoint(end);
        }
        for (data, seq) in leaves.iter().zip(first..) {
            if let Some(data) = data
                && self.whole
            {
                self.frontier.push(leaf(data));
            }
            self.checkpoint(seq + 1)?;
        }
        Ok(())
    }

    /// Compares the tree, being of that size, with the checkpoint of it, if there is one.
    fn checkpoint(&mut self, size: i64) -> Result<(), VerifyError> {
        while let Some(stored) = self.signatures.next_up_to(self.source, size)? {
            let root = (self.whole && stored.size == size).then(|| self.frontier.root());
            match self
                .signatures
                .judge(&stored, root.as_ref(), &mut self.report)
            {
                Judgement::Agrees => {
                    self.absolve(size);
                    self.agreed = size;
                }
                Judgement::Differs => self.accuse(size),
                Judgement::Void => {}
            }
        }
        Ok(())
    }

    /// The tree agrees with what was signed: the roots of tiles that differ from it were changed themselves.
    fn absolve(&mut self, size: i64) {
        let (known, rest) = std::mem::take(&mut self.suspects)
            .into_iter()
            .partition(|(_, _, to)| *to < size);
        self.suspects = rest;
        for (index, from, to) in known {
            self.tile_changed(index, from, to);
        }
    }

    /// It does not: something between the last agreement and here was replaced together with its commitment.
    fn accuse(&mut self, size: i64) {
        self.report.note(Finding::Root { size });
        let suspects = std::mem::take(&mut self.suspects);
        let (from, to) = match (suspects.first(), suspects.last()) {
            (Some((_, from, _)), Some((_, _, to))) => {
                ((*from).max(self.agreed).max(1), (*to).min(size - 1))
            }
            _ => (self.agreed.max(1), size - 1),
        };
        self.report.note(Finding::Replaced { from, to });
        // Every later root differs too, which says nothing more.
        self.whole = false;
    }

    fn tile_changed(&mut self, index: i64, from: i64, to: i64) {
        self.report.note(Finding::Tile {
            level: 1,
            index,
            from,
            to,
        });
    }

    /// What can be said once all has been seen.
    pub fn finish(mut self) -> Result<Report, VerifyError> {
        let size = self.head + 1;
        for (index, from, to) in std::mem::take(&mut self.suspects) {
            // No checkpoint says which of the two it was.
            self.tile_changed(index, from, to);
        }
        while let Some(stored) = self.signatures.next_up_to(self.source, i64::MAX)? {
            self.signatures.judge(&stored, None, &mut self.report);
            self.report.note(Finding::RolledBack {
                last: self.head,
                signed: stored.size,
            });
        }
        for seq in self.source.strangers(self.head)? {
            self.report.note(Finding::Added { from: seq, to: seq });
        }
        for (level, index) in self.source.stray_nodes(size)? {
            self.report.note(Finding::StrayTile { level, index });
        }
        for finding in moved(&self.changed) {
            self.report.note(finding);
        }
        self.report.expired = self.expiries.settle(&mut self.report);
        self.report.size = size as u64;
        if self.whole {
            self.report.root = STANDARD.encode(self.frontier.root());
        }
        Ok(self.report)
    }
}

/// Which of the changed records are only in another place, which are gone, which changed.
fn moved(changed: &BTreeMap<i64, (Option<StoredRecord>, Hash)>) -> Vec<Finding> {
    let committed: BTreeMap<Hash, i64> = changed
        .iter()
        .take(MOST_MOVED)
        .map(|(seq, (_, hash))| (*hash, *seq))
        .collect();
    let place_of = |record: &StoredRecord| -> Option<i64> {
        let mut value: Value = serde_json::from_str(&record.json).ok()?;
        committed.iter().find_map(|(hash, seq)| {
            *value.get_mut("seq")? = (*seq).into();
            (commitment_of(&canonical(&value), &record.salt) == Some(*hash)).then_some(*seq)
        })
    };
    changed
        .iter()
        .map(|(&seq, (record, _))| match record {
            None => Finding::Removed { from: seq, to: seq },
            Some(record) => match place_of(record) {
                Some(from) => Finding::Moved { seq, from },
                None => Finding::Changed { seq },
            },
        })
        .collect()
}
