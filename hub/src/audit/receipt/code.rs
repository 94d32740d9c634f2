//! The control code: what is typed from a printed receipt to ask whether it is genuine.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

const DOMAIN: &[u8] = b"anagrafe-hub/ricevuta/codice/v1\n";
/// Digits and letters that are not taken for one another.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Letters: 80 bits, which nobody finds by trying.
const LENGTH: usize = 16;

/// The code of the receipt with that nonce, in groups of four. It follows from the record, whichever key signs; nobody
/// can tell it who does not have the receipt.
pub fn control_code(nonce: &str) -> Option<String> {
    let nonce = URL_SAFE_NO_PAD.decode(nonce).ok()?;
    let mut hash = Sha256::new();
    hash.update(DOMAIN);
    hash.update(nonce);
    let digest: [u8; 32] = hash.finalize().into();
    let mut code = String::new();
    for place in 0..LENGTH {
        if place > 0 && place % 4 == 0 {
            code.push('-');
        }
        let bits = (0..5).fold(0, |bits, bit| {
            let at = place * 5 + bit;
            bits << 1 | usize::from(digest[at / 8] >> (7 - at % 8) & 1)
        });
        code.push(char::from(LETTERS[bits]));
    }
    Some(code)
}

/// Whether that was typed: small letters, other groups and the letters taken for digits do not matter.
pub fn is_control_code(code: &str, typed: &str) -> bool {
    let plain = |text: &str| -> Vec<u8> {
        text.bytes()
            .filter(u8::is_ascii_alphanumeric)
            .map(|byte| match byte.to_ascii_uppercase() {
                b'O' => b'0',
                b'I' | b'L' => b'1',
                other => other,
            })
            .collect()
    };
    plain(code).ct_eq(&plain(typed)).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_typed_as_it_is_read() {
        let code = control_code("AAAAAAAAAAAAAAAAAAAAAA").unwrap();
        assert_eq!(code.len(), LENGTH + 3);
        assert_ne!(control_code("AAAAAAAAAAAAAAAAAAAAAQ"), Some(code.clone()));
        assert!(is_control_code(&code, &code));
        assert!(is_control_code(
            &code,
            &code.to_lowercase().replace('-', " ")
        ));
        assert!(is_control_code("0110", "OiLo"));
        assert!(!is_control_code(&code, ""));
        assert!(!is_control_code(&code, &code[..LENGTH]));
        assert_eq!(control_code("non base64!"), None);
    }
}
