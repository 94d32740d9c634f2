//! The codice fiscale (DM Finanze 23 December 1976, n. 13813): reading, computing, and what it says of a person.
//!
//! It is no key of a person over time: it changes with the generalities, and two people whose codes would be equal
//! get others by omocodia (digits replaced by letters). The century of birth is not in it.

mod agreement;
mod encode;
mod tables;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

pub use agreement::{Agreement, Generalities};

use crate::codes::Sex;
use crate::date::Day;

/// Where the seven digits stand, from the rightmost: omocodia replaces them, one or more, by letters.
const DIGITS: [usize; 7] = [14, 13, 12, 10, 9, 7, 6];

/// A codice fiscale with its check character verified: 16 characters, or the 11 digits of a provisional one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CodiceFiscale {
    /// ASCII; a provisional one is filled up with spaces.
    text: [u8; 16],
}

/// Why a text is no codice fiscale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CodiceFiscaleError {
    /// Nothing given.
    #[error("codice fiscale mancante")]
    Empty,
    /// Neither 16 characters nor 11 digits.
    #[error("il codice fiscale ha {0} caratteri invece di 16 (o di 11 cifre, se provvisorio)")]
    Length(usize),
    /// A character that cannot stand at that position (from 1).
    #[error("carattere «{found}» non ammesso nella posizione {position} del codice fiscale")]
    Character {
        /// Position, from 1.
        position: usize,
        /// What stands there.
        found: char,
    },
    /// Day and month are no day of any year.
    #[error("il giorno di nascita indicato nel codice fiscale non esiste")]
    Birthday,
    /// The check character is another.
    #[error("il carattere di controllo del codice fiscale è errato")]
    Check,
    /// Generalities from which no code can be computed.
    #[error("dati insufficienti per calcolare il codice fiscale")]
    Generalities,
}

