//! Ed25519 keys: those with which the log and the receipts are signed, and the public ones of others.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use schema::clock::Entropy;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use thiserror::Error;

/// PKCS#8 (RFC 8410) of a private key: this, then the seed.
const PRIVATE_HEAD: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];
/// SubjectPublicKeyInfo (RFC 8410) of a public key: this, then the key.
const PUBLIC_HEAD: [u8; 12] = [
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
];
const PRIVATE: &str = "PRIVATE KEY";
const PUBLIC: &str = "PUBLIC KEY";

/// Why a key cannot be used. The texts are read by an operator, hence in Italian.
#[derive(Debug, Error)]
pub enum KeyFileError {
    /// The file cannot be read or written.
    #[error("non riesco a usare il file della chiave {}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// It holds no such key.
    #[error("{} non contiene una chiave Ed25519 ({expected})", path.display())]
    NoKey {
        /// The file.
        path: PathBuf,
        /// What was looked for.
        expected: &'static str,
    },
    /// No randomness to be had.
    #[error("il sistema non dà numeri casuali: {0}")]
    Entropy(std::io::Error),
}

/// A private key.
pub struct SigningKey {
    pair: Ed25519KeyPair,
    public: PublicKey,
}

/// A public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PublicKey(pub [u8; 32]);

impl SigningKey {
    /// The key of that seed; nothing if the provider refuses it.
    pub fn from_seed(seed: &[u8; 32]) -> Option<Self> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).ok()?;
        let public = PublicKey(pair.public_key().as_ref().try_into().ok()?);
        Some(Self { pair, public })
    }

    /// Reads PEM (PKCS#8 without or with the public key), or the seed in 64 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        let mut seed = [0; 32];
        if hex::decode_to_slice(text.trim(), &mut seed).is_ok() {
            return Self::from_seed(&seed);
        }
        let der = pem(text, PRIVATE)?;
        // Version 2 (RFC 5958) differs in length and version, and has the public key behind.
        let (head, seed) = der.split_at_checked(16)?;
        let algorithm = head.get(5..)? == PRIVATE_HEAD.get(5..)?;
        let whole = der.len() == 48 || der.len() == 83 || der.len() == 81;
        if !algorithm || !whole {
            return None;
        }
        Self::from_seed(seed.first_chunk::<32>()?)
    }

    /// Signs.
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        let mut signature = [0; 64];
        signature.copy_from_slice(self.pair.sign(message).as_ref());
        signature
    }

    /// The public part.
    pub fn public(&self) -> PublicKey {
        self.public
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("SigningKey").field(&self.public).finish()
    }
}

impl PublicKey {
    /// True if the signature is this key's.
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, self.0)
            .verify(message, signature)
            .is_ok()
    }

    /// Reads PEM.
    pub fn from_pem(text: &str) -> Option<Self> {
        let der = pem(text, PUBLIC)?;
        let key = der.strip_prefix(&PUBLIC_HEAD)?;
        Some(Self(key.try_into().ok()?))
    }

    /// Writes PEM.
    pub fn to_pem(self) -> String {
        to_pem(PUBLIC, &[&PUBLIC_HEAD[..], &self.0].concat())
    }

    /// As a JSON Web Key (RFC 8037), with its thumbprint as its name.
    pub fn to_jwk(self) -> Value {
        json!({ "kty": "OKP", "crv": "Ed25519", "x": URL_SAFE_NO_PAD.encode(self.0), "use": "sig", "alg": "EdDSA",
            "kid": self.thumbprint() })
    }

    /// Reads a JSON Web Key; other kinds of key are passed over.
    pub fn from_jwk(jwk: &Value) -> Option<Self> {
        if jwk.get("kty")? != "OKP" || jwk.get("crv")? != "Ed25519" {
            return None;
        }
        let key = URL_SAFE_NO_PAD.decode(jwk.get("x")?.as_str()?).ok()?;
        Some(Self(key.try_into().ok()?))
    }

    /// The name of the key: its thumbprint (RFC 7638).
    pub fn thumbprint(self) -> String {
        let x = URL_SAFE_NO_PAD.encode(self.0);
        let members = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#);
        URL_SAFE_NO_PAD.encode(Sha256::digest(members))
    }
}

/// Keys of a file: one PEM key, a JSON Web Key, or a set of them.
pub fn public_keys(text: &str) -> Vec<PublicKey> {
    if let Some(key) = PublicKey::from_pem(text) {
        return vec![key];
    }
    let value: Value = serde_json::from_str(text).unwrap_or_default();
    match value.get("keys").and_then(Value::as_array) {
        Some(keys) => keys.iter().filter_map(PublicKey::from_jwk).collect(),
        None => PublicKey::from_jwk(&value).into_iter().collect(),
    }
}

