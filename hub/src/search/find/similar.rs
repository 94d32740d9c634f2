//! The second step: people alike, by rough likeness. Their cards decide.

use tantivy::query::EnableScoring;
use tantivy::schema::Field;
use tantivy::{DocAddress, DocSet, Term};

use super::best::Best;
use super::board::{Board, Column, Entry};
use super::expand::{Tolerance, Typed, is_near};
use super::grade::{weight, worth as value};
use super::identity::birth_weight;
use super::propose::{Proposer, all};
use crate::search::document::birth;
use crate::search::fields::SPANS;
use crate::search::index::{IndexError, Snapshot};
use crate::search::query::{Birth, BirthFit};
use crate::search::span::{Span, ordinal};
use crate::search::terms::Name;

/// Words of this length or shorter are particles, if the name has longer ones.
const PARTICLE: usize = 3;
/// What a spouse's surname is worth, roughly.
const SPOUSE: f32 = 0.8;
/// What swapped names are worth, roughly.
const SWAPPED: f32 = 0.85;

struct Part<'a> {
    typed: Typed<'a>,
    /// Of the weight of the name.
    share: f32,
    /// At most so much is tolerated.
    tolerance: Tolerance,
}

/// A typed name, in the parts that are looked up.
struct Parts<'a> {
    parts: Vec<Part<'a>>,
}

impl<'a> Parts<'a> {
    fn of(name: &'a Name) -> Self {
        let has_long = name.words.iter().any(|word| is_long(word));
        let words: Vec<Typed<'a>> = name
            .words
            .iter()
            .filter(|word| !has_long || is_long(word))
            .map(|word| Typed::new(word))
            .collect();
        let letters: usize = words.iter().map(Typed::letters).sum();
        let mut parts: Vec<Part<'a>> = words
            .into_iter()
            .map(|typed| Part {
                share: typed.letters() as f32 / letters.max(1) as f32,
                typed,
                tolerance: Tolerance::Full,
            })
            .collect();
        if name.words.len() > 1 {
            // Its words stand for what is farther off.
            parts.push(Part {
                typed: Typed::new(&name.whole),
                share: 1.0,
                tolerance: Tolerance::Near,
            });
        }
        Self { parts }
    }
}

fn is_long(word: &str) -> bool {
    word.chars().count() > PARTICLE
}

/// What speaks for people, as it is gathered.
struct Gathered<'a> {
    snapshot: &'a Snapshot,
    entries: Vec<Entry>,
    parts: u8,
}

impl Gathered<'_> {
    /// A part begins.
    fn part(&mut self) {
        self.parts = self.parts.saturating_add(1);
    }

    fn add(&mut self, column: Column, term: Term, worth: f32) {
        self.entries.push(Entry {
            column,
            part: self.parts,
            term,
            worth,
            alone: false,
        });
    }

    /// Each word that a part of the name may be in a field.
    fn name(
        &mut self,
        (column, weight): (Column, f32),
        (field, sound): (Field, Field),
        name: &Parts<'_>,
        tolerance: Tolerance,
    ) -> Result<(), IndexError> {
        for part in &name.parts {
            self.part();
            let tolerance = match part.tolerance {
                Tolerance::Full => tolerance,
                Tolerance::Near => Tolerance::Near,
            };
            let words = part.typed.expand(self.snapshot, field, sound, tolerance)?;
            for word in words {
                self.entries.push(Entry {
                    column,
                    part: self.parts,
                    term: Term::from_field_text(field, &word.text),
                    worth: weight * part.share * value(word.likeness),
                    alone: is_near(word.likeness),
                });
            }
        }
        Ok(())
    }
}

