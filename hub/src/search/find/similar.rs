//! The query of the second step: people alike, by rough likeness. Their cards decide.

use tantivy::query::{BooleanQuery, DisjunctionMaxQuery, Occur};
use tantivy::schema::Field;

use super::expand::{Word, expand};
use super::grade::{weight, worth as value};
use super::identity::birth_weight;
use super::propose::{AnyQuery, Proposer, any_term, term, worth};
use crate::search::document::birth;
use crate::search::index::{IndexError, Snapshot};
use crate::search::query::{Birth, BirthFit};
use crate::search::terms::Name;

/// Words of this length or shorter are particles, if the name has longer ones.
const PARTICLE: usize = 3;
/// What a spouse's surname is worth, roughly.
const SPOUSE: f32 = 0.8;
/// What swapped names are worth, roughly.
const SWAPPED: f32 = 0.85;
/// The least likeness of the words of a name that is combined with a birth or an address alone: a bound on likeness, not
/// on their number, which people outside the territory would share.
const ALONE: f32 = 0.8;

/// Words that a part of a name may be, each worth something.
struct Part {
    words: Vec<Word>,
    /// Of the weight of the name.
    share: f32,
}

/// What a typed name may be in a field.
struct Expanded {
    field: Field,
    parts: Vec<Part>,
}

impl Expanded {
    fn of(
        snapshot: &Snapshot,
        field: Field,
        sound: Field,
        name: &Name,
    ) -> Result<Self, IndexError> {
        let long = |word: &&String| word.chars().count() > PARTICLE;
        let has_long = name.words.iter().any(|word| long(&word));
        let words: Vec<&String> = name
            .words
            .iter()
            .filter(|word| !has_long || long(word))
            .collect();
        let letters: usize = words.iter().map(|word| word.chars().count()).sum();
        let mut parts = Vec::new();
        for word in &words {
            parts.push(Part {
                words: expand(snapshot, field, sound, word)?,
                share: word.chars().count() as f32 / letters.max(1) as f32,
            });
        }
        if name.words.len() > 1 {
            parts.push(Part {
                words: expand(snapshot, field, sound, &name.whole)?,
                share: 1.0,
            });
        }
        Ok(Self { field, parts })
    }

    /// Each document worth what its best word is worth, of each part.
    fn query(&self, weight: f32, least: f32) -> AnyQuery {
        let parts = self.parts.iter().map(|part| {
            let alike = part.words.iter().take_while(|word| word.likeness >= least);
            let words = alike.map(|word| {
                let score = weight * part.share * value(word.likeness);
                worth(term(self.field, &word.text), score)
            });
            Box::new(DisjunctionMaxQuery::new(words.collect())) as AnyQuery
        });
        Box::new(BooleanQuery::union(parts.collect()))
    }
}

