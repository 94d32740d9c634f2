//! Tolerance, resolved in the dictionary: the words of the index that a typed word may be.

use std::collections::HashMap;

use tantivy::Term;
use tantivy::query::FuzzyTermQuery;
use tantivy::schema::Field;

use crate::search::index::{IndexError, Snapshot};
use crate::search::terms::{likeness, likeness_heard, sounds};

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

/// A word of the dictionary, and how alike it is.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Word {
    pub text: String,
    pub likeness: f32,
}

/// The words of a field that a folded word may be, the most alike first. `sound` is the field of its sounds.
pub(super) fn expand(
    snapshot: &Snapshot,
    field: Field,
    sound: Field,
    word: &str,
) -> Result<Vec<Word>, IndexError> {
    let length = word.chars().count();
    let mut found: HashMap<String, f32> = HashMap::new();
    found.insert(word.to_owned(), 1.0);
    let least = if length <= 3 { LEAST_SHORT } else { LEAST };
    let mut take = |text: &str, alike: f32| {
        if alike >= least {
            let known = found.entry(text.to_owned()).or_insert(0.0);
            *known = known.max(alike);
        }
    };
    let heard = sounds(word);
    for key in &heard.keys {
        behind(snapshot, sound, key, |text| {
            take(text, likeness(word, text).max(SAME_SOUND));
        })?;
    }
    if let Some(skeleton) = &heard.skeleton {
        behind(snapshot, sound, &format!("-{skeleton}"), |both| {
            if let Some((key, text)) = both.split_once('|') {
                take(text, likeness_heard((word, heard.italian()), (text, key)));
            }
        })?;
    }
    if length > 2 {
        let edits = if length >= LONG { 2 } else { 1 };
        within(snapshot, field, word, edits, |text| {
            take(text, likeness(word, text));
        })?;
    }
    let mut words: Vec<Word> = found
        .into_iter()
        .map(|(text, likeness)| Word { text, likeness })
        .collect();
    words.sort_unstable_by(|a, b| {
        b.likeness
            .total_cmp(&a.likeness)
            .then_with(|| a.text.cmp(&b.text))
    });
    words.truncate(MOST);
    Ok(words)
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

/// The words within so many edits.
fn within(
    snapshot: &Snapshot,
    field: Field,
    word: &str,
    edits: u8,
    mut take: impl FnMut(&str),
) -> Result<(), IndexError> {
    let query = FuzzyTermQuery::new(Term::from_field_text(field, word), edits, true);
    for segment in snapshot.searcher.segment_readers() {
        let index = segment.inverted_index(field)?;
        let mut words = index.terms().search(query.automaton()?).into_stream()?;
        while words.advance() {
            if let Ok(term) = std::str::from_utf8(words.key()) {
                take(term);
            }
        }
    }
    Ok(())
}