impl Proposer<'_> {
    /// Up to so many people alike within the territory, the most alike first; none if nothing that was typed can be alike.
    pub fn similar(&self, snapshot: &Snapshot, most: usize) -> Result<Vec<DocAddress>, IndexError> {
        let mut gathered = Gathered {
            snapshot,
            entries: Vec::new(),
            parts: 0,
        };
        let typed = self.gather(&mut gathered)?;
        let entries = gathered.entries;
        if entries.is_empty() {
            return Ok(Vec::new());
        }
        let hard = self.hard();
        let must = if hard.is_empty() {
            None
        } else {
            let scoring = EnableScoring::disabled_from_searcher(&snapshot.searcher);
            Some(all(hard).weight(scoring)?)
        };
        let day = ordinal(self.wanted.day);
        let mut board = Board::new(typed == 1);
        let mut best = Best::new(most);
        for (ordinal, segment) in (0..).zip(snapshot.searcher.segment_readers()) {
            let spans = segment.fast_fields().u64(SPANS)?;
            let open = |document| {
                let mut packed = spans.values_for_doc(document);
                packed.any(|span| self.territory.opens(Span::unpack(span), day))
            };
            let must = match &must {
                None => None,
                Some(weight) => {
                    let scorer = weight.scorer(segment, 1.0)?;
                    Some(Box::new(scorer) as Box<dyn DocSet>)
                }
            };
            board.add_best((ordinal, segment), &entries, must, open, &mut best)?;
        }
        Ok(best.into_documents())
    }

    /// Gathers what speaks for somebody; how many criteria were typed that may hold nearly.
    fn gather(&self, gathered: &mut Gathered<'_>) -> Result<usize, IndexError> {
        let (fields, wanted) = (self.fields, self.wanted);
        let surname = wanted.surname.as_ref().map(Parts::of);
        let names = wanted.names.as_ref().map(Parts::of);
        let of_surname = (fields.surname, fields.surname_sound);
        let of_names = (fields.given, fields.given_sound);
        let mut typed = 0;
        if let Some(name) = &surname {
            typed += 1;
            let of_spouse = (fields.spouse, fields.surname_sound);
            let weight = weight::SURNAME;
            gathered.name((Column::Surname, weight), of_surname, name, Tolerance::Full)?;
            let spouse = (Column::Spouse, weight * SPOUSE);
            gathered.name(spouse, of_spouse, name, Tolerance::Near)?;
        }
        if let Some(name) = &names {
            typed += 1;
            let column = (Column::Names, weight::NAMES);
            gathered.name(column, of_names, name, Tolerance::Full)?;
        }
        if let (Some(surname), Some(names)) = (&surname, &names) {
            let one = (Column::SurnameAsNames, weight::SURNAME * SWAPPED);
            let two = (Column::NamesAsSurname, weight::NAMES * SWAPPED);
            gathered.name(one, of_names, surname, Tolerance::Near)?;
            gathered.name(two, of_surname, names, Tolerance::Near)?;
        }
        if let Some(birth) = wanted.birth {
            typed += 1;
            self.nearly_born(birth, gathered);
        }
        if self.address(gathered) {
            typed += 1;
        }
        if let Some(place) = &wanted.place {
            gathered.part();
            for term in self.places(place) {
                gathered.add(Column::Place, term, weight::PLACE);
            }
        }
        Ok(typed)
    }

    /// Births as wanted, and those of days that a hurried hand may have meant.
    fn nearly_born(&self, wanted: Birth, gathered: &mut Gathered<'_>) {
        let full = birth_weight(wanted);
        gathered.part();
        for term in self.births(wanted) {
            gathered.add(Column::Birth, term, full);
        }
        let near = wanted.near_days();
        let swapped = |day: &schema::date::Day| wanted.fits((*day).into()) == BirthFit::Swapped;
        let (first, others): (Vec<_>, Vec<_>) = near.into_iter().partition(swapped);
        for (days, worth) in [(first, 0.85), (others, 0.6)] {
            for day in days {
                let term = Term::from_field_text(self.fields.born, &birth::day(day));
                gathered.add(Column::Birth, term, full * worth);
            }
        }
    }

    /// The streets, with the numbers asked for or with others; false if none was typed or none is there.
    fn address(&self, gathered: &mut Gathered<'_>) -> bool {
        let (Some(asked), Some(streets)) = (&self.wanted.address, self.streets) else {
            return false;
        };
        if asked.street.is_none() {
            return false;
        }
        let terms = streets.terms(self.fields, asked.numbers, true);
        let there = !terms.is_empty();
        gathered.part();
        for term in terms {
            gathered.add(Column::Address, term, weight::ADDRESS);
        }
        there
    }
}
