//! Street types and the ways people shorten them.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::names::fold_words;

/// A street type (T04): `Via`, `Piazza`, …. Its table is `schema/data/street_types.txt`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreetType(u16);

/// Code and name, one a line, in ANPR's order: 1 to 258, then 998 for any other.
const TABLE: &str = include_str!("../../data/street_types.txt");
const OTHER: u16 = 258;
const COUNT: usize = 259;

/// Shortened forms as found on envelopes and in old registers, folded, with the words that they stand for.
const ABBREVIATIONS: &[(&str, &str)] = &[
    ("V", "VIA"),
    ("VLE", "VIALE"),
    ("V LE", "VIALE"),
    ("VL", "VIALE"),
    ("VIAL", "VIALE"),
    ("VTTO", "VIALETTO"),
    ("VLO", "VICOLO"),
    ("V LO", "VICOLO"),
    ("VIC", "VICOLO"),
    ("VC", "VICOLO"),
    ("VIC LO", "VICOLO"),
    ("PZA", "PIAZZA"),
    ("P ZA", "PIAZZA"),
    ("PZZA", "PIAZZA"),
    ("P ZZA", "PIAZZA"),
    ("PZ", "PIAZZA"),
    ("PIAZ", "PIAZZA"),
    ("PLE", "PIAZZALE"),
    ("P LE", "PIAZZALE"),
    ("PZLE", "PIAZZALE"),
    ("P ZALE", "PIAZZALE"),
    ("PZALE", "PIAZZALE"),
    ("P TTA", "PIAZZETTA"),
    ("PTTA", "PIAZZETTA"),
    ("PZTTA", "PIAZZETTA"),
    ("P ZETTA", "PIAZZETTA"),
    ("P ZTTA", "PIAZZETTA"),
    ("CSO", "CORSO"),
    ("C SO", "CORSO"),
    ("CS", "CORSO"),
    ("LGO", "LARGO"),
    ("L GO", "LARGO"),
    ("LARG", "LARGO"),
    ("STR", "STRADA"),
    ("S DA", "STRADA"),
    ("STRD", "STRADA"),
    ("STR DA", "STRADA"),
    ("STR PROV", "STRADA PROVINCIALE"),
    ("STR PROV LE", "STRADA PROVINCIALE"),
    ("SP", "STRADA PROVINCIALE"),
    ("S P", "STRADA PROVINCIALE"),
    ("SS", "STRADA STATALE"),
    ("S S", "STRADA STATALE"),
    ("STR STAT", "STRADA STATALE"),
    ("STR COM", "STRADA COMUNALE"),
    ("STR COM LE", "STRADA COMUNALE"),
    ("STR VIC", "STRADA VICINALE"),
    ("STR PRIV", "STRADA PRIVATA"),
    ("STR LLO", "STRADELLO"),
    ("STRLLO", "STRADELLO"),
    ("STRAD LLO", "STRADELLO"),
    ("SDELLO", "STRADELLO"),
    ("LOC", "LOCALITA"),
    ("LOC TA", "LOCALITA"),
    ("FRAZ", "FRAZIONE"),
    ("FZ", "FRAZIONE"),
    ("BGO", "BORGO"),
    ("B GO", "BORGO"),
    ("BGTA", "BORGATA"),
    ("B TA", "BORGATA"),
    ("CDA", "CONTRADA"),
    ("C DA", "CONTRADA"),
    ("CTRDA", "CONTRADA"),
    ("CONTR", "CONTRADA"),
    ("CAV", "CAVALCAVIA"),
    ("CIRC", "CIRCONVALLAZIONE"),
    ("CIRC NE", "CIRCONVALLAZIONE"),
    ("CIRCONV", "CIRCONVALLAZIONE"),
    ("CIRC VALL", "CIRCONVALLAZIONE"),
    ("GALL", "GALLERIA"),
    ("PASS", "PASSAGGIO"),
    ("PASSEG", "PASSEGGIATA"),
    ("QUART", "QUARTIERE"),
    ("Q RE", "QUARTIERE"),
    ("REG", "REGIONE"),
    ("RIV", "RIVIERA"),
    ("SAL", "SALITA"),
    ("SENT", "SENTIERO"),
    ("TRAV", "TRAVERSA"),
    ("VILL", "VILLAGGIO"),
    ("ZONA IND", "ZONA INDUSTRIALE"),
    ("ZONA IND LE", "ZONA INDUSTRIALE"),
    ("Z I", "ZONA INDUSTRIALE"),
    ("ZI", "ZONA INDUSTRIALE"),
    ("ZONA ART", "ZONA ARTIGIANALE"),
    ("CASC", "CASCINA"),
    ("POD", "PODERE"),
    ("VOC", "VOCABOLO"),
];

