//! What only the holder of a session's token can open.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hmac;
use schema::clock::Entropy;

/// Seals something; it opens with the same token and about the same.
pub(super) fn seal(
    token: &str,
    about: &str,
    plain: &[u8],
    entropy: &dyn Entropy,
) -> Option<String> {
    let mut nonce = [0; NONCE_LEN];
    entropy.fill(&mut nonce).ok()?;
    let mut sealed = plain.to_vec();
    key(token)?
        .seal_in_place_append_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(about),
            &mut sealed,
        )
        .ok()?;
    Some(URL_SAFE_NO_PAD.encode([&nonce[..], &sealed].concat()))
}

/// What was sealed; nothing with another token, about something else, or changed.
pub(super) fn open(token: &str, about: &str, text: &str) -> Option<Vec<u8>> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let (nonce, sealed) = bytes.split_at_checked(NONCE_LEN)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let mut sealed = sealed.to_vec();
    let plain = key(token)?
        .open_in_place(nonce, Aad::from(about), &mut sealed)
        .ok()?;
    Some(plain.to_vec())
}

fn key(token: &str) -> Option<LessSafeKey> {
    let of_token = hmac::Key::new(hmac::HMAC_SHA256, token.as_bytes());
    let derived = hmac::sign(&of_token, b"sealed under the token");
    let key = UnboundKey::new(&AES_256_GCM, derived.as_ref()).ok()?;
    Some(LessSafeKey::new(key))
}

#[cfg(test)]
mod tests {
    use schema::clock::SeededEntropy;

    use super::*;

    #[test]
    fn only_the_same_token_opens_it_and_only_as_what_it_is() {
        let entropy = SeededEntropy::new(1);
        let sealed = seal("gettone", "case 1", b"7", &entropy).unwrap();
        assert_eq!(open("gettone", "case 1", &sealed).unwrap(), b"7");
        assert_eq!(open("altro", "case 1", &sealed), None);
        assert_eq!(open("gettone", "case 2", &sealed), None);
        for wrong in ["", "è", &sealed[1..], &sealed[..sealed.len() - 2]] {
            assert_eq!(open("gettone", "case 1", wrong), None, "{wrong}");
        }
        // The same never looks the same twice.
        assert_ne!(seal("gettone", "case 1", b"7", &entropy).unwrap(), sealed);
    }
}
