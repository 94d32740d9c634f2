//! How alike two folded words are: an edit distance in which what happens to clerks costs less.

use std::sync::LazyLock;

/// Letters that are compared; what is longer is compared so far.
const LONGEST: usize = 48;

/// Rows of the keyboard, each with the letters above which it lies.
const KEYBOARD: [&str; 3] = ["QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM"];

/// From 0 (nothing in common) to 1 (the same).
pub(in crate::search) fn likeness(a: &str, b: &str) -> f32 {
    if a == b {
        return 1.0;
    }
    let (a, b) = (letters(a), letters(b));
    let mean = (a.1 + b.1) as f32 / 2.0;
    if mean == 0.0 {
        return 0.0;
    }
    // So much lies between them at least: not worth the table.
    if (a.1.abs_diff(b.1)) as f32 * DOUBLED > mean {
        return 0.0;
    }
    let cost = distance(&a.0[..a.1], &b.0[..b.1]);
    (1.0 - cost / mean).max(0.0)
}

/// What a likeness of two keys of sound is worth as a likeness of names.
const OF_KEYS: f32 = 0.95;

/// How alike two words are, as written or as heard: of each the word and its key.
pub(in crate::search) fn likeness_heard(a: (&str, &str), b: (&str, &str)) -> f32 {
    let written = likeness(a.0, b.0);
    if written >= OF_KEYS {
        written
    } else {
        written.max(OF_KEYS * likeness(a.1, b.1))
    }
}

fn letters(text: &str) -> ([char; LONGEST], usize) {
    let mut out = ['\0'; LONGEST];
    let mut count = 0;
    for (slot, c) in out.iter_mut().zip(text.chars()) {
        *slot = c;
        count += 1;
    }
    (out, count)
}

/// A letter doubled, or not; and the H that nobody hears.
const DOUBLED: f32 = 0.35;
const SWAPPED: f32 = 0.6;
const SAME_SOUND: f32 = 0.5;
const NEAR_VOWEL: f32 = 0.6;
const NEAR_KEY: f32 = 0.7;

/// Optimal string alignment with weights, over three rows.
fn distance(a: &[char], b: &[char]) -> f32 {
    let mut before = [0.0_f32; LONGEST + 1];
    let mut above = [0.0_f32; LONGEST + 1];
    let mut row = [0.0_f32; LONGEST + 1];
    for j in 1..=b.len() {
        above[j] = above[j - 1] + gap(b, j - 1);
    }
    for i in 1..=a.len() {
        row[0] = above[0] + gap(a, i - 1);
        for j in 1..=b.len() {
            let (x, y) = (a[i - 1], b[j - 1]);
            let mut best = above[j - 1] + substitution(x, y);
            best = best.min(above[j] + gap(a, i - 1));
            best = best.min(row[j - 1] + gap(b, j - 1));
            if i > 1 && j > 1 && x == b[j - 2] && y == a[i - 2] && x != y {
                best = best.min(before[j - 2] + SWAPPED);
            }
            row[j] = best;
        }
        std::mem::swap(&mut before, &mut above);
        std::mem::swap(&mut above, &mut row);
    }
    above[b.len()]
}

/// What it costs that this letter stands in one word only.
fn gap(word: &[char], at: usize) -> f32 {
    let letter = word[at];
    let doubles = (at > 0 && word[at - 1] == letter) || word.get(at + 1) == Some(&letter);
    if doubles || letter == 'H' {
        DOUBLED
    } else {
        1.0
    }
}

fn substitution(x: char, y: char) -> f32 {
    if x == y {
        return 0.0;
    }
    match (letter(x), letter(y)) {
        (Some(x), Some(y)) => SUBSTITUTIONS[x][y],
        _ => 1.0,
    }
}

/// The place of a letter of the alphabet.
fn letter(c: char) -> Option<usize> {
    c.is_ascii_uppercase().then(|| c as usize - 'A' as usize)
}

const LETTERS: usize = 26;

/// What it costs that one letter stands for the other: a search compares some thousand words.
static SUBSTITUTIONS: LazyLock<[[f32; LETTERS]; LETTERS]> = LazyLock::new(|| {
    let letters: Vec<char> = ('A'..='Z').collect();
    std::array::from_fn(|x| std::array::from_fn(|y| cost(letters[x], letters[y])))
});

fn cost(x: char, y: char) -> f32 {
    if x == y {
        0.0
    } else if SOUNDS.iter().any(|set| set.contains(x) && set.contains(y)) {
        SAME_SOUND
    } else if VOWELS.iter().any(|set| set.contains(x) && set.contains(y)) {
        NEAR_VOWEL
    } else if neighbours(x, y) {
        NEAR_KEY
    } else {
        1.0
    }
}

const SOUNDS: [&str; 4] = ["CKQ", "SZX", "IJY", "VWU"];
const VOWELS: [&str; 3] = ["EI", "OU", "AE"];

fn neighbours(x: char, y: char) -> bool {
    let place = |c: char| {
        KEYBOARD
            .iter()
            .zip(0_i32..)
            .find_map(|(row, line)| row.find(c).map(|at| (line, at as i32)))
    };
    match (place(x), place(y)) {
        (Some(one), Some(two)) => (one.0 - two.0).abs() <= 1 && (one.1 - two.1).abs() <= 1,
        _ => false,
    }
}
