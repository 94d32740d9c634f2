//! The signed checkpoints, met in the order of their size while the tree is computed.

use crate::audit::checkpoint::Checkpoint;
use crate::audit::note::{Note, NoteKey, Signature, Signed};
use crate::audit::tree::Hash;

use super::findings::{Finding, Report};
use super::{Source, StoredCheckpoint, VerifyError};

/// Checkpoints read at once.
const SOME: i64 = 500;

/// The keys that count.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    /// Those that sign checkpoints, or did.
    pub log: Vec<NoteKey>,
    /// Those of witnesses.
    pub witnesses: Vec<NoteKey>,
}

/// What a checkpoint says of the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Judgement {
    /// Its root was signed.
    Agrees,
    /// Another root was signed.
    Differs,
    /// Nothing: it is no good itself, or the tree is not known.
    Void,
}

/// The checkpoints that are still to come.
pub(super) struct Signatures<'a> {
    keys: &'a Keys,
    waiting: std::collections::VecDeque<StoredCheckpoint>,
    read_to: i64,
    ended: bool,
}

impl<'a> Signatures<'a> {
    pub fn new(keys: &'a Keys) -> Self {
        Self {
            keys,
            waiting: std::collections::VecDeque::new(),
            read_to: i64::MIN,
            ended: false,
        }
    }

    /// The next one, if it is of at most that size.
    pub fn next_up_to(
        &mut self,
        source: &mut dyn Source,
        size: i64,
    ) -> Result<Option<StoredCheckpoint>, VerifyError> {
        if self.waiting.is_empty() && !self.ended {
            self.waiting = source.checkpoints(self.read_to, SOME)?.into();
            match self.waiting.back() {
                Some(last) => self.read_to = last.size,
                None => self.ended = true,
            }
        }
        Ok(match self.waiting.front() {
            Some(next) if next.size <= size => self.waiting.pop_front(),
            _ => None,
        })
    }

    /// Judges one, the tree of its size having that root; nothing is known of it if there is none.
    pub fn judge(
        &self,
        stored: &StoredCheckpoint,
        root: Option<&Hash>,
        report: &mut Report,
    ) -> Judgement {
        let size = stored.size;
        let Some((note, checkpoint)) = parse(stored) else {
            report.note(Finding::BadCheckpoint { size });
            return Judgement::Void;
        };
        let signed: Vec<Signed> = self.keys.log.iter().map(|key| key.judge(&note)).collect();
        if signed.contains(&Signed::Forged) {
            report.note(Finding::CheckpointForged { size });
            return Judgement::Void;
        }
        if !signed.contains(&Signed::Yes { at: 0 }) {
            report.note(Finding::CheckpointKey { size });
            return Judgement::Void;
        }
        self.cosignatures(stored, &note, report);
        match root {
            None => Judgement::Void,
            Some(root) if *root == checkpoint.root => {
                report.checkpoints += 1;
                Judgement::Agrees
            }
            Some(_) => Judgement::Differs,
        }
    }

    fn cosignatures(&self, stored: &StoredCheckpoint, note: &Note, report: &mut Report) {
        for (witness, line) in &stored.lines {
            // Of a witness who is no longer known nothing can be said.
            let Some(key) = self.keys.witnesses.iter().find(|key| key.name == *witness) else {
                continue;
            };
            let judged = Signature::parse(line).map(|signature| {
                key.judge(&Note {
                    text: note.text.clone(),
                    signatures: vec![signature],
                })
            });
            if matches!(judged, Ok(Signed::Yes { .. })) {
                report.cosignatures += 1;
            } else {
                report.note(Finding::Cosignature {
                    size: stored.size,
                    witness: witness.clone(),
                });
            }
        }
    }
}

fn parse(stored: &StoredCheckpoint) -> Option<(Note, Checkpoint)> {
    let note = Note::parse(&stored.note).ok()?;
    let checkpoint = Checkpoint::parse(&note.text).ok()?;
    (i64::try_from(checkpoint.size) == Ok(stored.size)).then_some((note, checkpoint))
}
