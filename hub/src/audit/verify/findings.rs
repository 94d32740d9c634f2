//! What was found. The texts are read by an operator, hence in Italian.

use serde::Serialize;

/// Findings kept; a log in ruins needs no longer list.
const MOST: usize = 10_000;

/// Something that is not as it was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Finding {
    /// The record is not the one that was committed to.
    Changed { seq: i64 },
    /// Something stands there that is no record any more.
    Unreadable { seq: i64 },
    /// The record of another number stands there.
    Moved { seq: i64, from: i64 },
    /// Records are gone, and no act of retention says so.
    Removed { from: i64, to: i64 },
    /// Records stand where none was recorded.
    Added { from: i64, to: i64 },
    /// The commitment of a record is gone, or is another.
    Commitment { seq: i64 },
    /// Some of these records were replaced together with their commitments.
    Replaced { from: i64, to: i64 },
    /// The root of a tile is gone, or is another.
    Tile {
        level: u8,
        index: i64,
        from: i64,
        to: i64,
    },
    /// Roots of tiles that the tree does not have.
    StrayTile { level: i32, index: i64 },
    /// The log ends before a checkpoint that was signed.
    RolledBack { last: i64, signed: i64 },
    /// The tree up to there is not the one whose root was signed.
    Root { size: i64 },
    /// The checkpoint cannot be read, or is kept under another size.
    BadCheckpoint { size: i64 },
    /// The signature of the checkpoint does not hold.
    CheckpointForged { size: i64 },
    /// The checkpoint is signed by none of the log's keys.
    CheckpointKey { size: i64 },
    /// The signature of a witness does not hold.
    Cosignature { size: i64, witness: String },
    /// Records are said to have expired by an act that does not say so.
    Expiry { act: i64, from: i64, to: i64 },
    /// The record is there although it is said to have expired.
    ExpiredPresent { seq: i64 },
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let range = |from: &i64, to: &i64| {
            if from == to {
                format!("voce {from}")
            } else {
                format!("voci da {from} a {to}")
            }
        };
        match self {
            Self::Changed { seq } => write!(f, "voce {seq}: modificata dopo la registrazione"),
            Self::Unreadable { seq } => write!(f, "voce {seq}: alterata, non è più leggibile"),
            Self::Moved { seq, from } => {
                write!(f, "voce {seq}: al suo posto c'è la voce {from}")
            }
            Self::Removed { from, to } => {
                write!(
                    f,
                    "{}: cancellate senza un atto di conservazione",
                    range(from, to)
                )
            }
            Self::Added { from, to } => {
                write!(
                    f,
                    "{}: aggiunte senza essere mai state registrate",
                    range(from, to)
                )
            }
            Self::Commitment { seq } => {
                write!(f, "voce {seq}: il suo impegno manca o è stato modificato")
            }
            Self::Replaced { from, to } => write!(
                f,
                "{}: almeno una è stata sostituita insieme al suo impegno",
                range(from, to)
            ),
            Self::Tile {
                level,
                index,
                from,
                to,
            } => write!(
                f,
                "albero, livello {level}, n. {index} ({}): manca o è stato modificato",
                range(from, to)
            ),
            Self::StrayTile { level, index } => {
                write!(
                    f,
                    "albero, livello {level}, n. {index}: non appartiene all'albero"
                )
            }
            Self::RolledBack { last, signed } => write!(
                f,
                "voci da {} a {}: mancano; il registro finisce prima di un checkpoint già firmato",
                last + 1,
                signed - 1
            ),
            Self::Root { size } => write!(
                f,
                "checkpoint di {size} voci: la radice firmata non è quella dell'albero"
            ),
            Self::BadCheckpoint { size } => {
                write!(f, "checkpoint di {size} voci: illeggibile o modificato")
            }
            Self::CheckpointForged { size } => {
                write!(f, "checkpoint di {size} voci: la firma non è valida")
            }
            Self::CheckpointKey { size } => write!(
                f,
                "checkpoint di {size} voci: non è firmato da una chiave nota del registro"
            ),
            Self::Cosignature { size, witness } => write!(
                f,
                "checkpoint di {size} voci: la controfirma di {witness} non è valida"
            ),
            Self::Expiry { act, from, to } => write!(
                f,
                "{}: risultano scadute con l'atto {act}, che non lo dice",
                range(from, to)
            ),
            Self::ExpiredPresent { seq } => {
                write!(f, "voce {seq}: risulta scaduta, ma c'è ancora")
            }
        }
    }
}

/// The outcome.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Records found.
    pub records: u64,
    /// Records that expired lawfully.
    pub expired: u64,
    /// Leaves of the tree.
    pub size: u64,
    /// Its root, base64.
    pub root: String,
    /// Checkpoints whose root and signature hold.
    pub checkpoints: u64,
    /// Cosignatures that hold.
    pub cosignatures: u64,
    /// What is wrong, in the order of the log.
    pub findings: Vec<Finding>,
    /// More findings than are listed.
    pub truncated: bool,
}

impl Report {
    /// Nothing is wrong.
    pub fn is_good(&self) -> bool {
        self.findings.is_empty()
    }

    /// Notes a finding; neighbours of a kind become one.
    pub(super) fn note(&mut self, finding: Finding) {
        use Finding::{Added, Expiry, Removed};
        match (self.findings.last_mut(), &finding) {
            (Some(Removed { to, .. }), Removed { from, to: last })
            | (Some(Added { to, .. }), Added { from, to: last })
                if *to + 1 == *from =>
            {
                *to = *last;
                return;
            }
            (
                Some(Expiry { act, to, .. }),
                Expiry {
                    act: same,
                    from,
                    to: last,
                },
            ) if act == same && *to < *from => {
                *to = *last;
                return;
            }
            _ => {}
        }
        if self.findings.len() < MOST {
            self.findings.push(finding);
        } else {
            self.truncated = true;
        }
    }
}