struct Index {
    rows: Vec<(&'static str, &'static str)>,
    by_words: HashMap<String, StreetType>,
    longest: usize,
}

fn index() -> &'static Index {
    static INDEX: OnceLock<Index> = OnceLock::new();
    INDEX.get_or_init(|| {
        let rows: Vec<_> = TABLE
            .lines()
            .filter_map(|line| line.split_once('\t'))
            .collect();
        let mut by_words = HashMap::new();
        for (i, (_, name)) in rows.iter().enumerate().take(usize::from(OTHER)) {
            by_words.insert(fold_words(name).join(" "), StreetType(i as u16));
        }
        for (short, long) in ABBREVIATIONS {
            if let Some(&street) = by_words.get(*long) {
                by_words.entry((*short).to_owned()).or_insert(street);
            }
        }
        let longest = by_words
            .keys()
            .map(|words| words.split(' ').count())
            .max()
            .unwrap_or(0);
        Index {
            rows,
            by_words,
            longest,
        }
    })
}

impl StreetType {
    /// Every type, in the order of the table.
    pub const ALL: &'static [Self] = &{
        let mut all = [Self(0); COUNT];
        let mut i = 0;
        while i < COUNT {
            all[i] = Self(i as u16);
            i += 1;
        }
        all
    };

    /// Any type that the table does not have.
    pub const OTHER: Self = Self(OTHER);

    /// ANPR's code.
    pub fn code(self) -> &'static str {
        index()
            .rows
            .get(usize::from(self.0))
            .map_or("998", |row| row.0)
    }

    /// The type of that code.
    pub fn from_code(code: &str) -> Option<Self> {
        let number: u16 = code.parse().ok()?;
        let at = if number == 998 {
            Self(OTHER)
        } else {
            Self(number.checked_sub(1)?)
        };
        (usize::from(at.0) < COUNT && at.code() == code).then_some(at)
    }

    /// The type's name, in capitals as registers write it.
    pub fn label(self) -> &'static str {
        index()
            .rows
            .get(usize::from(self.0))
            .map_or("ALTRO", |row| row.1)
    }

    /// The type that a text is, written out or shortened (`Via`, `V.le`, `P.zza`, `c.so`).
    pub fn parse(text: &str) -> Option<Self> {
        index().by_words.get(&fold_words(text).join(" ")).copied()
    }

    /// The type with which folded words begin, and how many of them it takes: the longest form wins, so that
    /// `VIA NUOVA` is one type before `ESTENSE` but `VIA` alone is found before `ROMA`. It never takes all words,
    /// since the name must remain.
    pub fn at_start_of(words: &[String]) -> Option<(Self, usize)> {
        let most = index().longest.min(words.len().saturating_sub(1));
        (1..=most).rev().find_map(|n| {
            let form = words.get(..n)?.join(" ");
            index().by_words.get(&form).map(|&street| (street, n))
        })
    }
}

super::code_traits!(StreetType);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_types_written_out_and_shortened() {
        for (written, code) in [
            ("VIA", "213"),
            ("v.", "213"),
            ("V.LE", "230"),
            ("viale", "230"),
            ("P.zza", "125"),
            ("P.ZZA", "125"),
            ("p.le", "126"),
            ("C.so", "42"),
            ("C.SO", "42"),
            ("L.go", "62"),
            ("vic.", "240"),
            ("Località", "66"),
            ("LOCALITA'", "66"),
            ("str. prov.", "188"),
            ("Stradello", "194"),
        ] {
            assert_eq!(
                StreetType::parse(written).map(StreetType::code),
                Some(code),
                "{written}"
            );
        }
        assert_eq!(StreetType::parse("GARIBALDI"), None);
        assert_eq!(StreetType::parse("ALTRO"), None);
    }

    #[test]
    fn every_abbreviation_stands_for_a_type_of_the_table() {
        for (short, long) in ABBREVIATIONS {
            assert_eq!(StreetType::parse(short), StreetType::parse(long), "{short}");
            assert!(StreetType::parse(long).is_some(), "{long}");
        }
    }

    #[test]
    fn finds_the_type_before_the_name() {
        let start =
            |text: &str| StreetType::at_start_of(&fold_words(text)).map(|(t, n)| (t.label(), n));
        assert_eq!(start("V.le J.F. Kennedy"), Some(("VIALE", 2)));
        assert_eq!(start("Via Nuova Estense"), Some(("VIA NUOVA", 2)));
        assert_eq!(start("Via Nuova"), Some(("VIA", 1)));
        assert_eq!(start("Via"), None);
        assert_eq!(start("Garibaldi"), None);
        assert_eq!(StreetType::at_start_of(&[]), None);
    }
}
