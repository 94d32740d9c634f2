//! Finding a declared street in a Comune's street register, across the ways of writing it.

use schema::codes::StreetType;
use schema::date::{Day, Truth, UncertainDate, Validity};
use schema::names::{fold, fold_words};
use schema::tables::StreetRow;

use super::numerals::number_of;

/// A Comune's street register, every name with both clocks, cut into comparable words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StreetBook {
    names: Vec<StreetName>,
}

#[derive(Clone, Debug, PartialEq)]
struct StreetName {
    code: String,
    known_from: i64,
    known_to: i64,
    validity: Validity,
    kind: Option<StreetType>,
    kind_folded: String,
    /// The whole name, folded: what an exact match compares.
    folded: String,
    words: Vec<Word>,
}

/// A word of a street name, as letters and as the number that it may be.
#[derive(Clone, Debug, PartialEq)]
struct Word {
    text: String,
    number: Option<u32>,
}

/// What a search in the register gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Streets {
    /// The Comune has no street register.
    NoRegister,
    /// The codes of the streets that fit.
    Fit(Vec<String>),
}

impl StreetBook {
    /// Cuts up the rows of one Comune, every version of them.
    pub fn new(rows: &[StreetRow]) -> Self {
        let names = rows
            .iter()
            .map(|row| StreetName {
                code: row.code.clone(),
                known_from: row.known_from,
                known_to: row.known_to,
                validity: Validity::between(
                    UncertainDate {
                        first: Day(row.from_first),
                        last: Day(row.from_last),
                    },
                    UncertainDate {
                        first: Day(row.to_first),
                        last: Day(row.to_last),
                    },
                ),
                kind: StreetType::parse(&row.street_type),
                kind_folded: fold(&row.street_type),
                folded: fold(&row.name),
                words: words(&fold_words(&row.name)),
            })
            .collect();
        Self { names }
    }

    /// Number of names held, for the bound of the cache.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// True if there is no name.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// True if the register knew, at that journal number, a street of that code.
    pub(crate) fn knows(&self, code: &str, known_at: i64) -> bool {
        self.names
            .iter()
            .any(|name| name.code == code && name.known_at(known_at))
    }

    /// The streets that a declaration can mean: names borne on that day or before it. Written exactly so,
    /// a street is preferred to those that it merely abbreviates.
    pub(crate) fn find(
        &self,
        street_type: Option<&str>,
        street: &str,
        day: Day,
        known_at: i64,
    ) -> Streets {
        let declared = Declared::new(street_type, street);
        let mut known = false;
        let (mut exact, mut near): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
        for name in self.names.iter().filter(|name| name.known_at(known_at)) {
            known = true;
            let begun = Validity::since(name.validity.from).at(day) != Truth::No;
            if !begun {
                continue;
            }
            match declared.fits(name) {
                Fit::Exact => exact.push(&name.code),
                Fit::Near => near.push(&name.code),
                Fit::No => {}
            }
        }
        if !known {
            return Streets::NoRegister;
        }
        let mut fit: Vec<String> = if exact.is_empty() { near } else { exact }
            .into_iter()
            .map(str::to_owned)
            .collect();
        fit.sort_unstable();
        fit.dedup();
        Streets::Fit(fit)
    }
}

impl StreetName {
    fn known_at(&self, number: i64) -> bool {
        self.known_from <= number && number < self.known_to
    }
}

enum Fit {
    Exact,
    Near,
    No,
}

/// A street as declared: read with its first words as a type, and without.
struct Declared {
    readings: Vec<Reading>,
}

struct Reading {
    kind: Option<StreetType>,
    kind_folded: String,
    folded: String,
    words: Vec<Word>,
}

impl Declared {
    fn new(street_type: Option<&str>, street: &str) -> Self {
        let all = fold_words(street);
        let given = street_type.map(str::trim).filter(|t| !t.is_empty());
        let mut readings = Vec::new();
        let mut read = |kind: Option<StreetType>, kind_folded: String, from: usize| {
            let rest = all.get(from..).unwrap_or_default();
            readings.push(Reading {
                kind,
                kind_folded,
                folded: rest.concat(),
                words: words(rest),
            });
        };
        if let Some(text) = given {
            let kind = StreetType::parse(text);
            read(kind, fold(text), 0);
            // The type may be repeated in the name.
            if let Some((again, taken)) = StreetType::at_start_of(&all)
                && Some(again) == kind
            {
                read(kind, fold(text), taken);
            }
        } else {
            if let Some((kind, taken)) = StreetType::at_start_of(&all) {
                read(Some(kind), String::new(), taken);
                // `VIA NUOVA` is a type of the table and a street of that name.
                for shorter in 1..taken {
                    let form = all.get(..shorter).unwrap_or_default().join(" ");
                    if let Some(kind) = StreetType::parse(&form) {
                        read(Some(kind), String::new(), shorter);
                    }
                }
            }
            read(None, String::new(), 0);
        }
        Self { readings }
    }

