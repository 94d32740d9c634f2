//! A witness (a Comune): it signs only what continues what it has signed before, so that the hub cannot show one log
//! to some and another to others, nor take back what it has shown.

use thiserror::Error;

use super::checkpoint::Checkpoint;
use super::keys::SigningKey;
use super::note::{Note, NoteKey, Signed, cosign};
use super::tree::{Hash, verify_consistency};

/// Why the witness does not sign. The texts are for its operator, hence in Italian.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Refused {
    /// It is no checkpoint.
    #[error("il documento ricevuto non è un checkpoint leggibile")]
    Unreadable,
    /// What was kept is no checkpoint.
    #[error("il file di stato non contiene un checkpoint leggibile")]
    State,
    /// It is not signed by the log.
    #[error("il checkpoint non è firmato dalla chiave del registro indicata")]
    NotTheLog,
    /// It is of another log.
    #[error("il checkpoint è di un registro diverso da quello già visto")]
    OtherLog,
    /// It is older than what was seen.
    #[error(
        "il checkpoint ha meno voci di quello già controfirmato: il registro è stato riportato indietro"
    )]
    Older,
    /// It contradicts what was seen.
    #[error(
        "il registro NON è la continuazione di quello già controfirmato: la sua storia è stata riscritta"
    )]
    Contradicts,
}

/// What the witness has seen last; nothing at the first time.
pub fn seen(state: Option<&str>) -> Result<Option<Checkpoint>, Refused> {
    state
        .map(|text| {
            let note = Note::parse(text).map_err(|_| Refused::State)?;
            Checkpoint::parse(&note.text).map_err(|_| Refused::State)
        })
        .transpose()
}

/// Reads a checkpoint of the log and checks its signature.
pub fn read_signed(note: &str, log: &NoteKey) -> Result<(Note, Checkpoint), Refused> {
    let note = Note::parse(note).map_err(|_| Refused::Unreadable)?;
    let checkpoint = Checkpoint::parse(&note.text).map_err(|_| Refused::Unreadable)?;
    if !matches!(log.judge(&note), Signed::Yes { .. }) {
        return Err(Refused::NotTheLog);
    }
    Ok((note, checkpoint))
}

/// Checks that the checkpoint continues what was seen, and signs it: the note with the log's lines and the witness's.
pub fn witness(
    before: Option<&Checkpoint>,
    (note, checkpoint): &(Note, Checkpoint),
    proof: &[Hash],
    (name, key): (&str, &SigningKey),
    time: u64,
) -> Result<Note, Refused> {
    if let Some(before) = before {
        if before.origin != checkpoint.origin {
            return Err(Refused::OtherLog);
        }
        if before.size > checkpoint.size {
            return Err(Refused::Older);
        }
        if !verify_consistency(
            before.size,
            checkpoint.size,
            &before.root,
            &checkpoint.root,
            proof,
        ) {
            return Err(Refused::Contradicts);
        }
    }
    let mut signed = note.clone();
    signed.signatures.retain(|signature| signature.name != name);
    signed.signatures.push(cosign(&note.text, name, key, time));
    Ok(signed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::note::{KeyUse, note_key};
    use crate::audit::tree::{Frontier, consistency, fold, leaf};

    fn key(seed: u8) -> SigningKey {
        SigningKey::from_seed(&[seed; 32]).unwrap()
    }

    fn hashes(count: usize, other: usize) -> Vec<Hash> {
        (0..count)
            .map(|n| leaf(if n == other { b"other" } else { b"leaf" }))
            .collect()
    }

    fn signed(hashes: &[Hash], origin: &str, log: u8) -> String {
        let mut frontier = Frontier::default();
        for hash in hashes {
            frontier.push(*hash);
        }
        let checkpoint = Checkpoint {
            origin: origin.to_owned(),
            size: hashes.len() as u64,
            root: frontier.root(),
        };
        Note::signed(checkpoint.text(), origin, &key(log)).to_string()
    }

    fn proof(hashes: &[Hash], old: u64) -> Vec<Hash> {
        let mut subtrees = |height: u32, index: u64| {
            let from = (index << height) as usize;
            Ok::<_, std::convert::Infallible>(fold(&hashes[from..from + (1 << height)]))
        };
        consistency(&mut subtrees, old, hashes.len() as u64).unwrap()
    }

    #[test]
    fn a_witness_signs_a_continuation_and_nothing_else() {
        let log = note_key("log", &key(1), KeyUse::Note);
        let comune = key(2);
        let by = ("comune.example", &comune);
        let sign = |before: Option<&str>, note: &str, proof: &[Hash]| {
            let before = seen(before)?;
            let note = read_signed(note, &log)?;
            witness(before.as_ref(), &note, proof, by, 7)
        };
        let old = hashes(5, 99);
        let new = hashes(9, 99);
        let first = sign(None, &signed(&old, "log", 1), &[])
            .unwrap()
            .to_string();
        let second = sign(Some(&first), &signed(&new, "log", 1), &proof(&new, 5)).unwrap();
        let witness_key = note_key(by.0, &comune, KeyUse::Cosignature);
        assert_eq!(witness_key.judge(&second), Signed::Yes { at: 7 });
        assert_eq!(log.judge(&second), Signed::Yes { at: 0 });
        // Asked again about the same, it signs again, once.
        let again = sign(Some(&second.to_string()), &second.to_string(), &[]).unwrap();
        assert_eq!(again.signatures.len(), 2);

        let refused =
            |before: &str, note: &str, proof: &[Hash]| sign(Some(before), note, proof).unwrap_err();
        let rewritten = hashes(9, 2);
        assert_eq!(
            refused(&first, &signed(&rewritten, "log", 1), &proof(&rewritten, 5)),
            Refused::Contradicts
        );
        assert_eq!(
            refused(&first, &signed(&new, "log", 1), &[]),
            Refused::Contradicts
        );
        assert_eq!(
            refused(&second.to_string(), &signed(&old, "log", 1), &[]),
            Refused::Older
        );
        assert_eq!(
            refused(&first, &signed(&new, "log", 3), &proof(&new, 5)),
            Refused::NotTheLog
        );
        assert_eq!(refused("x", &signed(&new, "log", 1), &[]), Refused::State);
        assert_eq!(refused(&first, "x", &[]), Refused::Unreadable);
        let other = note_key("other", &key(1), KeyUse::Note);
        let elsewhere = read_signed(&signed(&new, "other", 1), &other).unwrap();
        let before = seen(Some(&first)).unwrap();
        assert_eq!(
            witness(before.as_ref(), &elsewhere, &[], by, 7),
            Err(Refused::OtherLog)
        );
    }
}
