//! Recovery codes: for whoever has lost the device that makes codes. Each is good once.

use schema::clock::Entropy;
use sha2::{Digest, Sha256};

use super::totp;

/// How many are given at a time.
pub const CODES: usize = 10;
/// Bytes of chance in each: with so many a plain hash is enough to keep them (OWASP ASVS 5, V6.5.2 asks for 112 bits).
const BYTES: usize = 15;
/// Letters of each, as written without separators.
const LETTERS: usize = 24;

/// New codes, as the user keeps them: `ABCD-EFGH-IJKL-MNOP-QRST-UVWX`.
pub fn draw(entropy: &dyn Entropy) -> std::io::Result<Vec<String>> {
    (0..CODES)
        .map(|_| {
            let mut bytes = [0; BYTES];
            entropy.fill(&mut bytes)?;
            let letters: Vec<char> = totp::base32(&bytes).chars().collect();
            let groups: Vec<String> = letters
                .chunks(4)
                .map(|four| four.iter().collect())
                .collect();
            Ok(groups.join("-"))
        })
        .collect()
}

/// What is kept of a code; nothing if it cannot be one. The figures 0, 1 and 8 are read as the letters for which they
/// are taken.
pub fn digest(user_id: i64, code: &str) -> Option<String> {
    let letters: String = code
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| match c.to_ascii_uppercase() {
            '0' => 'O',
            '1' => 'I',
            '8' => 'B',
            other => other,
        })
        .collect();
    (letters.len() == LETTERS).then(|| hex::encode(Sha256::digest(format!("{user_id}:{letters}"))))
}

#[cfg(test)]
mod tests {
    use schema::clock::SeededEntropy;

    use super::*;

    #[test]
    fn codes_are_read_as_people_write_them() {
        let codes = draw(&SeededEntropy::new(1)).unwrap();
        assert_eq!(codes.len(), CODES);
        let digests: std::collections::HashSet<_> =
            codes.iter().map(|code| digest(1, code).unwrap()).collect();
        assert_eq!(digests.len(), CODES);
        // What is hashed without salt and cost must be beyond guessing.
        const { assert!(BYTES * 8 >= 112) };
        assert!(codes.iter().all(|code| code.len() == LETTERS + 5));
        let code = &codes[0];
        let written = code
            .to_lowercase()
            .replace('-', " ")
            .replace('o', "0")
            .replace('b', "8");
        assert_eq!(digest(1, &written), digest(1, code));
        assert_ne!(digest(2, code), digest(1, code));
        assert_eq!(digest(1, "ABCD-EFGH"), None);
    }
}
