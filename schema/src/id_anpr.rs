//! The identificativo unico nazionale of ANPR (DM Interno 3 March 2023): nine characters, the last a check by Luhn
//! modulo 36. It is permanent and says nothing of the person.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

/// An ID ANPR with its check character verified.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdAnpr([u8; 9]);

/// Why a text is no ID ANPR.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum IdAnprError {
    /// Not nine letters and digits.
    #[error("l'identificativo ANPR deve avere 9 lettere o cifre")]
    Shape,
    /// The check character is another.
    #[error("il carattere di controllo dell'identificativo ANPR è errato")]
    Check,
}

impl IdAnpr {
    /// How many identifiers [`IdAnpr::from_sequence`] can make.
    pub const CAPACITY: u64 = 26 * 26 * 100_000 * 36;

    /// Reads an ID ANPR in either case, with spaces around it.
    pub fn parse(text: &str) -> Result<Self, IdAnprError> {
        let upper = text.trim().to_ascii_uppercase();
        let id: [u8; 9] = upper
            .as_bytes()
            .try_into()
            .map_err(|_| IdAnprError::Shape)?;
        let check =
            check(*id.first_chunk().ok_or(IdAnprError::Shape)?).ok_or(IdAnprError::Shape)?;
        if value(id[8]).is_none() {
            return Err(IdAnprError::Shape);
        }
        if id[8] == check {
            Ok(Self(id))
        } else {
            Err(IdAnprError::Check)
        }
    }

    /// The identifier of that place in a sequence, in the shape seen in ANPR's public ones: two letters, five
    /// digits, a letter or digit, the check. `None` from [`IdAnpr::CAPACITY`] on.
    pub fn from_sequence(number: u64) -> Option<Self> {
        if number >= Self::CAPACITY {
            return None;
        }
        let mut id = [0; 9];
        let mut rest = number;
        for at in (0..8).rev() {
            let (size, first): (u64, usize) = match at {
                7 => (36, 0),
                2..=6 => (10, 0),
                _ => (26, 10),
            };
            id[at] = *ALPHABET.get(first + (rest % size) as usize)?;
            rest /= size;
        }
        id[8] = check(*id.first_chunk()?)?;
        Some(Self(id))
    }

    /// The identifier, upper case.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

const ALPHABET: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

fn value(c: u8) -> Option<u32> {
    char::from(c).to_digit(36)
}

/// Luhn modulo 36: from the right every other character is doubled, beginning with the first.
fn check(data: [u8; 8]) -> Option<u8> {
    let mut sum = 0;
    for (i, &c) in data.iter().rev().enumerate() {
        let v = value(c)? * if i % 2 == 0 { 2 } else { 1 };
        sum += v / 36 + v % 36;
    }
    ALPHABET.get(((36 - sum % 36) % 36) as usize).copied()
}

impl fmt::Display for IdAnpr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for IdAnpr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IdAnpr({self})")
    }
}

impl FromStr for IdAnpr {
    type Err = IdAnprError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl Serialize for IdAnpr {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for IdAnpr {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(from)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_published_identifiers_pass() {
        for id in [
            "UK79569LF",
            "JF28000UG",
            "AF41450AS",
            "EV45959WW",
            "TK44563XB",
            "LB27131ED",
            "RE03592S1",
            "DU58740Y1",
            "DJ02468WZ",
            "GS66689VV",
            "OR69233LN",
        ] {
            assert_eq!(
                IdAnpr::parse(id).map(|id| id.to_string()),
                Ok(id.to_owned())
            );
            assert_eq!(
                IdAnpr::parse(&id.to_lowercase()).map(|id| id.to_string()),
                Ok(id.to_owned())
            );
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "",
            "UK79569L",
            "UK79569LFF",
            "UK79569LÀ",
            "UK 79569L",
            "UK79569-F",
        ] {
            assert_eq!(IdAnpr::parse(text), Err(IdAnprError::Shape), "{text}");
        }
        assert_eq!(IdAnpr::parse("UK79569LG"), Err(IdAnprError::Check));
        assert_eq!(IdAnpr::from_sequence(IdAnpr::CAPACITY), None);
        assert_eq!(
            IdAnpr::from_sequence(0).map(|id| id.as_str()[..8].to_owned()),
            Some("AA000000".to_owned())
        );
    }

    proptest! {
        #[test]
        fn generated_identifiers_are_valid_and_differ(a in 0..IdAnpr::CAPACITY, b in 0..IdAnpr::CAPACITY) {
            let id = IdAnpr::from_sequence(a).unwrap();
            prop_assert_eq!(IdAnpr::parse(id.as_str()), Ok(id));
            prop_assert_eq!(IdAnpr::from_sequence(b) == Some(id), a == b);
        }

        #[test]
        fn one_changed_character_is_noticed(a in 0..IdAnpr::CAPACITY, at in 0usize..9, to in "[A-Z0-9]") {
            let id = IdAnpr::from_sequence(a).unwrap();
            let mut text = id.to_string();
            text.replace_range(at..=at, &to);
            prop_assert_eq!(IdAnpr::parse(&text).is_ok(), text == id.as_str());
        }
    }
}
