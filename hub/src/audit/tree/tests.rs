//! Against a naive tree that does what RFC 6962 says, word by word, and against published values.

use std::convert::Infallible;

use proptest::prelude::*;

use super::*;

/// MTH of section 2.1.
fn mth(data: &[Vec<u8>]) -> Hash {
    match data {
        [] => EMPTY_ROOT,
        [one] => leaf(one),
        many => {
            let (left, right) = many.split_at(largest_power_below(many.len()));
            node(&mth(left), &mth(right))
        }
    }
}

fn largest_power_below(n: usize) -> usize {
    let mut k = 1;
    while k * 2 < n {
        k *= 2;
    }
    k
}

/// PATH of section 2.1.1.
fn path(m: usize, data: &[Vec<u8>]) -> Vec<Hash> {
    if data.len() <= 1 {
        return Vec::new();
    }
    let k = largest_power_below(data.len());
    let (left, right) = data.split_at(k);
    let (mut path, other) = if m < k {
        (path(m, left), mth(right))
    } else {
        (path(m - k, right), mth(left))
    };
    path.push(other);
    path
}

/// SUBPROOF of section 2.1.2.
fn subproof(m: usize, data: &[Vec<u8>], whole: bool) -> Vec<Hash> {
    if m == data.len() {
        return if whole { Vec::new() } else { vec![mth(data)] };
    }
    let k = largest_power_below(data.len());
    let (left, right) = data.split_at(k);
    let (mut proof, other) = if m <= k {
        (subproof(m, left, whole), mth(right))
    } else {
        (subproof(m - k, right, false), mth(left))
    };
    proof.push(other);
    proof
}

fn entries(count: usize) -> Vec<Vec<u8>> {
    (0..count)
        .map(|n| format!("leaf {n}").into_bytes())
        .collect()
}

fn subtrees(data: &[Vec<u8>]) -> impl FnMut(u32, u64) -> Result<Hash, Infallible> + '_ {
    |height, index| {
        let from = (index << height) as usize;
        Ok(mth(&data[from..from + (1 << height)]))
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn roots_and_proofs_are_those_of_the_rfc(size in 1..700_usize, a in 0..700_usize, b in 0..700_usize) {
        let data = entries(size);
        let (index, old) = (a % size, b % size + 1);
        let mut frontier = Frontier::default();
        for (entry, count) in data.iter().zip(1..) {
            frontier.push(leaf(entry));
            if count == old {
                prop_assert_eq!(frontier.root(), mth(&data[..old]));
            }
        }
        let whole = mth(&data);
        prop_assert_eq!(frontier.root(), whole);
        prop_assert_eq!(frontier.size(), size as u64);
        prop_assert_eq!(root(&mut subtrees(&data), size as u64), Ok(whole));

        let proof = inclusion(&mut subtrees(&data), index as u64, size as u64).unwrap();
        prop_assert_eq!(&proof, &path(index, &data));
        let hash = leaf(&data[index]);
        let (i, n) = (index as u64, size as u64);
        prop_assert!(verify_inclusion(&hash, i, n, &proof, &whole));

        let proof_of_old = consistency(&mut subtrees(&data), old as u64, n).unwrap();
        let naive = if old == size { Vec::new() } else { subproof(old, &data, true) };
        prop_assert_eq!(&proof_of_old, &naive);
        let old_root = mth(&data[..old]);
        prop_assert!(verify_consistency(old as u64, n, &old_root, &whole, &proof_of_old));
    }

    /// Nothing but the proof itself is accepted: not for another leaf, place, size or root, nor cut, nor lengthened.
    #[test]
    fn whatever_was_tampered_with_is_refused(size in 2..300_usize, a in 0..300_usize, b in 0..300_usize, bit in 0..8_u32) {
        let data = entries(size);
        let (index, old) = (a % size, b % (size - 1) + 1);
        let (i, n, o) = (index as u64, size as u64, old as u64);
        let (whole, old_root, hash) = (mth(&data), mth(&data[..old]), leaf(&data[index]));
        let included = path(index, &data);
        let consistent = subproof(old, &data, true);
        let flip = |hash: &Hash| { let mut other = *hash; other[a % 32] ^= 1 << bit; other };

        prop_assert!(!verify_inclusion(&flip(&hash), i, n, &included, &whole));
        prop_assert!(!verify_inclusion(&hash, i, n, &included, &flip(&whole)));
        prop_assert!(!verify_inclusion(&hash, (i + 1) % n, n, &included, &whole));
        prop_assert!(!verify_inclusion(&hash, n, n, &included, &whole));
        prop_assert!(!verify_inclusion(&hash, i, n, &included[..included.len() - 1], &whole));
        prop_assert!(!verify_inclusion(&hash, i, n, &[&included[..], &[whole]].concat(), &whole));
        prop_assert!(!verify_consistency(o, n, &flip(&old_root), &whole, &consistent));
        prop_assert!(!verify_consistency(o, n, &old_root, &flip(&whole), &consistent));
        prop_assert!(!verify_consistency(n, o, &whole, &old_root, &consistent));
        prop_assert!(!verify_consistency(o, n, &old_root, &whole, &[&consistent[..], &[whole]].concat()));
        if let Some((_, shorter)) = consistent.split_last() {
            prop_assert!(!verify_consistency(o, n, &old_root, &whole, shorter));
        }
        for (at, part) in included.iter().enumerate() {
            let mut wrong = included.clone();
            wrong[at] = flip(part);
            prop_assert!(!verify_inclusion(&hash, i, n, &wrong, &whole));
        }
        for (at, part) in consistent.iter().enumerate() {
            let mut wrong = consistent.clone();
            wrong[at] = flip(part);
            prop_assert!(!verify_consistency(o, n, &old_root, &whole, &wrong));
        }
    }

    #[test]
    fn a_tile_has_one_path(level in 0..8_u8, index in 0..1_u64 << 40, width in 1..=256_u64, entries: bool) {
        let kind = if entries { TileKind::Entries } else { TileKind::Hashes(level) };
        let tile = Tile { kind, index, width };
        prop_assert_eq!(Tile::parse(&tile.path()), Ok(tile));
    }
}

