//! Adding records: numbers, salts, commitments and the tree, all in the one transaction.

use diesel::prelude::*;
use schema::clock::Entropy;
use schema::db::Db;
use schema::tables::{AuditLeafRow, AuditRow, audit_head, insert_audit, insert_audit_leaves};

use super::record::{SALT_BYTES, commitment_with, to_the_microsecond};
use super::tree::{self, Hash, TILE_WIDTH, TreeError};

/// The hashes of the leaves behind the last complete tile, kept so that one node alone need not read them.
#[derive(Clone, Debug, Default)]
pub(super) struct Tail {
    last: i64,
    hashes: Vec<Hash>,
}

/// What was added.
pub(super) struct Appended {
    pub first: i64,
    /// Of each record, in order.
    pub commitments: Vec<Hash>,
    /// The tail from now on, once the transaction has committed.
    pub tail: Option<Tail>,
}

/// Draws the salts, of all records at once, and cuts the times to what both databases keep. To be called before the
/// transaction, which may be repeated.
pub(super) fn prepare(rows: &mut [AuditRow], entropy: &dyn Entropy) -> std::io::Result<()> {
    let mut chance = vec![0; rows.len() * SALT_BYTES];
    entropy.fill(&mut chance)?;
    for (row, salt) in rows.iter_mut().zip(chance.chunks(SALT_BYTES)) {
        row.salt = hex::encode(salt);
        row.at = to_the_microsecond(row.at);
        without_nul(row);
    }
    Ok(())
}

/// PostgreSQL keeps no NUL: one in what somebody typed would take all records of its transaction along. The same on both
/// databases, so that both commit to the same text.
fn without_nul(row: &mut AuditRow) {
    for text in [
        &mut row.purpose,
        &mut row.case_reference,
        &mut row.subject,
        &mut row.fields,
        &mut row.workstation,
        &mut row.outcome,
    ] {
        if text.contains('\0') {
            *text = text.replace('\0', "\u{fffd}");
        }
    }
}

/// Takes the next numbers: the head's row stays locked until commit, so that several nodes write one sequence and one
/// tree. The first number.
pub(super) fn take_numbers(conn: &mut Db, count: i64) -> QueryResult<i64> {
    diesel::update(audit_head::table.find(1))
        .set(audit_head::last.eq(audit_head::last + count))
        .execute(conn)?;
    let last: i64 = audit_head::table
        .find(1)
        .select(audit_head::last)
        .first(conn)?;
    Ok(last - count + 1)
}

/// Adds prepared records. Inside a transaction.
pub(super) fn append(
    conn: &mut Db,
    rows: &mut [AuditRow],
    tail: Option<&Tail>,
) -> QueryResult<Appended> {
    let first = take_numbers(conn, rows.len() as i64)?;
    append_numbered(conn, rows, first, tail)
}

/// Adds prepared records under numbers already taken.
pub(super) fn append_numbered(
    conn: &mut Db,
    rows: &mut [AuditRow],
    first: i64,
    tail: Option<&Tail>,
) -> QueryResult<Appended> {
    let mut commitments = Vec::with_capacity(rows.len());
    let mut leaves = Vec::with_capacity(rows.len());
    let mut text = String::with_capacity(1024);
    for (row, seq) in rows.iter_mut().zip(first..) {
        row.seq = seq;
        let commitment = commitment_with(row, &mut text).ok_or_else(|| {
            diesel::result::Error::SerializationError("a record without salt".into())
        })?;
        commitments.push(commitment);
        leaves.push(AuditLeafRow {
            seq,
            commitment: commitment.to_vec(),
        });
    }
    insert_audit(conn, rows)?;
    insert_audit_leaves(conn, &leaves)?;
    let tail = extend(conn, first, &commitments, tail)?;
    Ok(Appended {
        first,
        commitments,
        tail,
    })
}

/// Adds the roots of the tiles that the new leaves complete.
fn extend(
    conn: &mut Db,
    first: i64,
    commitments: &[Hash],
    tail: Option<&Tail>,
) -> QueryResult<Option<Tail>> {
    let first = first as u64;
    let begin = first - first % TILE_WIDTH;
    let mut hashes = match tail {
        Some(tail) if tail.last + 1 == first as i64 => Some(tail.hashes.clone()),
        _ => known(tree::leaf_hashes(conn, begin, first))?,
    };
    for (commitment, index) in commitments.iter().zip(first..) {
        if index % TILE_WIDTH == 0 {
            hashes = Some(Vec::with_capacity(TILE_WIDTH as usize));
        }
        if let Some(hashes) = &mut hashes {
            hashes.push(tree::leaf(commitment));
            if index % TILE_WIDTH == TILE_WIDTH - 1 {
                close(conn, index / TILE_WIDTH, tree::fold(hashes))?;
                hashes.clear();
            }
        }
    }
    let last = (first as i64 + commitments.len() as i64) - 1;
    Ok(hashes.map(|hashes| Tail { last, hashes }))
}

/// Writes the root of a complete tile of leaves, and those of the tiles above that it completes.
fn close(conn: &mut Db, mut index: u64, mut hash: Hash) -> QueryResult<()> {
    for level in 1.. {
        tree::insert_node(conn, level, index, &hash)?;
        let (above, place) = (index / TILE_WIDTH, index % TILE_WIDTH);
        if place != TILE_WIDTH - 1 {
            return Ok(());
        }
        let begin = above * TILE_WIDTH;
        match known(tree::node_hashes(conn, level, begin, begin + TILE_WIDTH))? {
            Some(below) => hash = tree::fold(&below),
            None => return Ok(()),
        }
        index = above;
    }
    Ok(())
}

/// Hashes that somebody took away from the store leave a hole in the tree, which `log verify` finds; they must not
/// stop the hub from recording what it does from now on.
fn known(hashes: Result<Vec<Hash>, TreeError>) -> QueryResult<Option<Vec<Hash>>> {
    match hashes {
        Ok(hashes) => Ok(Some(hashes)),
        Err(TreeError::Store(error)) => Err(error),
        Err(error @ TreeError::Missing { .. }) => {
            tracing::error!(%error, "the trace was damaged or changed: run anagrafe-hub log verify");
            Ok(None)
        }
    }
}
