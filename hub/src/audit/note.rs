//! Signed notes (C2SP signed-note) and cosignatures (C2SP tlog-cosignature): a text, and lines of those who signed it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::keys::{PublicKey, SigningKey};

/// Signatures that a note may carry; the specification asks for sixteen at least.
const MOST_SIGNATURES: usize = 64;
/// Bytes of a note.
const LONGEST: usize = 64 * 1024;

/// What cannot be read as a note, or as a key of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a signed note, nor a key of one")]
pub struct BadNote;

/// What a key signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyUse {
    /// The note itself: a log's key.
    Note,
    /// With the time at which it was seen: a witness's key.
    Cosignature,
}

impl KeyUse {
    const fn code(self) -> u8 {
        match self {
            Self::Note => 1,
            Self::Cosignature => 4,
        }
    }
}

/// A public key with the name under which it signs (a "vkey").
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NoteKey {
    /// Its name.
    pub name: String,
    /// What it signs.
    pub usage: KeyUse,
    /// The key.
    pub public: PublicKey,
}

impl NoteKey {
    /// The first four bytes of a digest over name, use and key.
    pub fn id(&self) -> [u8; 4] {
        let mut hash = Sha256::new();
        hash.update(self.name.as_bytes());
        hash.update([b'\n', self.usage.code()]);
        hash.update(self.public.0);
        let digest = hash.finalize();
        [digest[0], digest[1], digest[2], digest[3]]
    }

    /// Reads `name+id+key`; nothing if the id is not that of name and key.
    pub fn parse(text: &str) -> Result<Self, BadNote> {
        let mut parts = text.trim().splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(BadNote);
        };
        let key = STANDARD.decode(key).map_err(|_| BadNote)?;
        let (usage, key) = key.split_first().ok_or(BadNote)?;
        let usage = [KeyUse::Note, KeyUse::Cosignature]
            .into_iter()
            .find(|known| known.code() == *usage)
            .ok_or(BadNote)?;
        let key = Self {
            name: name.to_owned(),
            usage,
            public: PublicKey(key.try_into().map_err(|_| BadNote)?),
        };
        if is_name(name) && hex::encode(key.id()) == id {
            Ok(key)
        } else {
            Err(BadNote)
        }
    }

    /// What the key says of a note.
    pub fn judge(&self, note: &Note) -> Signed {
        let own = |signature: &&Signature| signature.name == self.name && signature.id == self.id();
        let mut signed = Signed::Not;
        for signature in note.signatures.iter().filter(own) {
            match self.check(&note.text, &signature.bytes) {
                Some(at) => signed = Signed::Yes { at },
                None => return Signed::Forged,
            }
        }
        signed
    }

    /// The time of the signature (0 where it has none), if it is good.
    fn check(&self, text: &str, bytes: &[u8]) -> Option<u64> {
        match self.usage {
            KeyUse::Note => self.public.verifies(text.as_bytes(), bytes).then_some(0),
            KeyUse::Cosignature => {
                let (time, signature) = bytes.split_first_chunk::<8>()?;
                let time = u64::from_be_bytes(*time);
                self.public
                    .verifies(cosigned(text, time).as_bytes(), signature)
                    .then_some(time)
            }
        }
    }
}

impl std::fmt::Display for NoteKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let key = [&[self.usage.code()][..], &self.public.0].concat();
        write!(
            f,
            "{}+{}+{}",
            self.name,
            hex::encode(self.id()),
            STANDARD.encode(key)
        )
    }
}

/// What a key says of a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signed {
    /// It bears no signature of the key.
    Not,
    /// It does, and a good one; with the time, if it is a cosignature.
    Yes {
        /// Seconds since 1970.
        at: u64,
    },
    /// It bears one that is not good.
    Forged,
}

/// True if the name can stand in a note.
pub fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c.is_control() || c == '+')
}

fn cosigned(text: &str, time: u64) -> String {
    format!("cosignature/v1\ntime {time}\n{text}")
}

/// A signature of a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Name of the key.
    pub name: String,
    /// Id of the key.
    pub id: [u8; 4],
    /// As the kind of key has it.
    pub bytes: Vec<u8>,
}

impl Signature {
    /// Reads a line without its end.
    pub fn parse(line: &str) -> Result<Self, BadNote> {
        let (name, signature) = line
            .strip_prefix("— ")
            .and_then(|rest| rest.split_once(' '))
            .ok_or(BadNote)?;
        let signature = STANDARD.decode(signature).map_err(|_| BadNote)?;
        let (id, bytes) = signature.split_first_chunk::<4>().ok_or(BadNote)?;
        if !is_name(name) || bytes.is_empty() {
            return Err(BadNote);
        }
        Ok(Self {
            name: name.to_owned(),
            id: *id,
            bytes: bytes.to_vec(),
        })
    }
}

/// The line, without its end.
impl std::fmt::Display for Signature {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let bytes = [&self.id[..], &self.bytes].concat();
        write!(f, "— {} {}", self.name, STANDARD.encode(bytes))
    }
}