/// Reads the key of a file; where there is none, makes one that only the hub's user can read. Also whether it was made.
pub fn load_or_create(
    path: &Path,
    entropy: &dyn Entropy,
) -> Result<(SigningKey, bool), KeyFileError> {
    match load(path) {
        Err(KeyFileError::File { source, .. }) if source.kind() == std::io::ErrorKind::NotFound => {
        }
        outcome => return outcome.map(|key| (key, false)),
    }
    match create(path, entropy) {
        // Another process was faster: its key is the one.
        Err(KeyFileError::File { source, .. })
            if source.kind() == std::io::ErrorKind::AlreadyExists =>
        {
            load(path).map(|key| (key, false))
        }
        outcome => outcome.map(|key| (key, true)),
    }
}

/// Reads the key of a file.
pub fn load(path: &Path) -> Result<SigningKey, KeyFileError> {
    let text = std::fs::read_to_string(path).map_err(|source| file(path, source))?;
    SigningKey::parse(&text).ok_or_else(|| KeyFileError::NoKey {
        path: path.to_owned(),
        expected: "PEM PKCS#8",
    })
}

/// Makes a key in a file that does not exist yet.
pub fn create(path: &Path, entropy: &dyn Entropy) -> Result<SigningKey, KeyFileError> {
    let mut seed = [0; 32];
    entropy.fill(&mut seed).map_err(KeyFileError::Entropy)?;
    let text = to_pem(PRIVATE, &[&PRIVATE_HEAD[..], &seed].concat());
    // Complete before it bears its name: another process must not read half a key.
    let mut draft = path.as_os_str().to_owned();
    draft.push(format!(".{}", hex::encode(&Sha256::digest(seed)[..4])));
    let draft = PathBuf::from(draft);
    let write = || {
        let mut out = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&draft)?;
        out.write_all(text.as_bytes())?;
        out.sync_all()?;
        std::fs::hard_link(&draft, path)
    };
    let written = write();
    let _ = std::fs::remove_file(&draft);
    written.map_err(|source| file(path, source))?;
    SigningKey::from_seed(&seed).ok_or_else(|| KeyFileError::NoKey {
        path: path.to_owned(),
        expected: "PEM PKCS#8",
    })
}

fn file(path: &Path, source: std::io::Error) -> KeyFileError {
    KeyFileError::File {
        path: path.to_owned(),
        source,
    }
}

fn to_pem(label: &str, der: &[u8]) -> String {
    format!(
        "-----BEGIN {label}-----\n{}\n-----END {label}-----\n",
        STANDARD.encode(der)
    )
}

fn pem(text: &str, label: &str) -> Option<Vec<u8>> {
    let (_, after) = text.split_once(&format!("-----BEGIN {label}-----"))?;
    let (body, _) = after.split_once(&format!("-----END {label}-----"))?;
    let body: String = body.chars().filter(|c| !c.is_whitespace()).collect();
    STANDARD.decode(body).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use schema::clock::SeededEntropy;
    use std::os::unix::fs::PermissionsExt;

    /// The key pair and signature of RFC 8037, appendix A.
    #[test]
    fn keys_and_names_are_those_of_the_rfcs() {
        let seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
        let key = SigningKey::parse(seed).unwrap();
        let jwk = key.public().to_jwk();
        assert_eq!(jwk["x"], "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
        assert_eq!(
            key.public().thumbprint(),
            "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
        );
        let message = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
        let signature = key.sign(message.as_bytes());
        assert_eq!(
            URL_SAFE_NO_PAD.encode(signature),
            "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
        );
        assert!(key.public().verifies(message.as_bytes(), &signature));
        assert!(!key.public().verifies(b"other", &signature));
        assert_eq!(PublicKey::from_jwk(&jwk), Some(key.public()));
        assert_eq!(
            public_keys(&json!({ "keys": [{ "kty": "RSA" }, jwk] }).to_string()),
            [key.public()]
        );
    }

    /// RFC 8410, section 10: the same key without and with its public part.
    #[test]
    fn pem_of_the_rfc_is_read() {
        let short = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n";
        let key = SigningKey::parse(short).unwrap();
        let public = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n";
        assert_eq!(PublicKey::from_pem(public), Some(key.public()));
        assert_eq!(key.public().to_pem(), public);
        assert!(SigningKey::parse(public).is_none());
        assert!(PublicKey::from_pem(short).is_none());
    }

    #[test]
    fn a_key_is_made_once_and_is_its_owners() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("log.key");
        let entropy = SeededEntropy::new(1);
        let (made, new) = load_or_create(&path, &entropy).unwrap();
        assert!(new);
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let (read, new) = load_or_create(&path, &entropy).unwrap();
        assert!(!new);
        assert_eq!(read.public(), made.public());
        assert!(matches!(
            create(&path, &entropy),
            Err(KeyFileError::File { .. })
        ));
        assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 1);
        std::fs::write(&path, "x").unwrap();
        assert!(matches!(load(&path), Err(KeyFileError::NoKey { .. })));
    }
}