impl Proposer<'_> {
    /// People alike; `None` if nothing that was typed can be alike.
    pub fn similar(&self, snapshot: &Snapshot) -> Result<Option<AnyQuery>, IndexError> {
        let (fields, wanted) = (self.fields, self.wanted);
        let expanded = |field: Field, sound: Field, name: &Option<Name>| {
            name.as_ref()
                .map(|name| Expanded::of(snapshot, field, sound, name))
                .transpose()
        };
        let surname = expanded(fields.surname, fields.surname_sound, &wanted.surname)?;
        let spouse = expanded(fields.spouse, fields.surname_sound, &wanted.surname)?;
        let names = expanded(fields.given, fields.given_sound, &wanted.names)?;
        let by_surname = |least: f32| {
            let own = surname.as_ref()?.query(weight::SURNAME, least);
            let of_spouse = spouse.as_ref()?.query(weight::SURNAME * SPOUSE, least);
            Some(Box::new(DisjunctionMaxQuery::new(vec![own, of_spouse])) as AnyQuery)
        };
        let by_names = |least: f32| Some(names.as_ref()?.query(weight::NAMES, least));
        let by_birth = || wanted.birth.map(|birth| self.nearly_born(birth));
        let by_address = || self.address();
        let mut ways: Vec<AnyQuery> = Vec::new();
        let all_words = 0.0;
        let typed = [
            wanted.surname.is_some(),
            wanted.names.is_some(),
            wanted.birth.is_some(),
            by_address().is_some(),
        ];
        if typed.iter().filter(|one| **one).count() == 1 {
            ways.extend(by_surname(all_words));
            ways.extend(by_names(all_words));
            ways.extend(by_birth());
            ways.extend(by_address());
        } else {
            let mut way = |must: [Option<AnyQuery>; 2], should: Vec<Option<AnyQuery>>| {
                if let [Some(one), Some(two)] = must {
                    let mut clauses = vec![(Occur::Must, one), (Occur::Must, two)];
                    clauses.extend(should.into_iter().flatten().map(|one| (Occur::Should, one)));
                    ways.push(Box::new(BooleanQuery::new(clauses)));
                }
            };
            way(
                [by_surname(all_words), by_names(all_words)],
                vec![by_birth(), by_address()],
            );
            way(
                [by_birth(), by_surname(all_words)],
                vec![by_names(ALONE), by_address()],
            );
            way([by_birth(), by_names(ALONE)], vec![by_address()]);
            way([by_address(), by_surname(all_words)], vec![by_names(ALONE)]);
            way([by_address(), by_names(ALONE)], vec![]);
            way([by_address(), by_birth()], vec![]);
            way(self.swapped(snapshot)?, vec![by_birth(), by_address()]);
        }
        if ways.is_empty() {
            return Ok(None);
        }
        let mut clauses = vec![
            (
                Occur::Must,
                Box::new(DisjunctionMaxQuery::new(ways)) as AnyQuery,
            ),
            (Occur::Must, worth(self.territory(), 0.0)),
        ];
        clauses.extend(
            self.hard()
                .into_iter()
                .map(|one| (Occur::Must, worth(one, 0.0))),
        );
        if let Some(place) = &wanted.place {
            clauses.push((
                Occur::Should,
                worth(any_term(self.places(place)), weight::PLACE),
            ));
        }
        Ok(Some(Box::new(BooleanQuery::new(clauses))))
    }

    /// Surname and names in each other's place.
    fn swapped(&self, snapshot: &Snapshot) -> Result<[Option<AnyQuery>; 2], IndexError> {
        let fields = self.fields;
        let (Some(surname), Some(names)) = (&self.wanted.surname, &self.wanted.names) else {
            return Ok([None, None]);
        };
        let one = Expanded::of(snapshot, fields.given, fields.given_sound, surname)?;
        let two = Expanded::of(snapshot, fields.surname, fields.surname_sound, names)?;
        Ok([
            Some(two.query(weight::NAMES * SWAPPED, ALONE)),
            Some(one.query(weight::SURNAME * SWAPPED, ALONE)),
        ])
    }

    /// Births as wanted, and those of days that a hurried hand may have meant.
    fn nearly_born(&self, wanted: Birth) -> AnyQuery {
        let full = birth_weight(wanted);
        let mut ways = vec![worth(self.born(wanted), full)];
        let near = wanted.near_days();
        if !near.is_empty() {
            let text = |day| tantivy::Term::from_field_text(self.fields.born, &birth::day(day));
            let swapped = |day: &schema::date::Day| wanted.fits((*day).into()) == BirthFit::Swapped;
            let (first, others): (Vec<_>, Vec<_>) = near.into_iter().partition(swapped);
            let terms = |days: Vec<_>| days.into_iter().map(text).collect();
            ways.push(worth(any_term(terms(first)), full * 0.85));
            ways.push(worth(any_term(terms(others)), full * 0.6));
        }
        Box::new(DisjunctionMaxQuery::new(ways))
    }

    /// The streets, with the numbers asked for or with others.
    fn address(&self) -> Option<AnyQuery> {
        let asked = self.wanted.address.as_ref()?;
        asked.street.as_ref()?;
        let streets = self.streets?;
        let with_numbers = streets.terms(self.fields, asked.numbers, true);
        if with_numbers.is_empty() {
            return None;
        }
        Some(worth(any_term(with_numbers), weight::ADDRESS))
    }
}