/// A signed note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The text that is signed, with its last line's end.
    pub text: String,
    /// Who signed it.
    pub signatures: Vec<Signature>,
}

impl Note {
    /// Reads a note.
    pub fn parse(note: &str) -> Result<Self, BadNote> {
        let controls = |c: char| c < ' ' && c != '\n';
        if note.len() > LONGEST || note.contains(controls) || !note.ends_with('\n') {
            return Err(BadNote);
        }
        let at = note.rfind("\n\n").ok_or(BadNote)?;
        let (text, rest) = note.split_at(at + 1);
        let signatures = rest
            .lines()
            .skip(1)
            .map(Signature::parse)
            .collect::<Result<Vec<_>, _>>()?;
        if signatures.is_empty() || signatures.len() > MOST_SIGNATURES {
            return Err(BadNote);
        }
        Ok(Self {
            text: text.to_owned(),
            signatures,
        })
    }

    /// Signs a text, which must end with a line's end.
    pub fn signed(text: String, name: &str, key: &SigningKey) -> Self {
        let signature = sign(&text, name, key);
        Self {
            text,
            signatures: vec![signature],
        }
    }
}

impl std::fmt::Display for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures
            .iter()
            .try_for_each(|signature| writeln!(f, "{signature}"))
    }
}

/// The signature of a text.
fn sign(text: &str, name: &str, key: &SigningKey) -> Signature {
    Signature {
        name: name.to_owned(),
        id: note_key(name, key, KeyUse::Note).id(),
        bytes: key.sign(text.as_bytes()).to_vec(),
    }
}

/// The cosignature of a note's text at that time (seconds since 1970).
pub fn cosign(text: &str, name: &str, key: &SigningKey, time: u64) -> Signature {
    let signature = key.sign(cosigned(text, time).as_bytes());
    Signature {
        name: name.to_owned(),
        id: note_key(name, key, KeyUse::Cosignature).id(),
        bytes: [&time.to_be_bytes()[..], &signature].concat(),
    }
}

/// The public side of a key that signs under that name.
pub fn note_key(name: &str, key: &SigningKey, usage: KeyUse) -> NoteKey {
    NoteKey {
        name: name.to_owned(),
        usage,
        public: key.public(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The note with which the format was first published.
    const KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    const NOTE: &str = "If you think cryptography is the answer to your problem,\n\
        then you don't know what your problem is.\n\n\
        — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    #[test]
    fn a_published_note_is_read_verified_and_written() {
        let key = NoteKey::parse(KEY).unwrap();
        assert_eq!(key.to_string(), KEY);
        let note = Note::parse(NOTE).unwrap();
        assert_eq!(note.to_string(), NOTE);
        assert_eq!(key.judge(&note), Signed::Yes { at: 0 });
        let forged = Note::parse(&NOTE.replace("answer", "Answer")).unwrap();
        assert_eq!(key.judge(&forged), Signed::Forged);
        let other = Note::parse(&NOTE.replace("PeterNeumann", "Enoch")).unwrap();
        assert_eq!(key.judge(&other), Signed::Not);
        assert!(NoteKey::parse(&KEY.replace("c74f", "c74e")).is_err());
        assert!(NoteKey::parse(&KEY.replace("Peter", "Pater")).is_err());
    }

    #[test]
    fn a_cosignature_says_when() {
        let log = SigningKey::from_seed(&[1; 32]).unwrap();
        let witness = SigningKey::from_seed(&[2; 32]).unwrap();
        let mut note = Note::signed("example/log\n7\nAAAA\n".to_owned(), "example/log", &log);
        let line = cosign(&note.text, "comune.example", &witness, 1_679_315_147);
        note.signatures.push(line);
        let note = Note::parse(&note.to_string()).unwrap();
        let key = note_key("comune.example", &witness, KeyUse::Cosignature);
        assert_eq!(NoteKey::parse(&key.to_string()).unwrap(), key);
        assert_eq!(key.judge(&note), Signed::Yes { at: 1_679_315_147 });
        assert_eq!(
            note_key("example/log", &log, KeyUse::Note).judge(&note),
            Signed::Yes { at: 0 }
        );
        // The same key, signing notes, says nothing about a cosignature.
        assert_eq!(
            note_key("comune.example", &witness, KeyUse::Note).judge(&note),
            Signed::Not
        );
        let mut later = note.clone();
        later.signatures[1].bytes[7] ^= 1;
        assert_eq!(key.judge(&later), Signed::Forged);
    }

    #[test]
    fn what_is_no_note_is_refused() {
        for wrong in [
            "",
            "text\n",
            "text\n\n",
            "text\n\n— name\n",
            "text\n\n— name AAAA\n",
            "text\n\nname AAAAAAAA\n",
            "text\n\n— na+me AAAAAAAA\n",
            "te\u{1}xt\n\n— name AAAAAAAA\n",
            "text\n\n— name AAAAAAAA",
        ] {
            assert_eq!(Note::parse(wrong), Err(BadNote), "{wrong:?}");
        }
        assert!(Note::parse("text\n\n— name AAAAAAAA\n").is_ok());
    }
}
