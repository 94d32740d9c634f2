//! The tree over the trace: an RFC 6962 Merkle tree whose leaves are commitments to the records, so that it can be
//! shown to anyone and tells nothing. docs/trace.md has the formats.

mod frontier;
mod hash;
mod proof;
mod store;
#[cfg(test)]
mod tests;
mod tile;
mod verify;

pub use frontier::Frontier;
pub use hash::{EMPTY_ROOT, GENESIS, Hash, fold, leaf, node};
pub use proof::{Subtrees, consistency, inclusion, root};
pub use store::{StoredTree, TreeError, entry_bundle, leaves, tile_hashes};
pub(in crate::audit) use store::{insert_node, leaf_hashes, node_hashes};
pub use tile::{BadTile, TILE_HEIGHT, TILE_WIDTH, Tile, TileKind};
pub use verify::{verify_consistency, verify_inclusion};
