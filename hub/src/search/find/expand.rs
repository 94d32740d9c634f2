//! Tolerance, resolved in the dictionary: the words of the index that a typed word may be.

use std::cell::OnceCell;
use std::cmp::Ordering;
use std::collections::HashMap;

use tantivy::Term;
use tantivy::query::{DfaWrapper, FuzzyTermQuery};
use tantivy::schema::Field;

use crate::search::index::{IndexError, Snapshot};
use crate::search::terms::{Sounds, likeness, likeness_heard, sounds};

/// A likeness below which a word is another.
const LEAST: f32 = 0.68;
/// The same for short words, in which one letter is much.
const LEAST_SHORT: f32 = 0.8;
/// The least likeness of words of one sound.
const SAME_SOUND: f32 = 0.92;
/// Words that one may be, at most. So many are alike in no province: a bound that is reached would let words that only
/// people outside the territory bear displace others.
const MOST: usize = 500;
/// From so many letters on two edits are tolerated.
const LONG: usize = 8;
/// The least likeness where a word has to be [`Tolerance::Near`]; two edits hardly leave it.
const NEAR: f32 = 0.8;

/// How far a word of the dictionary may be from the one typed. Both bounds are on likeness, not on the number of words, which
/// people outside the territory would share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tolerance {
    /// As far as a clerk errs: two edits in long words.
    Full,
    /// One edit, or nearly the same sound: where the word speaks beside another way of finding the same people.
    Near,
}

/// True if words so alike are near.
pub(super) fn is_near(likeness: f32) -> bool {
    likeness >= NEAR
}

/// A word of the dictionary, and how alike it is.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Word {
    pub text: String,
    pub likeness: f32,
}

/// A folded word as typed, and what is made of it once, whatever dictionary is looked through.
pub(super) struct Typed<'a> {
    word: &'a str,
    letters: usize,
    heard: Sounds,
    within_one: OnceCell<DfaWrapper>,
    within_two: OnceCell<DfaWrapper>,
}

impl<'a> Typed<'a> {
    pub fn new(word: &'a str) -> Self {
        Self {
            word,
            letters: word.chars().count(),
            heard: sounds(word),
            within_one: OnceCell::new(),
            within_two: OnceCell::new(),
        }
    }

    /// Its letters.
    pub fn letters(&self) -> usize {
        self.letters
    }

    /// The words of a field that it may be, the most alike first. `sound` is the field of its sounds.
    pub fn expand(
        &self,
        snapshot: &Snapshot,
        field: Field,
        sound: Field,
        tolerance: Tolerance,
    ) -> Result<Vec<Word>, IndexError> {
        let word = self.word;
        let mut found: HashMap<String, f32> = HashMap::new();
        found.insert(word.to_owned(), 1.0);
        let least = match tolerance {
            Tolerance::Near => NEAR,
            Tolerance::Full if self.letters <= 3 => LEAST_SHORT,
            Tolerance::Full => LEAST,
        };
        let mut take = |text: &str, alike: f32| {
            if alike < least {
                return;
            }
            match found.get_mut(text) {
                Some(known) => *known = known.max(alike),
                None => {
                    found.insert(text.to_owned(), alike);
                }
            }
        };
        for key in &self.heard.keys {
            behind(snapshot, sound, key, |text| {
                take(text, likeness(word, text).max(SAME_SOUND));
            })?;
        }
        if let Some(skeleton) = &self.heard.skeleton {
            let heard = self.heard.italian();
            behind(snapshot, sound, &format!("-{skeleton}"), |both| {
                if let Some((key, text)) = both.split_once('|') {
                    take(text, likeness_heard((word, heard), (text, key)));
                }
            })?;
        }
        if self.letters > 2 {
            let automaton = self.within(field, tolerance)?;
            for segment in snapshot.searcher.segment_readers() {
                let index = segment.inverted_index(field)?;
                let mut words = index.terms().search(automaton).into_stream()?;
                while words.advance() {
                    if let Ok(term) = std::str::from_utf8(words.key()) {
                        take(term, likeness(word, term));
                    }
                }
            }
        }
        let mut words: Vec<Word> = found
            .into_iter()
            .map(|(text, likeness)| Word { text, likeness })
            .collect();
        // Those that are equally alike are worth the same: which comes first matters only where some are left out.
        let cut = words.len() > MOST;
        words.sort_unstable_by(|a, b| {
            let alike = b.likeness.total_cmp(&a.likeness);
            alike.then_with(|| {
                if cut {
                    a.text.cmp(&b.text)
                } else {
                    Ordering::Equal
                }
            })
        });
        words.truncate(MOST);
        Ok(words)
    }

    /// What takes the words within so many edits as are tolerated.
    fn within(&self, field: Field, tolerance: Tolerance) -> Result<&DfaWrapper, IndexError> {
        let two = self.letters >= LONG && tolerance == Tolerance::Full;
        let (slot, edits) = if two {
            (&self.within_two, 2)
        } else {
            (&self.within_one, 1)
        };
        if let Some(made) = slot.get() {
            return Ok(made);
        }
        // The automaton is of the word; of which field does not matter to it.
        let term = Term::from_field_text(field, self.word);
        let automaton = FuzzyTermQuery::new(term, edits, true).automaton()?;
        Ok(slot.get_or_init(|| automaton))
    }
}

/// The words behind a sound.
fn behind(
    snapshot: &Snapshot,
    field: Field,
    key: &str,
    mut take: impl FnMut(&str),
) -> Result<(), IndexError> {
    let (from, to) = (format!("{key}|"), format!("{key}}}"));
    for segment in snapshot.searcher.segment_readers() {
        let index = segment.inverted_index(field)?;
        let mut words = index.terms().range().ge(&from).lt(&to).into_stream()?;
        while words.advance() {
            if let Ok(term) = std::str::from_utf8(words.key())
                && let Some(word) = term.get(from.len()..)
            {
                take(word);
            }
        }
    }
    Ok(())
}
