//! The secrets of the installation, which are not in the database: whoever reads that alone can neither make codes nor
//! tokens. They stand in a file, one master secret a line; everything else is derived from it. The first is in use, the
//! others still open what they sealed: a new line before the others rotates them, without stopping anybody.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hkdf::{HKDF_SHA256, Prk, Salt};
use ring::hmac::{self, HMAC_SHA256};
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use schema::clock::Entropy;
use thiserror::Error;

/// Bytes of a master secret.
const MASTER_BYTES: usize = 32;

/// Why the secrets cannot be had.
#[derive(Debug, Error)]
pub enum SecretsError {
    /// The file can be neither read nor made.
    #[error("non riesco a leggere o creare il file dei segreti {}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A line is not what it should be.
    #[error("nel file dei segreti {} la riga {line} non è di 64 cifre esadecimali", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Which line.
        line: usize,
    },
    /// It holds none.
    #[error("il file dei segreti {} è vuoto", .0.display())]
    Empty(PathBuf),
}

/// The secrets. Copies share them.
#[derive(Clone)]
pub struct Secrets {
    current: Arc<Derived>,
    previous: Arc<[Derived]>,
}

struct Derived {
    /// What it is called, in what it seals and signs.
    id: String,
    sealing: LessSafeKey,
    marking: hmac::Key,
    signing: Ed25519KeyPair,
    /// For what is sealed in great numbers.
    passing: Prk,
}

impl Secrets {
    /// Reads the file; makes it, with one new secret, readable by its owner only, if there is none.
    pub fn open(path: &Path, entropy: &dyn Entropy) -> Result<Self, SecretsError> {
        let unreadable = |source| SecretsError::Unreadable {
            path: path.to_owned(),
            source,
        };
        let made = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path);
        match made {
            Ok(mut file) => {
                let mut master = [0; MASTER_BYTES];
                entropy.fill(&mut master).map_err(unreadable)?;
                writeln!(file, "{}", hex::encode(master)).map_err(unreadable)?;
                file.sync_all().map_err(unreadable)?;
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(unreadable(error)),
        }
        let text = std::fs::read_to_string(path).map_err(unreadable)?;
        let mut masters = Vec::new();
        for (line, number) in text.lines().map(str::trim).zip(1..) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let mut master = [0; MASTER_BYTES];
            hex::decode_to_slice(line, &mut master).map_err(|_| SecretsError::Malformed {
                path: path.to_owned(),
                line: number,
            })?;
            masters.push(master);
        }
        Self::of(&masters).ok_or_else(|| SecretsError::Empty(path.to_owned()))
    }

    /// Those that follow from these masters, the one in use first. Nothing without any.
    pub fn of(masters: &[[u8; MASTER_BYTES]]) -> Option<Self> {
        let mut derived = masters.iter().filter_map(Derived::of);
        Some(Self {
            current: Arc::new(derived.next()?),
            previous: derived.collect(),
        })
    }

    /// Seals a text; only `open_sealed` with the same `about` opens it.
    pub(super) fn seal(
        &self,
        plain: &[u8],
        about: &str,
        entropy: &dyn Entropy,
    ) -> std::io::Result<String> {
        let mut nonce = [0; NONCE_LEN];
        entropy.fill(&mut nonce)?;
        let mut sealed = plain.to_vec();
        self.current
            .sealing
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(about),
                &mut sealed,
            )
            .map_err(|_| std::io::Error::other("sealing failed"))?;
        let text = URL_SAFE_NO_PAD.encode([&nonce[..], &sealed].concat());
        Ok(format!("{}.{text}", self.current.id))
    }

    /// What was sealed; nothing if it was not sealed here, or about something else.
    pub(super) fn open_sealed(&self, text: &str, about: &str) -> Option<Vec<u8>> {
        let (id, text) = text.split_once('.')?;
        let key = self.all().find(|key| key.id == id)?;
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut sealed = sealed.to_vec();
        let plain = key
            .sealing
            .open_in_place(nonce, Aad::from(about), &mut sealed)
            .ok()?;
        Some(plain.to_vec())
    }

    /// A mark of a text that only this installation can make.
    pub(super) fn mark(&self, text: &str) -> String {
        URL_SAFE_NO_PAD.encode(hmac::sign(&self.current.marking, text.as_bytes()))
    }

    /// Whether it is the mark of that text.
    pub(super) fn is_mark(&self, text: &str, mark: &str) -> bool {
        let Ok(mark) = URL_SAFE_NO_PAD.decode(mark) else {
            return false;
        };
        self.all()
            .any(|key| hmac::verify(&key.marking, text.as_bytes(), &mark).is_ok())
    }

    /// Name of the signing key in use, and its signature.
    pub(super) fn sign(&self, make: impl FnOnce(&str) -> String) -> (String, Vec<u8>) {
        let message = make(&self.current.id);
        let signature = self.current.signing.sign(message.as_bytes());
        (message, signature.as_ref().to_vec())
    }

    /// Whether the key of that name signed the message.
    pub(super) fn verify(&self, id: &str, message: &[u8], signature: &[u8]) -> bool {
        self.all().any(|key| {
            key.id == id
                && UnparsedPublicKey::new(&ED25519, key.signing.public_key())
                    .verify(message, signature)
                    .is_ok()
        })
    }

    /// Keys for what is sealed in great numbers and for a short time, those of that hour: the one in use first. No key
    /// may seal without bound, and this one is done with when its hour is over.
    pub(crate) fn passing_keys(&self, hour: u32) -> impl Iterator<Item = LessSafeKey> {
        self.all().filter_map(move |key| {
            let mut bytes = [0; 32];
            let about: [&[u8]; 2] = [b"passing", &hour.to_be_bytes()];
            let made = key.passing.expand(&about, HKDF_SHA256).ok()?;
            made.fill(&mut bytes).ok()?;
            Some(LessSafeKey::new(
                UnboundKey::new(&AES_256_GCM, &bytes).ok()?,
            ))
        })
    }

    fn all(&self) -> impl Iterator<Item = &Derived> {
        std::iter::once(&*self.current).chain(self.previous.iter())
    }
}