impl CodiceFiscale {
    /// Reads a codice fiscale in either case, with spaces around it, with any mix of omocodia.
    pub fn parse(text: &str) -> Result<Self, CodiceFiscaleError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(CodiceFiscaleError::Empty);
        }
        let count = text.chars().count();
        if count != 16 && count != 11 {
            return Err(CodiceFiscaleError::Length(count));
        }
        let mut code = [b' '; 16];
        for (i, (found, slot)) in text.chars().zip(&mut code).enumerate() {
            let upper = found.to_ascii_uppercase();
            if !upper.is_ascii_alphanumeric() {
                return Err(CodiceFiscaleError::Character {
                    position: i + 1,
                    found,
                });
            }
            *slot = upper as u8;
        }
        let code = Self { text: code };
        if count == 11 {
            code.verify_provisional()?;
        } else {
            code.verify()?;
        }
        Ok(code)
    }

    /// The code of a person with those generalities, without omocodia. `place` is the Belfiore code of the Comune
    /// or state of birth as it was then.
    pub fn compute(
        surname: &str,
        names: &str,
        sex: Sex,
        birth: Day,
        place: &str,
    ) -> Result<Self, CodiceFiscaleError> {
        encode::compute(surname, names, sex, birth, place)
    }

    /// The code, upper case.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.text)
            .unwrap_or_default()
            .trim_end()
    }

    /// Eleven digits, given where the true one is not known yet. It says nothing of the person.
    pub const fn is_provisional(&self) -> bool {
        self.text[15] == b' '
    }

    /// Some digit is replaced by a letter because another person had the same code.
    pub fn is_omocodia(&self) -> bool {
        self.omocodia_mask() != 0
    }

    /// Which digits are replaced: bit 0 is the rightmost digit (position 15), bit 6 the leftmost (position 7).
    pub fn omocodia_mask(&self) -> u8 {
        if self.is_provisional() {
            return 0;
        }
        DIGITS.iter().enumerate().fold(0, |mask, (bit, &at)| {
            if self.text[at].is_ascii_digit() {
                mask
            } else {
                mask | 1 << bit
            }
        })
    }

    /// The code with omocodia undone: equal for all variants of one.
    #[must_use]
    pub fn base(&self) -> Self {
        self.with_omocodia(0).unwrap_or(*self)
    }

    /// The variant whose digits are replaced as the mask says ([`Self::omocodia_mask`]), with its check character.
    /// `None` for a mask above 127 and for a provisional code.
    pub fn with_omocodia(&self, mask: u8) -> Option<Self> {
        if self.is_provisional() || mask > 127 {
            return None;
        }
        let mut text = self.text;
        for (bit, &at) in DIGITS.iter().enumerate() {
            let digit = tables::digit(text[at])?;
            text[at] = if mask >> bit & 1 == 1 {
                tables::OMOCODIA[usize::from(digit)]
            } else {
                b'0' + digit
            };
        }
        text[15] = tables::check(&text)?;
        Some(Self { text })
    }

    /// The last two digits of the year of birth; `None` for a provisional code.
    pub fn birth_year_of_century(&self) -> Option<u8> {
        self.number(6, 7)
    }

    /// The month of birth, 1 to 12.
    pub fn birth_month(&self) -> Option<u32> {
        tables::month(self.text[8])
    }

    /// The day of the month of birth, 1 to 31.
    pub fn birth_day(&self) -> Option<u32> {
        let day = u32::from(self.number(9, 10)?);
        Some(if day > 40 { day - 40 } else { day })
    }

    /// The sex that the code says.
    pub fn sex(&self) -> Option<Sex> {
        Some(if self.number(9, 10)? > 40 {
            Sex::Female
        } else {
            Sex::Male
        })
    }

    /// Belfiore code of the Comune or state of birth, omocodia undone.
    pub fn place(&self) -> Option<Place> {
        if self.is_provisional() {
            return None;
        }
        let mut code = [self.text[11], 0, 0, 0];
        for (slot, at) in code.iter_mut().skip(1).zip(12..) {
            *slot = b'0' + tables::digit(self.text[at])?;
        }
        Some(Place(code))
    }

    /// The day of birth, if the person was between 0 and 99 years old on `reference`: the code alone cannot tell
    /// the century.
    pub fn birth_before(&self, reference: Day) -> Option<Day> {
        let short = i32::from(self.birth_year_of_century()?);
        let (month, day) = (self.birth_month()?, self.birth_day()?);
        let century = reference.year() - reference.year().rem_euclid(100);
        [century, century - 100]
            .into_iter()
            .find_map(|c| Day::from_ymd(c + short, month, day).filter(|d| *d <= reference))
    }

    fn number(&self, tens: usize, units: usize) -> Option<u8> {
        if self.is_provisional() {
            return None;
        }
        Some(tables::digit(self.text[tens])? * 10 + tables::digit(self.text[units])?)
    }

    fn verify(&self) -> Result<(), CodiceFiscaleError> {
        for (i, &c) in self.text.iter().enumerate() {
            let fits = match i {
                6 | 7 | 9 | 10 | 12..=14 => tables::digit(c).is_some(),
                8 => tables::month(c).is_some(),
                _ => c.is_ascii_uppercase(),
            };
            if !fits {
                return Err(CodiceFiscaleError::Character {
                    position: i + 1,
                    found: char::from(c),
                });
            }
        }
        // A leap year, since the century and with it the year is open.
        let birthday = self
            .birth_month()
            .zip(self.birth_day())
            .and_then(|(m, d)| Day::from_ymd(2000, m, d));
        if birthday.is_none() || self.number(9, 10) == Some(40) {
            return Err(CodiceFiscaleError::Birthday);
        }
        if tables::check(&self.text) != Some(self.text[15]) {
            return Err(CodiceFiscaleError::Check);
        }
        Ok(())
    }

    /// The check digit of a provisional code is that of a partita IVA.
    fn verify_provisional(&self) -> Result<(), CodiceFiscaleError> {
        let mut sum = 0;
        for (i, &c) in self.text.iter().take(11).enumerate() {
            if !c.is_ascii_digit() {
                return Err(CodiceFiscaleError::Character {
                    position: i + 1,
                    found: char::from(c),
                });
            }
            let digit = u32::from(c - b'0');
            sum += match digit * 2 {
                _ if i % 2 == 0 => digit,
                twice @ 10.. => twice - 9,
                twice => twice,
            };
        }
        if sum % 10 == 0 {
            Ok(())
        } else {
            Err(CodiceFiscaleError::Check)
        }
    }
}

/// A Belfiore code taken from a codice fiscale.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Place([u8; 4]);

impl Place {
    /// The code: a letter and three digits.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// A foreign state rather than a Comune.
    pub const fn is_abroad(&self) -> bool {
        self.0[0] == b'Z'
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for CodiceFiscale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for CodiceFiscale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CodiceFiscale({self})")
    }
}

impl FromStr for CodiceFiscale {
    type Err = CodiceFiscaleError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl Serialize for CodiceFiscale {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for CodiceFiscale {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(from)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests;
