//! The terms by which documents are proposed: made here both for the document and for the query.

/// A place without the province in brackets.
pub(in crate::search) fn bare(place: &str) -> &str {
    place.split_once('(').map_or(place, |(name, _)| name)
}

/// Terms of a birth: `D` day, `M` month, `Y` year; what is uncertain is also under `U` and each year, or under `U?`.
pub(in crate::search) mod birth {
    use schema::date::Day;

    /// The very day.
    pub fn day(day: Day) -> String {
        format!("D{}", day.0)
    }

    /// Its month.
    pub fn month(day: Day) -> String {
        format!("M{}", day.0 / 100)
    }

    /// The year.
    pub fn year(year: i32) -> String {
        format!("Y{year}")
    }

    /// Uncertain, and possibly in that year.
    pub fn uncertain(year: i32) -> String {
        format!("U{year}")
    }

    /// Uncertain beyond any use.
    pub const UNKNOWN: &str = "U?";
}

/// A codice fiscale without what distinguishes only omocodi: the digits restored, the check character left out. Registers
/// hold some whose check character is wrong, so that it is not looked at.
pub(in crate::search) fn fiscal(code: &str) -> String {
    if code.len() == 16 && code.is_ascii() {
        restored(code)
    } else {
        code.to_ascii_uppercase()
    }
}

/// The first 15 characters of a codice fiscale, or fewer, with the digits that omocodia had replaced.
pub(in crate::search) fn restored(code: &str) -> String {
    /// Places of the digits, from 0.
    const DIGITS: [usize; 7] = [6, 7, 9, 10, 12, 13, 14];
    /// The letters that stand for them, from 0.
    const LETTERS: &[u8; 10] = b"LMNPQRSTUV";
    let upper = code.bytes().map(|byte| byte.to_ascii_uppercase());
    upper
        .take(15)
        .enumerate()
        .map(|(at, byte)| match LETTERS.iter().position(|l| *l == byte) {
            Some(digit) if DIGITS.contains(&at) => char::from(b'0' + digit as u8),
            _ => char::from(byte),
        })
        .collect()
}

/// The term of a sheet.
pub(in crate::search) fn sheet(comune: &str, kind: &str, code: &str) -> String {
    format!("S{comune}|{kind}|{}", code.trim().to_uppercase())
}

/// The term of a sheet of whichever Comune.
pub(in crate::search) fn any_sheet(code: &str) -> String {
    format!("s{}", code.trim().to_uppercase())
}

/// The term of a street.
pub(in crate::search) fn street(comune: &str, code: &str) -> String {
    format!("{comune}|{code}")
}

/// The term of a house number.
pub(in crate::search) fn house(comune: &str, code: &str, number: i32) -> String {
    format!("{comune}|{code}|{number}")
}