impl Derived {
    fn of(master: &[u8; MASTER_BYTES]) -> Option<Self> {
        let root = Salt::new(HKDF_SHA256, b"anagrafe-hub identity").extract(master);
        let id = derive(&root, b"name")?;
        let sealing = UnboundKey::new(&AES_256_GCM, &derive(&root, b"seal")?).ok()?;
        Some(Self {
            id: hex::encode(id.get(..6)?),
            sealing: LessSafeKey::new(sealing),
            marking: hmac::Key::new(HMAC_SHA256, &derive(&root, b"mark")?),
            signing: Ed25519KeyPair::from_seed_unchecked(&derive(&root, b"sign")?).ok()?,
            passing: root,
        })
    }
}

fn derive(root: &Prk, what: &[u8]) -> Option<[u8; 32]> {
    let mut out = [0; 32];
    root.expand(&[what], HKDF_SHA256)
        .ok()?
        .fill(&mut out)
        .ok()?;
    Some(out)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use schema::clock::SeededEntropy;

    use super::*;

    #[test]
    fn rotated_secrets_still_open_what_they_sealed() {
        let entropy = SeededEntropy::new(1);
        let old = Secrets::of(&[[1; 32]]).unwrap();
        let sealed = old.seal(b"segreto", "utente 7", &entropy).unwrap();
        let mark = old.mark("testo");
        let (message, signature) = old.sign(|id| format!("{id} firma"));
        let id = message.split(' ').next().unwrap();
        let new = Secrets::of(&[[2; 32], [1; 32]]).unwrap();
        assert_eq!(new.open_sealed(&sealed, "utente 7").unwrap(), b"segreto");
        assert!(new.is_mark("testo", &mark) && !new.is_mark("altro", &mark));
        assert!(new.verify(id, message.as_bytes(), &signature));
        assert!(!new.verify(id, b"altro", &signature));
        // Neither for somebody else, nor without the old secret, nor changed.
        assert!(new.open_sealed(&sealed, "utente 8").is_none());
        let without = Secrets::of(&[[2; 32]]).unwrap();
        assert!(without.open_sealed(&sealed, "utente 7").is_none());
        assert!(!without.is_mark("testo", &mark));
        assert!(!without.verify(id, message.as_bytes(), &signature));
        let mut changed = sealed.clone();
        changed.replace_range(20..21, if &sealed[20..21] == "A" { "B" } else { "A" });
        assert!(new.open_sealed(&changed, "utente 7").is_none());
    }

    #[test]
    fn the_file_is_made_once_for_its_owner_and_read_again() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("identity.key");
        let first = Secrets::open(&path, &SeededEntropy::new(1)).unwrap();
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let again = Secrets::open(&path, &SeededEntropy::new(2)).unwrap();
        assert!(again.is_mark("testo", &first.mark("testo")));
        std::fs::write(&path, "# nulla\n\n").unwrap();
        let empty = Secrets::open(&path, &SeededEntropy::new(3));
        assert!(matches!(empty, Err(SecretsError::Empty(_))));
        std::fs::write(&path, "# nota\nzz\n").unwrap();
        let wrong = Secrets::open(&path, &SeededEntropy::new(3));
        assert!(matches!(
            wrong,
            Err(SecretsError::Malformed { line: 2, .. })
        ));
    }
}
