//! How a name sounds: keys in which the usual spellings of one sound fall together.
//!
//! Two kinds. The **key** keeps the vowels and undoes what Italian spelling leaves to the ear (double letters, mute H,
//! C, K and Q, S and Z, GN, GLI) and what the offices of other countries write differently for one letter (CH, SH and Ş;
//! DJ, J and GI; OU, OO and U; W and V). The **skeleton** is its consonants: names of Arabic and South Asian origin differ
//! mostly in their vowels. Equal keys are nearly the same name; equal skeletons are only candidates.

/// Consonants below which a skeleton says too little.
const LEAST_CONSONANTS: usize = 2;

/// The sounds of a name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::search) struct Sounds {
    /// As an Italian reads it; and, where it differs, as the French and English write Arabic names.
    pub keys: Vec<String>,
    /// Its consonants, if there are enough of them.
    pub skeleton: Option<String>,
}

impl Sounds {
    /// The key as an Italian reads it.
    pub fn italian(&self) -> &str {
        self.keys.first().map_or("", String::as_str)
    }

    /// True if some reading of one is some reading of the other.
    pub fn shares(&self, other: &Self) -> bool {
        self.keys.iter().any(|key| other.keys.contains(key))
    }
}

/// The sounds of a folded name.
pub(in crate::search) fn sounds(folded: &str) -> Sounds {
    let letters: Vec<char> = folded.chars().collect();
    let italian = key(&letters, Reading::Italian);
    let foreign = key(&letters, Reading::Foreign);
    let consonants: String = italian
        .chars()
        .filter(|c| !matches!(c, 'A' | 'E' | 'I' | 'O' | 'U'))
        .collect();
    let mut keys = vec![italian];
    if keys[0] != foreign {
        keys.push(foreign);
    }
    Sounds {
        keys,
        skeleton: (consonants.chars().count() >= LEAST_CONSONANTS).then_some(consonants),
    }
}

/// How CH and J are read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// `CH` as K, `J` as I.
    Italian,
    /// `CH` as SH, `J` as the G of Giamila.
    Foreign,
}

fn key(letters: &[char], reading: Reading) -> String {
    let mut out = String::with_capacity(letters.len());
    let mut at = 0;
    while let Some(&letter) = letters.get(at) {
        let (sound, taken) = sound_at(&letters[at..], letter, reading);
        // Double letters are one, however they came together.
        for c in sound.chars() {
            if !out.ends_with(c) {
                out.push(c);
            }
        }
        if sound.is_empty() && letter != 'H' && !letter.is_ascii() && !out.ends_with(letter) {
            out.push(letter);
        }
        at += taken;
    }
    out
}

const fn front(c: Option<&char>) -> bool {
    matches!(c, Some('E' | 'I' | 'Y'))
}

const fn vowel(c: Option<&char>) -> bool {
    matches!(c, Some('A' | 'E' | 'I' | 'O' | 'U'))
}

/// The sound at the start of these letters, and how many of them it takes.
fn sound_at(rest: &[char], letter: char, reading: Reading) -> (&'static str, usize) {
    let next = rest.get(1);
    let third = rest.get(2);
    let foreign = reading == Reading::Foreign;
    match (letter, next) {
        ('S', Some('C')) if third == Some(&'H') && front(rest.get(3)) && !foreign => ("SK", 3),
        ('S', Some('C')) if third == Some(&'H') => ("S", 3),
        ('S', Some('C')) if third == Some(&'I') && vowel(rest.get(3)) => ("S", 3),
        ('S', Some('C')) if front(third) => ("S", 2),
        ('C', Some('H')) if foreign => ("S", 2),
        // `Cialdini` and `Çaldini`: the I of soft C and G is not heard before another vowel.
        ('C', Some('I')) if vowel(third) => ("K", 2),
        ('G', Some('I')) if vowel(third) => ("G", 2),
        ('G', Some('L')) if third == Some(&'I') => ("L", 2),
        ('G', Some('N')) => ("N", 2),
        ('D', Some('J')) | ('X', Some('H')) => ("G", 2),
        ('P', Some('H')) => ("F", 2),
        ('S' | 'Z', Some('H' | 'Z' | 'S')) | ('T', Some('S' | 'Z')) => ("S", 2),
        ('O', Some('U')) if vowel(third) => ("V", 2),
        ('O', Some('U' | 'O')) => ("U", 2),
        ('E', Some('E')) => ("I", 2),
        ('J', _) if foreign => ("G", 1),
        ('C' | 'K' | 'Q', _) => ("K", 1),
        ('S' | 'Z' | 'X', _) => ("S", 1),
        ('I' | 'J' | 'Y', _) => ("I", 1),
        ('V' | 'W', _) => ("V", 1),
        ('A', _) => ("A", 1),
        ('B', _) => ("B", 1),
        ('D', _) => ("D", 1),
        ('E', _) => ("E", 1),
        ('F', _) => ("F", 1),
        ('G', _) => ("G", 1),
        ('L', _) => ("L", 1),
        ('M', _) => ("M", 1),
        ('N', _) => ("N", 1),
        ('O', _) => ("O", 1),
        ('P', _) => ("P", 1),
        ('R', _) => ("R", 1),
        ('T', _) => ("T", 1),
        ('U', _) => ("U", 1),
        // H is mute; letters of other scripts stand for themselves.
        _ => ("", 1),
    }
}
