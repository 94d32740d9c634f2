//! Roots and proofs (RFC 6962, sections 2.1 to 2.1.2), out of the hashes of perfect subtrees.

use super::hash::{EMPTY_ROOT, Hash, node};

/// Gives the hash of a perfect subtree: that over the leaves `index << height` to `(index + 1) << height`.
pub trait Subtrees {
    /// Why there is none.
    type Error;

    /// The hash.
    fn hash(&mut self, height: u32, index: u64) -> Result<Hash, Self::Error>;
}

impl<E, F: FnMut(u32, u64) -> Result<Hash, E>> Subtrees for F {
    type Error = E;

    fn hash(&mut self, height: u32, index: u64) -> Result<Hash, E> {
        self(height, index)
    }
}

/// Root of the tree over the first `size` leaves.
pub fn root<S: Subtrees>(subtrees: &mut S, size: u64) -> Result<Hash, S::Error> {
    if size == 0 {
        return Ok(EMPTY_ROOT);
    }
    range(subtrees, 0, size)
}

/// Proof that leaf `index` is in the tree of `size` leaves; empty where it is not.
pub fn inclusion<S: Subtrees>(
    subtrees: &mut S,
    index: u64,
    size: u64,
) -> Result<Vec<Hash>, S::Error> {
    let mut proof = Vec::new();
    if index >= size {
        return Ok(proof);
    }
    let (mut start, mut end) = (0, size);
    while end - start > 1 {
        let middle = start + split(end - start);
        if index < middle {
            proof.push(range(subtrees, middle, end)?);
            end = middle;
        } else {
            proof.push(range(subtrees, start, middle)?);
            start = middle;
        }
    }
    proof.reverse();
    Ok(proof)
}

/// Proof that the tree of `old` leaves is the beginning of that of `size` leaves; empty where `old` is 0, or not less.
pub fn consistency<S: Subtrees>(
    subtrees: &mut S,
    old: u64,
    size: u64,
) -> Result<Vec<Hash>, S::Error> {
    let mut proof = Vec::new();
    if old == 0 || old >= size {
        return Ok(proof);
    }
    let (mut start, mut end) = (0, size);
    while end != old {
        let middle = start + split(end - start);
        if old <= middle {
            proof.push(range(subtrees, middle, end)?);
            end = middle;
        } else {
            proof.push(range(subtrees, start, middle)?);
            start = middle;
        }
    }
    // Whoever has the old root knows the subtree that begins with the first leaf.
    if start > 0 {
        proof.push(range(subtrees, start, end)?);
    }
    proof.reverse();
    Ok(proof)
}

/// The greatest power of two below `count`, which is at least 2.
fn split(count: u64) -> u64 {
    1 << (u64::BITS - 1 - (count - 1).leading_zeros())
}

/// Hash over the leaves from `start` to `end`, a range that occurs in the recursion of RFC 6962.
fn range<S: Subtrees>(subtrees: &mut S, start: u64, end: u64) -> Result<Hash, S::Error> {
    let count = end - start;
    if count.is_power_of_two() {
        let height = count.trailing_zeros();
        return subtrees.hash(height, start >> height);
    }
    let middle = start + split(count);
    let left = range(subtrees, start, middle)?;
    let right = range(subtrees, middle, end)?;
    Ok(node(&left, &right))
}
