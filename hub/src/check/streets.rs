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
    /// Type and name as the Comune writes them.
    written: String,
    reading: Reading,
    /// Only the name in full finds it.
    in_full: bool,
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
            .flat_map(|row| {
                registered(row)
                    .into_iter()
                    .map(|(reading, in_full)| StreetName {
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
                        written: format!("{} {}", row.street_type, row.name)
                            .trim()
                            .to_owned(),
                        reading,
                        in_full,
                    })
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

    /// The name of a street, as known at that journal number.
    pub(crate) fn written(&self, code: &str, known_at: i64) -> Option<&str> {
        let mut names = self.names.iter().filter(|name| name.known_at(known_at));
        names
            .find(|name| name.code == code)
            .map(|name| name.written.as_str())
    }

    /// The streets whose names are alike, by a measure from 0 to 1: code and name of those that reach `least`.
    pub(crate) fn alike(
        &self,
        street_type: Option<&str>,
        street: &str,
        known_at: i64,
        least: f32,
        measure: impl Fn(&str, &str) -> f32,
    ) -> Vec<(&str, &str)> {
        let declared = Declared::new(street_type, street);
        let alike = |name: &&StreetName| {
            let mut readings = declared.readings.iter();
            readings.any(|one| {
                one.kind_fits(&name.reading) && measure(&one.folded, &name.reading.folded) >= least
            })
        };
        let known = self.names.iter().filter(|name| name.known_at(known_at));
        known
            .filter(alike)
            .map(|name| (name.code.as_str(), name.written.as_str()))
            .collect()
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

/// One way to tell type and name apart.
#[derive(Clone, Debug, PartialEq)]
struct Reading {
    kind: Option<StreetType>,
    /// The type as written, folded; empty if none is.
    kind_folded: String,
    /// The whole name, folded: what an exact match compares.
    folded: String,
    words: Vec<Word>,
}

impl Reading {
    /// The name that these folded words are.
    fn new(kind: Option<StreetType>, kind_folded: String, name: &[String]) -> Self {
        Self {
            kind,
            kind_folded,
            folded: name.concat(),
            words: words(name),
        }
    }
}

/// The types that may stand at the start of a name, the longest first, with the number of their words:
/// `VIA NUOVA` is a type of the table, and `VIA` a type before a street of that name.
fn leading_types(name: &[String]) -> Vec<(StreetType, usize)> {
    let Some((kind, taken)) = StreetType::at_start_of(name) else {
        return Vec::new();
    };
    let shorter = (1..taken).filter_map(|taken| {
        let form = name.get(..taken)?.join(" ");
        Some((StreetType::parse(&form)?, taken))
    });
    std::iter::once((kind, taken)).chain(shorter).collect()
}

/// How a name of the register may be read, and whether it must then be declared in full. Some Comuni leave
/// the type empty and write it with the name (`VIA ROMA`); what has no type at all fits every type.
fn registered(row: &StreetRow) -> Vec<(Reading, bool)> {
    let name = fold_words(&row.name);
    let written = fold(&row.street_type);
    if !written.is_empty() {
        let kind = StreetType::parse(&row.street_type);
        return vec![(Reading::new(kind, written, &name), false)];
    }
    let types = leading_types(&name);
    // `ROMA` alone must not find `PIAZZA ROMA` by another type.
    let in_full = !types.is_empty();
    let mut readings: Vec<(Reading, bool)> = types
        .into_iter()
        .map(|(kind, taken)| {
            let (of_type, rest) = name.split_at(taken);
            (Reading::new(Some(kind), of_type.concat(), rest), false)
        })
        .collect();
    readings.push((Reading::new(None, String::new(), &name), in_full));
    readings
}

impl Declared {
    fn new(street_type: Option<&str>, street: &str) -> Self {
        let all = fold_words(street);
        let given = street_type.map(str::trim).filter(|t| !t.is_empty());
        let mut readings = Vec::new();
        let mut read = |kind: Option<StreetType>, kind_folded: String, from: usize| {
            let rest = all.get(from..).unwrap_or_default();
            readings.push(Reading::new(kind, kind_folded, rest));
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
            for (kind, taken) in leading_types(&all) {
                read(Some(kind), String::new(), taken);
            }
            read(None, String::new(), 0);
        }
        Self { readings }
    }

    fn fits(&self, name: &StreetName) -> Fit {
        let mut best = Fit::No;
        for reading in &self.readings {
            match reading.fits(&name.reading) {
                Fit::Exact => return Fit::Exact,
                Fit::Near if !name.in_full => best = Fit::Near,
                Fit::Near | Fit::No => {}
            }
        }
        best
    }
}

impl Reading {
    fn kind_fits(&self, name: &Self) -> bool {
        match (self.kind, name.kind) {
            (Some(a), Some(b)) => a == b,
            _ => {
                self.kind_folded.is_empty()
                    || name.kind_folded.is_empty()
                    || self.kind_folded == name.kind_folded
            }
        }
    }

    fn fits(&self, name: &Self) -> Fit {
        if !self.kind_fits(name) || self.words.is_empty() {
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
