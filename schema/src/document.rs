//! Numbers of identity cards, passports and permits to stay.
//!
//! Formats have changed often and registers hold all of them, so that an unusual number is worth a warning and
//! never a refusal; only what ANPR itself could not take is refused.

use thiserror::Error;

use crate::codes::DocumentKind;

/// Why ANPR could not take a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum DocumentError {
    /// Nothing given.
    #[error("numero del documento mancante")]
    Empty,
    /// Longer than ANPR's field.
    #[error("il numero del documento supera i {0} caratteri")]
    TooLong(usize),
    /// A character that ANPR's field does not admit.
    #[error("carattere «{0}» non ammesso nel numero del documento")]
    Character(char),
}

/// A number that has none of the usual formats of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("formato insolito per {}", .0.label())]
pub struct UnusualFormat(pub DocumentKind);

/// The form in which numbers are compared: upper case, no spaces.
pub fn normalise(number: &str) -> String {
    number
        .chars()
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_uppercase)
        .collect()
}

/// Checks a number: refuses what ANPR's field cannot hold, warns of an unusual format.
pub fn check(kind: DocumentKind, number: &str) -> Result<Option<UnusualFormat>, DocumentError> {
    let (longest, punctuation) = match kind {
        DocumentKind::IdentityCard => (20, ""),
        DocumentKind::Passport => (30, ""),
        DocumentKind::StayPermit => (20, "-./"),
    };
    let trimmed = number.trim();
    if trimmed.is_empty() {
        return Err(DocumentError::Empty);
    }
    let admitted = |c: char| c.is_ascii_alphanumeric() || c == ' ' || punctuation.contains(c);
    if let Some(other) = trimmed.chars().find(|c| !admitted(*c)) {
        return Err(DocumentError::Character(other));
    }
    if trimmed.len() > longest {
        return Err(DocumentError::TooLong(longest));
    }
    Ok((!is_usual(kind, &normalise(trimmed))).then_some(UnusualFormat(kind)))
}

fn is_usual(kind: DocumentKind, number: &str) -> bool {
    // A for a letter, 0 for a digit: the format at a glance.
    let shape: String = number
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { 'A' })
        .collect();
    match kind {
        // Electronic card (CA00000AA), paper card (AA0000000), first electronic cards (0000000AA).
        DocumentKind::IdentityCard => match shape.as_str() {
            "AA00000AA" => number.starts_with('C'),
            "AA0000000" | "0000000AA" => true,
            _ => false,
        },
        DocumentKind::Passport => shape == "AA0000000",
        DocumentKind::StayPermit => {
            let digits = shape.trim_matches('A').len();
            let (before, after) = (shape.starts_with('A'), shape.ends_with('A'));
            matches!(digits, 8 | 9)
                && shape.len() == digits + usize::from(before) + usize::from(after)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use DocumentKind::{IdentityCard, Passport, StayPermit};

    #[test]
    fn usual_numbers_pass_in_silence() {
        for (kind, number) in [
            (IdentityCard, "CA00000AA"),
            (IdentityCard, "ca 00000 aa"),
            (IdentityCard, "AO1234567"),
            (IdentityCard, "1234567AA"),
            (Passport, "YA1234567"),
            (StayPermit, "I12345678"),
            (StayPermit, "123456789"),
        ] {
            assert_eq!(check(kind, number), Ok(None), "{number}");
        }
    }

    #[test]
    fn unusual_numbers_are_warned_of_and_kept() {
        for (kind, number) in [
            (IdentityCard, "XA00000AA"),
            (IdentityCard, "12"),
            (Passport, "123"),
            (StayPermit, "AB-1/2.3"),
        ] {
            assert_eq!(
                check(kind, number),
                Ok(Some(UnusualFormat(kind))),
                "{number}"
            );
        }
        assert_eq!(
            UnusualFormat(Passport).to_string(),
            "formato insolito per Passaporto"
        );
    }

    #[test]
    fn only_what_anpr_cannot_hold_is_refused() {
        assert_eq!(check(IdentityCard, " "), Err(DocumentError::Empty));
        assert_eq!(
            check(IdentityCard, "AO/123"),
            Err(DocumentError::Character('/'))
        );
        assert_eq!(check(Passport, "è"), Err(DocumentError::Character('è')));
        assert_eq!(
            check(StayPermit, &"1".repeat(21)),
            Err(DocumentError::TooLong(20))
        );
        assert!(check(Passport, &"1".repeat(30)).is_ok());
    }

    #[test]
    fn numbers_are_compared_without_case_and_spaces() {
        assert_eq!(normalise(" ca 00000\taa "), "CA00000AA");
    }
}
