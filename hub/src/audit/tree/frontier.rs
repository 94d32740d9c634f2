//! The right edge of a growing tree: enough for its root, in memory that grows with the logarithm.

use super::hash::{EMPTY_ROOT, Hash, node};
use super::tile::TILE_WIDTH;

/// The perfect subtrees of which a tree consists, from left to right.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Hash>,
}

impl Frontier {
    /// Leaves so far.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds the hash of the next leaf.
    pub fn push(&mut self, leaf_hash: Hash) {
        let mut hash = leaf_hash;
        // Each one bit of the size is a peak; a new leaf closes as many as there are ones at the end.
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                hash = node(&left, &hash);
            }
        }
        self.peaks.push(hash);
        self.size += 1;
    }

    /// Adds the root of a whole tile of leaves, where their number so far is that of whole tiles.
    pub fn push_tile(&mut self, root: Hash) {
        debug_assert!(self.size.is_multiple_of(TILE_WIDTH));
        let mut hash = root;
        for _ in 0..(self.size / TILE_WIDTH).trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                hash = node(&left, &hash);
            }
        }
        self.peaks.push(hash);
        self.size += TILE_WIDTH;
    }

    /// Root of the tree so far.
    pub fn root(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev();
        let Some(last) = peaks.next() else {
            return EMPTY_ROOT;
        };
        peaks.fold(*last, |right, left| node(left, &right))
    }
}
