//! Tiles (C2SP tlog-tiles): 256 hashes of one level of the tree, or 256 entries, under a path of their own.

use thiserror::Error;

/// Levels of the tree that a tile spans.
pub const TILE_HEIGHT: u32 = 8;
/// Hashes in a full tile.
pub const TILE_WIDTH: u64 = 1 << TILE_HEIGHT;
/// The highest level of a tree of 2^63 leaves.
const TOP_LEVEL: u8 = 7;

/// What a tile holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TileKind {
    /// Hashes of subtrees of 256 to the power of this leaves.
    Hashes(u8),
    /// The leaves' data.
    Entries,
}

/// A tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tile {
    /// What it holds.
    pub kind: TileKind,
    /// Its place among those of its kind.
    pub index: u64,
    /// Hashes or entries, 1 to 256.
    pub width: u64,
}

/// A path that names no tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the path names no tile")]
pub struct BadTile;

impl Tile {
    /// Leaves below each of its hashes or entries, as a power of two.
    pub fn height(&self) -> u32 {
        match self.kind {
            TileKind::Hashes(level) => u32::from(level) * TILE_HEIGHT,
            TileKind::Entries => 0,
        }
    }

    /// Size that the tree must have for the tile to be there; nothing if no tree is so large.
    pub fn needs(&self) -> Option<u64> {
        let last = self
            .index
            .checked_mul(TILE_WIDTH)?
            .checked_add(self.width)?;
        last.checked_mul(1_u64.checked_shl(self.height())?)
    }

    /// The path below `tile/`.
    pub fn path(&self) -> String {
        let mut parts = vec![format!("{:03}", self.index % 1000)];
        let mut rest = self.index / 1000;
        while rest > 0 {
            parts.push(format!("x{:03}", rest % 1000));
            rest /= 1000;
        }
        parts.reverse();
        let kind = match self.kind {
            TileKind::Hashes(level) => level.to_string(),
            TileKind::Entries => "entries".to_owned(),
        };
        let partial = if self.width == TILE_WIDTH {
            String::new()
        } else {
            format!(".p/{}", self.width)
        };
        format!("{kind}/{}{partial}", parts.join("/"))
    }

    /// Reads a path below `tile/`; only the one way in which [`path`](Self::path) writes it is taken.
    pub fn parse(path: &str) -> Result<Self, BadTile> {
        let (kind, rest) = path.split_once('/').ok_or(BadTile)?;
        let kind = if kind == "entries" {
            TileKind::Entries
        } else {
            let level = kind.parse().map_err(|_| BadTile)?;
            if level > TOP_LEVEL {
                return Err(BadTile);
            }
            TileKind::Hashes(level)
        };
        let (number, width) = match rest.split_once(".p/") {
            Some((number, width)) => (number, width.parse().map_err(|_| BadTile)?),
            None => (rest, TILE_WIDTH),
        };
        let mut index = 0_u64;
        for part in number.split('/') {
            let digits: u64 = part
                .strip_prefix('x')
                .unwrap_or(part)
                .parse()
                .map_err(|_| BadTile)?;
            index = index
                .checked_mul(1000)
                .and_then(|index| index.checked_add(digits))
                .ok_or(BadTile)?;
        }
        let tile = Self { kind, index, width };
        // Signs, missing zeros, a width of 0 or 256: written otherwise than we would.
        if tile.path() == path && width > 0 {
            Ok(tile)
        } else {
            Err(BadTile)
        }
    }
}
