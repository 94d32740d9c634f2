//! One-time passwords: drawn by chance, read over the telephone or from paper, good for one sign-in.

use schema::clock::Entropy;

/// Letters and figures that are not taken for one another.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// `abcde-fghij-kmnpq-rstuv`: a hundred bits.
pub fn draw(entropy: &dyn Entropy) -> std::io::Result<String> {
    let mut bytes = [0; 20];
    entropy.fill(&mut bytes)?;
    let letters: Vec<char> = bytes
        .iter()
        .filter_map(|byte| ALPHABET.get(usize::from(byte & 31)))
        .map(|letter| char::from(*letter))
        .collect();
    let groups: Vec<String> = letters
        .chunks(5)
        .map(|five| five.iter().collect())
        .collect();
    Ok(groups.join("-"))
}

#[cfg(test)]
mod tests {
    use schema::clock::SeededEntropy;

    use super::*;

    #[test]
    fn they_are_long_and_differ() {
        let entropy = SeededEntropy::new(1);
        let (first, second) = (draw(&entropy).unwrap(), draw(&entropy).unwrap());
        assert_eq!(first.len(), 23);
        assert_ne!(first, second);
        assert!(crate::identity::check_password(&first, "m.rossi").is_ok());
    }
}
