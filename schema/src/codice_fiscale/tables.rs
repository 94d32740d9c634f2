//! The tables of the decree: months, omocodia letters, check character.

/// The letter that stands for each digit in an omocodia.
pub const OMOCODIA: [u8; 10] = *b"LMNPQRSTUV";

const MONTHS: [u8; 12] = *b"ABCDEHLMPRST";

/// Values of 0 to 9 (and A to J) and then K to Z at the odd positions.
const ODD: [u32; 26] = [
    1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
];

/// The month's letter; `None` outside 1 to 12.
pub fn month_letter(month: u32) -> Option<u8> {
    MONTHS.get(month.checked_sub(1)? as usize).copied()
}

/// The month, 1 to 12, of a letter.
pub fn month(letter: u8) -> Option<u32> {
    MONTHS
        .iter()
        .position(|&m| m == letter)
        .map(|at| at as u32 + 1)
}

/// The digit at a place of digits, be it written or replaced by omocodia.
pub fn digit(c: u8) -> Option<u8> {
    if c.is_ascii_digit() {
        return Some(c - b'0');
    }
    OMOCODIA
        .iter()
        .position(|&letter| letter == c)
        .map(|at| at as u8)
}

/// The check character of the first fifteen.
pub fn check(text: &[u8; 16]) -> Option<u8> {
    let mut sum = 0;
    for (i, &c) in text.iter().take(15).enumerate() {
        let value = match c {
            b'0'..=b'9' => c - b'0',
            b'A'..=b'Z' => c - b'A',
            _ => return None,
        };
        // Positions count from 1, so the first is odd.
        sum += if i % 2 == 0 {
            *ODD.get(usize::from(value))?
        } else {
            u32::from(value)
        };
    }
    Some(b'A' + (sum % 26) as u8)
}
