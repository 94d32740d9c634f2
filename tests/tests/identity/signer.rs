//! An application's side: keys, and assertions signed with them.

use std::cell::Cell;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256,
    RsaKeyPair,
};
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::pki_types::pem::PemObject;
use serde_json::{Value, json};

/// A kind of key.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    Ed25519,
    P256,
    /// Always the same one: making them takes seconds.
    Rsa,
}

enum Key {
    Ed25519(Ed25519KeyPair),
    P256(EcdsaKeyPair),
    Rsa(Box<RsaKeyPair>),
}

/// A key and its name.
pub struct Signer {
    key: Key,
    kid: String,
}

thread_local! {
    static NEXT: Cell<u32> = const { Cell::new(0) };
}

impl Signer {
    pub fn new(kind: Kind) -> Self {
        let random = SystemRandom::new();
        let key = match kind {
            Kind::Ed25519 => {
                let pkcs8 = Ed25519KeyPair::generate_pkcs8(&random).unwrap();
                Key::Ed25519(Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).unwrap())
            }
            Kind::P256 => {
                let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
                let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
                Key::P256(EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref(), &random).unwrap())
            }
            Kind::Rsa => {
                let pem = include_bytes!("rsa_of_the_tests.pem");
                let pkcs8 = PrivatePkcs8KeyDer::from_pem_slice(pem).unwrap();
                Key::Rsa(Box::new(
                    RsaKeyPair::from_pkcs8(pkcs8.secret_pkcs8_der()).unwrap(),
                ))
            }
        };
        let number = NEXT.get();
        NEXT.set(number + 1);
        Self {
            key,
            kid: format!("chiave-{number}"),
        }
    }

    pub fn kid(&self) -> &str {
        &self.kid
    }

    pub fn algorithm(&self) -> &'static str {
        match self.key {
            Key::Ed25519(_) => "EdDSA",
            Key::P256(_) => "ES256",
            Key::Rsa(_) => "RS256",
        }
    }

    /// The bytes of the public key.
    pub fn public(&self) -> Vec<u8> {
        match &self.key {
            Key::Ed25519(key) => key.public_key().as_ref().to_vec(),
            Key::P256(key) => key.public_key().as_ref().to_vec(),
            Key::Rsa(key) => key.public_key().as_ref().to_vec(),
        }
    }

    pub fn jwk(&self) -> Value {
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let public = self.public();
        match &self.key {
            Key::Ed25519(_) => json!({ "kty": "OKP", "crv": "Ed25519", "x": text(&public) }),
            Key::P256(_) => {
                json!({ "kty": "EC", "crv": "P-256", "x": text(&public[1..33]), "y": text(&public[33..]) })
            }
            Key::Rsa(key) => {
                let parts = ring::rsa::PublicKeyComponents::<Vec<u8>>::from(key.public_key());
                json!({ "kty": "RSA", "n": text(&parts.n), "e": text(&parts.e) })
            }
        }
    }

    /// What is signed: the header has this key's algorithm and name where it says nothing else.
    pub fn message(&self, header: &Value, claims: &Value) -> String {
        let mut full = json!({ "alg": self.algorithm(), "typ": "JWT", "kid": self.kid });
        for (name, value) in header.as_object().unwrap() {
            full[name] = value.clone();
        }
        let text = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        format!("{}.{}", text(&full), text(claims))
    }

    /// A token with that signature.
    pub fn compose(&self, header: &Value, claims: &Value, signature: &[u8]) -> String {
        compact(&self.message(header, claims), signature)
    }

    /// A token signed with this key.
    pub fn sign(&self, header: &Value, claims: &Value) -> String {
        let message = self.message(header, claims);
        let random = SystemRandom::new();
        let signature = match &self.key {
            Key::Ed25519(key) => key.sign(message.as_bytes()).as_ref().to_vec(),
            Key::P256(key) => {
                let signature = key.sign(&random, message.as_bytes()).unwrap();
                signature.as_ref().to_vec()
            }
            Key::Rsa(key) => {
                let mut signature = vec![0; key.public().modulus_len()];
                key.sign(
                    &RSA_PKCS1_SHA256,
                    &random,
                    message.as_bytes(),
                    &mut signature,
                )
                .unwrap();
                signature
            }
        };
        compact(&message, &signature)
    }
}

pub fn compact(message: &str, signature: &[u8]) -> String {
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}
