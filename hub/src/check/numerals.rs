//! Numbers in street names: `XXV APRILE`, `25 APRILE`, `VENTICINQUE APRILE`, `1° MAGGIO`, `PRIMO MAGGIO`.

/// Number words up to 31, folded, by value.
const WORDS: &[(&str, u32)] = &[
    ("PRIMO", 1),
    ("UNO", 1),
    ("DUE", 2),
    ("TRE", 3),
    ("QUATTRO", 4),
    ("CINQUE", 5),
    ("SEI", 6),
    ("SETTE", 7),
    ("OTTO", 8),
    ("NOVE", 9),
    ("DIECI", 10),
    ("UNDICI", 11),
    ("DODICI", 12),
    ("TREDICI", 13),
    ("QUATTORDICI", 14),
    ("QUINDICI", 15),
    ("SEDICI", 16),
    ("DICIASSETTE", 17),
    ("DICIOTTO", 18),
    ("DICIANNOVE", 19),
    ("VENTI", 20),
    ("VENTUNO", 21),
    ("VENTIDUE", 22),
    ("VENTITRE", 23),
    ("VENTIQUATTRO", 24),
    ("VENTICINQUE", 25),
    ("VENTISEI", 26),
    ("VENTISETTE", 27),
    ("VENTOTTO", 28),
    ("VENTINOVE", 29),
    ("TRENTA", 30),
    ("TRENTUNO", 31),
];

/// The number that a folded word is: digits (with an ordinal sign folded to `O` or `A`), a Roman
/// numeral, or an Italian number word.
pub(crate) fn number_of(word: &str) -> Option<u32> {
    let digits = word.trim_end_matches(['O', 'A']);
    if !digits.is_empty() && digits.len() <= 6 && digits.bytes().all(|b| b.is_ascii_digit()) {
        return digits.parse().ok();
    }
    WORDS
        .iter()
        .find(|(text, _)| *text == word)
        .map(|(_, number)| *number)
        .or_else(|| roman(word))
}

/// A Roman numeral in its usual spelling, up to 3999.
fn roman(word: &str) -> Option<u32> {
    const PARTS: [(&str, u32); 13] = [
        ("M", 1000),
        ("CM", 900),
        ("D", 500),
        ("CD", 400),
        ("C", 100),
        ("XC", 90),
        ("L", 50),
        ("XL", 40),
        ("X", 10),
        ("IX", 9),
        ("V", 5),
        ("IV", 4),
        ("I", 1),
    ];
    let mut rest = word;
    let mut total = 0;
    for (sign, value) in PARTS {
        let most = if sign.len() == 1 && value != 5 && value != 50 && value != 500 {
            3
        } else {
            1
        };
        for _ in 0..most {
            if let Some(after) = rest.strip_prefix(sign) {
                rest = after;
                total += value;
            }
        }
    }
    (rest.is_empty() && total > 0).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_digits_roman_numerals_and_words() {
        for (word, number) in [
            ("25", 25),
            ("XXV", 25),
            ("VENTICINQUE", 25),
            ("1O", 1),
            ("I", 1),
            ("PRIMO", 1),
            ("XX", 20),
            ("IV", 4),
            ("MCMXLV", 1945),
        ] {
            assert_eq!(number_of(word), Some(number), "{word}");
        }
        for word in ["", "O", "GARIBALDI", "IIII", "VX", "MILLE", "9999999"] {
            assert_eq!(number_of(word), None, "{word}");
        }
    }
}
