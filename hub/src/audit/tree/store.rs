//! The tree as the trace's store has it: a row for each leaf, and one for the root of each complete tile. Nothing is
//! ever rewritten, and a group of records costs one short row each, and one more for each 256.

use std::collections::HashMap;

use diesel::prelude::*;
use schema::db::Db;
use schema::tables::{audit_leaf, audit_node};
use thiserror::Error;

use super::hash::{GENESIS, Hash, fold, leaf};
use super::proof::Subtrees;
use super::tile::{TILE_HEIGHT, TILE_WIDTH, Tile, TileKind};

/// Why a part of the tree cannot be given.
#[derive(Debug, Error)]
pub enum TreeError {
    /// The store failed.
    #[error("the store failed: {0}")]
    Store(#[from] diesel::result::Error),
    /// Hashes are missing that must be there: the store was damaged or changed.
    #[error("the tree lacks hashes of level {level} from {from} to {to}")]
    Missing {
        /// 0: leaves.
        level: u8,
        /// The first.
        from: u64,
        /// The one behind the last.
        to: u64,
    },
}

impl schema::db::TxError for TreeError {
    fn database(&self) -> Option<&diesel::result::Error> {
        match self {
            Self::Store(error) => Some(error),
            Self::Missing { .. } => None,
        }
    }
}

/// Data of the leaves from `from` to `to`, exclusive: the commitments.
pub fn leaves(conn: &mut Db, from: u64, to: u64) -> Result<Vec<Hash>, TreeError> {
    let missing = TreeError::Missing { level: 0, from, to };
    let rows: Vec<(i64, Vec<u8>)> = audit_leaf::table
        .filter(audit_leaf::seq.ge(from as i64))
        .filter(audit_leaf::seq.lt(to as i64))
        .order(audit_leaf::seq)
        .select((audit_leaf::seq, audit_leaf::commitment))
        .load(conn)?;
    let genesis = (from == 0 && to > 0).then_some((0, GENESIS.to_vec()));
    contiguous(genesis.into_iter().chain(rows), from, to).ok_or(missing)
}

/// Hashes of the same leaves.
pub(in crate::audit) fn leaf_hashes(
    conn: &mut Db,
    from: u64,
    to: u64,
) -> Result<Vec<Hash>, TreeError> {
    let data = leaves(conn, from, to)?;
    Ok(data.iter().map(|data| leaf(data)).collect())
}

/// Hashes of complete subtrees of a level above the leaves.
pub(in crate::audit) fn node_hashes(
    conn: &mut Db,
    level: u8,
    from: u64,
    to: u64,
) -> Result<Vec<Hash>, TreeError> {
    let rows: Vec<(i64, Vec<u8>)> = audit_node::table
        .filter(audit_node::level.eq(i32::from(level)))
        .filter(audit_node::idx.ge(from as i64))
        .filter(audit_node::idx.lt(to as i64))
        .order(audit_node::idx)
        .select((audit_node::idx, audit_node::hash))
        .load(conn)?;
    contiguous(rows.into_iter(), from, to).ok_or(TreeError::Missing { level, from, to })
}

pub(in crate::audit) fn insert_node(
    conn: &mut Db,
    level: u8,
    index: u64,
    hash: &Hash,
) -> QueryResult<()> {
    diesel::insert_into(audit_node::table)
        .values((
            audit_node::level.eq(i32::from(level)),
            audit_node::idx.eq(index as i64),
            audit_node::hash.eq(hash.to_vec()),
        ))
        .execute(conn)?;
    Ok(())
}

fn contiguous(rows: impl Iterator<Item = (i64, Vec<u8>)>, from: u64, to: u64) -> Option<Vec<Hash>> {
    let mut hashes = Vec::with_capacity((to - from) as usize);
    for ((number, bytes), expected) in rows.zip(from..) {
        if number != expected as i64 {
            return None;
        }
        hashes.push(Hash::try_from(bytes).ok()?);
    }
    (hashes.len() as u64 == to - from).then_some(hashes)
}

/// The hashes of a tile of hashes.
pub fn tile_hashes(
    conn: &mut Db,
    level: u8,
    index: u64,
    width: u64,
) -> Result<Vec<Hash>, TreeError> {
    let from = index * TILE_WIDTH;
    match level {
        0 => leaf_hashes(conn, from, from + width),
        _ => node_hashes(conn, level, from, from + width),
    }
}

/// A tile as it is served: hashes one behind the other, or entries each with its length before it.
pub fn entry_bundle(conn: &mut Db, tile: &Tile) -> Result<Vec<u8>, TreeError> {
    let from = tile.index * TILE_WIDTH;
    Ok(match tile.kind {
        TileKind::Hashes(level) => tile_hashes(conn, level, tile.index, tile.width)?.concat(),
        TileKind::Entries => leaves(conn, from, from + tile.width)?
            .iter()
            .flat_map(|data| [&32_u16.to_be_bytes()[..], data].concat())
            .collect(),
    })
}

/// The tree of that many leaves, read tile by tile; each tile once.
pub struct StoredTree<'a> {
    conn: &'a mut Db,
    size: u64,
    tiles: HashMap<(u8, u64), Vec<Hash>>,
}

impl<'a> StoredTree<'a> {
    /// The tree as it was with that many leaves.
    pub fn new(conn: &'a mut Db, size: u64) -> Self {
        Self {
            conn,
            size,
            tiles: HashMap::new(),
        }
    }
}

impl Subtrees for StoredTree<'_> {
    type Error = TreeError;

    fn hash(&mut self, height: u32, index: u64) -> Result<Hash, TreeError> {
        let level = (height / TILE_HEIGHT) as u8;
        let above = height % TILE_HEIGHT;
        let (first, count) = (index << above, 1_u64 << above);
        let tile = first / TILE_WIDTH;
        let hashes = match self.tiles.entry((level, tile)) {
            std::collections::hash_map::Entry::Occupied(entry) => entry.into_mut(),
            std::collections::hash_map::Entry::Vacant(entry) => {
                let complete = self.size >> (u32::from(level) * TILE_HEIGHT);
                let width = complete.saturating_sub(tile * TILE_WIDTH).min(TILE_WIDTH);
                entry.insert(tile_hashes(self.conn, level, tile, width)?)
            }
        };
        let at = (first % TILE_WIDTH) as usize;
        hashes
            .get(at..at + count as usize)
            .map(fold)
            .ok_or(TreeError::Missing {
                level,
                from: first,
                to: first + count,
            })
    }
}
