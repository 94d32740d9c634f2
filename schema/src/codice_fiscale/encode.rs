//! From generalities to the codice fiscale.

use super::{CodiceFiscale, CodiceFiscaleError, tables};
use crate::codes::Sex;
use crate::date::Day;
use crate::names::fold;

const VOWELS: &[u8] = b"AEIOU";

/// The three letters of a surname: consonants in order, then vowels, filled with X.
pub fn surname_letters(surname: &str) -> [u8; 3] {
    let (consonants, vowels) = letters(surname);
    three(consonants.into_iter().chain(vowels))
}

/// The three letters of the given names: as for a surname, but of four or more consonants the second is left out.
pub fn name_letters(names: &str) -> [u8; 3] {
    let (mut consonants, vowels) = letters(names);
    if consonants.len() >= 4 {
        consonants.remove(1);
    }
    three(consonants.into_iter().chain(vowels))
}

fn letters(text: &str) -> (Vec<u8>, Vec<u8>) {
    fold(text)
        .bytes()
        .filter(u8::is_ascii_uppercase)
        .partition(|c| !VOWELS.contains(c))
}

fn three(mut from: impl Iterator<Item = u8>) -> [u8; 3] {
    std::array::from_fn(|_| from.next().unwrap_or(b'X'))
}

pub fn compute(
    surname: &str,
    names: &str,
    sex: Sex,
    birth: Day,
    place: &str,
) -> Result<CodiceFiscale, CodiceFiscaleError> {
    let missing = CodiceFiscaleError::Generalities;
    let month = tables::month_letter(birth.month()).ok_or(missing)?;
    if birth.to_naive().is_none() || place.len() != 4 || !place.is_ascii() {
        return Err(missing);
    }
    let day = birth.day() + if sex == Sex::Female { 40 } else { 0 };
    let mut text = Vec::with_capacity(16);
    text.extend(surname_letters(surname));
    text.extend(name_letters(names));
    text.extend(format!("{:02}", birth.year() % 100).bytes());
    text.push(month);
    text.extend(format!("{day:02}").bytes());
    text.extend(place.bytes());
    text.push(b' ');
    let mut text: [u8; 16] = text.try_into().map_err(|_| missing)?;
    text[15] = tables::check(&text).ok_or(missing)?;
    let code = CodiceFiscale { text };
    code.verify()?;
    Ok(code)
}