    fn fits(&self, name: &StreetName) -> Fit {
        let mut best = Fit::No;
        for reading in &self.readings {
            match reading.fits(name) {
                Fit::Exact => return Fit::Exact,
                Fit::Near => best = Fit::Near,
                Fit::No => {}
            }
        }
        best
    }
}

impl Reading {
    fn fits(&self, name: &StreetName) -> Fit {
        let kind_fits = match (self.kind, name.kind) {
            (Some(a), Some(b)) => a == b,
            _ => self.kind_folded.is_empty() || self.kind_folded == name.kind_folded,
        };
        if !kind_fits || self.words.is_empty() {
            return Fit::No;
        }
        if self.folded == name.folded {
            return Fit::Exact;
        }
        if words_fit(&self.words, &name.words) {
            Fit::Near
        } else {
            Fit::No
        }
    }
}

/// Articles and prepositions, which people leave out.
const SMALL: &[&str] = &[
    "A", "AI", "AL", "ALL", "ALLA", "ALLE", "ALLO", "D", "DA", "DAI", "DAL", "DALLA", "DE",
    "DEGLI", "DEI", "DEL", "DELL", "DELLA", "DELLE", "DELLO", "DI", "E", "ED", "GLI", "I", "IL",
    "IN", "L", "LA", "LE", "LI", "LO", "NEL", "NELLA", "PER", "SUL", "SULLA",
];

/// Titles in the form that comparison uses: abbreviation and what it stands for.
const TITLES: &[(&str, &str)] = &[
    ("S", "SAN"),
    ("ST", "SAN"),
    ("SANT", "SAN"),
    ("SANTA", "SAN"),
    ("SANTO", "SAN"),
    ("SS", "SANTI"),
    ("STA", "SAN"),
    ("STO", "SAN"),
    ("B", "BEATO"),
    ("BEATA", "BEATO"),
    ("MAD", "MADONNA"),
    ("F LLI", "FRATELLI"),
    ("FLLI", "FRATELLI"),
    ("LLI", "FRATELLI"),
    ("GEN", "GENERALE"),
    ("CAP", "CAPITANO"),
    ("COL", "COLONNELLO"),
    ("MAR", "MARESCIALLO"),
    ("PROF", "PROFESSOR"),
    ("PROFESSORE", "PROFESSOR"),
    ("DOTT", "DOTTOR"),
    ("DR", "DOTTOR"),
    ("DOTTORE", "DOTTOR"),
    ("ING", "INGEGNER"),
    ("ON", "ONOREVOLE"),
    ("MONS", "MONSIGNOR"),
    ("CARD", "CARDINALE"),
    ("M LLO", "MARESCIALLO"),
];

fn words(folded: &[String]) -> Vec<Word> {
    let significant = |word: &&String| folded.len() == 1 || !SMALL.contains(&word.as_str());
    folded
        .iter()
        // `I` before another word may be the first of the month: kept where a number is meant.
        .filter(|word| significant(word) || word.as_str() == "I")
        .map(|word| {
            let text = TITLES
                .iter()
                .find(|(short, _)| short == word)
                .map_or(word.as_str(), |(_, long)| long);
            Word {
                text: text.to_owned(),
                number: number_of(word),
            }
        })
        .collect()
}

impl Word {
    fn same(&self, other: &Self) -> bool {
        self.text == other.text || (self.number.is_some() && self.number == other.number)
    }

    /// One letter stands for any word that begins with it.
    fn initial_of(&self, other: &Self) -> bool {
        self.text.chars().count() == 1
            && other.text.chars().count() > 1
            && other.text.starts_with(self.text.as_str())
    }

    /// Enough to name a street by itself.
    fn weighs(&self) -> bool {
        self.number.is_some() || self.text.chars().count() > 2
    }
}

/// True if the words of one are all among those of the other, at least one weighty word in full:
/// `G. GARIBALDI`, `GARIBALDI` and `GIUSEPPE GARIBALDI`; `KENNEDY` and `J.F. KENNEDY`.
fn words_fit(a: &[Word], b: &[Word]) -> bool {
    let (few, many) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let mut taken = vec![false; many.len()];
    let mut full = false;
    // Whole words first, so that an initial does not take the place of one.
    let mut rest: Vec<&Word> = Vec::new();
    for word in few {
        let at = many
            .iter()
            .enumerate()
            .position(|(at, other)| !taken.get(at).copied().unwrap_or(true) && word.same(other));
        match at.and_then(|at| taken.get_mut(at)) {
            Some(place) => {
                *place = true;
                full |= word.weighs();
            }
            None => rest.push(word),
        }
    }
    full && rest.iter().all(|word| {
        let at = many.iter().enumerate().position(|(at, other)| {
            !taken.get(at).copied().unwrap_or(true)
                && (word.initial_of(other) || other.initial_of(word))
        });
        at.and_then(|at| taken.get_mut(at))
            .map(|place| *place = true)
            .is_some()
    })
}

#[cfg(test)]
#[path = "streets_tests.rs"]
mod tests;