/// A tile whose leaves are lost is replaced by its root.
#[test]
fn a_frontier_takes_whole_tiles() {
    let data = entries(5 * 256 + 3);
    let mut by_leaves = Frontier::default();
    let mut by_tiles = Frontier::default();
    for tile in data.chunks(256) {
        let hashes: Vec<Hash> = tile.iter().map(|entry| leaf(entry)).collect();
        for hash in &hashes {
            by_leaves.push(*hash);
        }
        if tile.len() == 256 {
            by_tiles.push_tile(fold(&hashes));
        } else {
            for hash in &hashes {
                by_tiles.push(*hash);
            }
        }
        assert_eq!(by_tiles, by_leaves);
    }
}

/// The tree of eight leaves with which implementations of Certificate Transparency are tested.
#[test]
fn published_roots_and_proofs() {
    let inputs = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ];
    let data: Vec<Vec<u8>> = inputs.iter().map(|i| hex::decode(i).unwrap()).collect();
    let roots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let mut frontier = Frontier::default();
    assert_eq!(frontier.root(), EMPTY_ROOT);
    for (data, root) in data.iter().zip(roots) {
        frontier.push(leaf(data));
        assert_eq!(hex::encode(frontier.root()), root);
    }
    let proof = |path: Vec<Hash>| path.iter().map(hex::encode).collect::<Vec<_>>();
    assert_eq!(
        proof(inclusion(&mut subtrees(&data), 0, 8).unwrap()),
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ]
    );
    assert_eq!(
        proof(consistency(&mut subtrees(&data), 6, 8).unwrap()),
        [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ]
    );
}

#[test]
fn paths_of_tiles_as_published() {
    let tile = |kind, index, width| Tile { kind, index, width };
    assert_eq!(
        tile(TileKind::Hashes(0), 1_234_067, 256).path(),
        "0/x001/x234/067"
    );
    assert_eq!(tile(TileKind::Hashes(1), 0, 17).path(), "1/000.p/17");
    assert_eq!(
        tile(TileKind::Entries, 273, 112).path(),
        "entries/273.p/112"
    );
    for wrong in [
        "",
        "0",
        "0/",
        "0/0",
        "0/1000",
        "00/000",
        "8/000",
        "0/x000/000",
        "0/000.p/0",
        "0/000.p/256",
        "0/000.p/017",
        "0/+01",
        "-1/000",
        "entries/x001/x234",
        "0/000.p/1/2",
        "0/../000",
        "0/x999/x999/x999/x999/x999/x999/x999/999",
    ] {
        assert_eq!(Tile::parse(wrong), Err(BadTile), "{wrong}");
    }
    // 70,000 leaves: 273 full tiles and one of 112 at level 0, one full and one of 17 at level 1, one of 1 at level 2.
    let there = |kind, index, width| tile(kind, index, width).needs().unwrap() <= 70_000;
    assert!(there(TileKind::Hashes(0), 272, 256) && there(TileKind::Hashes(0), 273, 112));
    assert!(!there(TileKind::Hashes(0), 273, 113));
    assert!(there(TileKind::Hashes(1), 1, 17) && !there(TileKind::Hashes(1), 1, 18));
    assert!(there(TileKind::Hashes(2), 0, 1) && !there(TileKind::Hashes(2), 0, 2));
}
