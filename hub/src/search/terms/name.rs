//! A name as it is indexed and compared: its words, all of them together, and neighbours together.

use schema::names::{fold, fold_words};

use super::likeness::{likeness, likeness_heard};
use super::sound::{Sounds, sounds};

/// Words of a name that are looked at; longer names are of institutions, or mistakes.
const MOST_WORDS: usize = 12;
/// A likeness from which on two names may be one.
const ALIKE: f32 = 0.7;
/// The same for names of so few letters that one is much.
const ALIKE_SHORT: f32 = 0.8;
const SHORT: usize = 3;
/// The least likeness of names of one sound.
const SAME_SOUND: f32 = 0.92;
/// Whoever types more names than are registered has probably the right person.
const MORE_NAMES: f32 = 0.92;
/// An initial in place of a name.
const INITIAL: f32 = 0.8;

/// Particles of one letter.
const ELIDED: &str = "DL";

/// A surname or given names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::search) struct Name {
    /// Folded, in their order.
    pub words: Vec<String>,
    /// All together: `DANGELO` of `D'Angelo`.
    pub whole: String,
    /// How all of it sounds, if that was found out: of a typed name, which is compared with hundreds.
    heard: Option<Sounds>,
}

/// How a name typed fits one of the register.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::search) enum Fit {
    /// The same.
    Exact,
    /// Every word typed is one of the register's.
    Part,
    /// Not the same, but of one sound.
    Sound(f32),
    /// Alike in writing.
    Alike(f32),
    /// Another.
    No,
}

impl Name {
    pub fn of(text: &str) -> Self {
        let mut words = fold_words(text);
        words.truncate(MOST_WORDS);
        let whole = if words.len() == 1 {
            words[0].clone()
        } else {
            fold(text)
        };
        Self {
            words,
            whole,
            heard: None,
        }
    }

    /// The same of what was typed.
    pub fn typed(text: &str) -> Self {
        let name = Self::of(text);
        Self {
            heard: Some(sounds(&name.whole)),
            ..name
        }
    }

    pub fn is_empty(&self) -> bool {
        self.whole.is_empty()
    }

    /// The terms by which it is found: each word, all together, and each with its neighbour, as `Deluca Rossi` has to
    /// find `De Luca Rossi`.
    pub fn forms(&self) -> Vec<String> {
        let mut forms = self.words.clone();
        if self.words.len() > 1 {
            forms.push(self.whole.clone());
        }
        if self.words.len() > 2 {
            forms.extend(self.words.windows(2).map(<[String]>::concat));
        }
        forms.sort_unstable();
        forms.dedup();
        forms
    }

    /// How this name, as typed, fits the register's.
    pub fn fits(&self, register: &Self) -> Fit {
        if self.whole == register.whole {
            return Fit::Exact;
        }
        if self.is_empty() || register.is_empty() {
            return Fit::No;
        }
        let forms = register.forms();
        let has = |word: &String| forms.binary_search(word).is_ok();
        if self.words.iter().all(has) || has(&self.whole) {
            return Fit::Part;
        }
        let of_it;
        let heard = if let Some(heard) = &self.heard {
            heard
        } else {
            of_it = sounds(&self.whole);
            &of_it
        };
        let there = sounds(&register.whole);
        let of_sound = heard.shares(&there);
        let together = likeness_heard(
            (&self.whole, heard.italian()),
            (&register.whole, there.italian()),
        );
        let alike = self.likeness(register, &forms, together);
        if of_sound {
            Fit::Sound(alike.max(SAME_SOUND))
        } else if alike >= self.least() {
            Fit::Alike(alike)
        } else {
            Fit::No
        }
    }

    fn least(&self) -> f32 {
        if self.whole.chars().count() <= SHORT {
            ALIKE_SHORT
        } else {
            ALIKE
        }
    }

    /// Word by word, or all together.
    fn likeness(&self, register: &Self, forms: &[String], together: f32) -> f32 {
        let typed_all = |word: &String| self.words.contains(word);
        if self.words.len() > register.words.len() && register.words.iter().all(typed_all) {
            return together.max(MORE_NAMES);
        }
        // Each word typed counts by its length: the particle of a surname tells less than the surname.
        let (mut sum, mut letters) = (0.0, 0.0);
        for word in &self.words {
            let length = word.chars().count() as f32;
            let best = forms.iter().map(|form| word_likeness(word, form));
            sum += length * best.fold(0.0, f32::max);
            letters += length;
        }
        together.max(sum / letters)
    }
}

fn word_likeness(typed: &str, register: &str) -> f32 {
    let mut letters = typed.chars();
    match (letters.next(), letters.next()) {
        // D' and L' are particles, no initials.
        (Some(initial), None) if !ELIDED.contains(initial) && register.starts_with(initial) => {
            INITIAL
        }
        _ => likeness(typed, register),
    }
}
