//! What a hurried clerk types of a person: the corruptions by which search is judged.

use hub::search::{AddressWish, BirthWish, Criteria};
use schema::date::{Day, UncertainDate};

/// Who is sought, as the register has it.
#[derive(Clone, Debug, Default)]
pub struct Subject {
    /// The id.
    pub person_id: i64,
    /// Surname.
    pub surname: String,
    /// Given names.
    pub names: String,
    /// Day of birth.
    pub birth: Option<Day>,
    /// Surname of the spouse; empty if none.
    pub spouse: String,
    /// Comune, street and house number of an address that was left.
    pub old_address: Option<(String, String, i32)>,
}

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slip {
    /// Nothing: two fields in a hurry, the names in part.
    None,
    /// A key beside the right one, one too many, too few, or two swapped.
    Typing,
    /// Accents, apostrophes and spaces.
    Accents,
    /// Surname and names swapped, or the names among themselves.
    Order,
    /// Written as heard.
    Phonetic,
    /// A date in part, or day and month swapped, or a digit off.
    Date,
    /// The spouse's surname.
    Married,
    /// The name and an address of long ago.
    OldAddress,
}

impl Slip {
    /// Every one.
    pub const ALL: [Self; 8] = [
        Self::None,
        Self::Typing,
        Self::Accents,
        Self::Order,
        Self::Phonetic,
        Self::Date,
        Self::Married,
        Self::OldAddress,
    ];
}

/// Chance that is the same each time.
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    /// From a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        // xorshift64*: good enough to slip on.
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let drawn = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        (drawn % bound.max(1) as u64) as usize
    }
}

/// What is typed of the person with that slip; `None` if it cannot happen to this one (nobody is married).
pub fn typed(subject: &Subject, slip: Slip, chance: &mut Chance) -> Option<Criteria> {
    let birth = subject.birth?;
    let (mut surname, mut names) = (subject.surname.clone(), subject.names.clone());
    let mut wish = BirthWish::On(UncertainDate::exact(birth));
    let mut address = None;
    match slip {
        Slip::None => {
            let first = names.find(' ').unwrap_or(names.len());
            names.truncate(first);
        }
        Slip::Typing => {
            if chance.below(2) == 0 {
                surname = mistyped(&surname, chance)?;
            } else {
                names = mistyped(&names, chance)?;
            }
        }
        Slip::Accents => {
            surname = respaced(&surname, chance);
            names = respaced(&names, chance);
        }
        Slip::Order => {
            let words: Vec<&str> = names.split(' ').collect();
            if words.len() > 1 && chance.below(2) == 0 {
                names = words.into_iter().rev().collect::<Vec<_>>().join(" ");
            } else {
                std::mem::swap(&mut surname, &mut names);
            }
        }
        Slip::Phonetic => {
            surname = heard(&surname, chance);
            names = heard(&names, chance);
        }
        Slip::Date => wish = misdated(birth, chance),
        Slip::Married => {
            if subject.spouse.is_empty() {
                return None;
            }
            surname.clone_from(&subject.spouse);
        }
        Slip::OldAddress => {
            let (comune, street, number) = subject.old_address.clone()?;
            address = Some(AddressWish {
                comune: Some(comune),
                street: Some(street),
                number: Some(number),
                ..AddressWish::default()
            });
        }
    }
    let with_birth = address.is_none();
    Some(Criteria {
        surname: (!surname.is_empty()).then_some(surname),
        names: (!names.is_empty()).then_some(names),
        birth: with_birth.then_some(wish),
        address,
        ..Criteria::default()
    })
}

const KEYBOARD: [&str; 3] = ["QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM"];

fn beside(letter: char, chance: &mut Chance) -> char {
    for row in KEYBOARD {
        if let Some(at) = row.find(letter) {
            let other = if at == 0 || (chance.below(2) == 0 && at + 1 < row.len()) {
                at + 1
            } else {
                at - 1
            };
            return row[other..].chars().next().unwrap_or(letter);
        }
    }
    letter
}

fn mistyped(text: &str, chance: &mut Chance) -> Option<String> {
    let mut letters: Vec<char> = text.chars().collect();
    if letters.len() < 3 {
        return None;
    }
    // The first letter is seldom wrong.
    let at = 1 + chance.below(letters.len() - 1);
    match chance.below(4) {
        0 => letters[at] = beside(letters[at], chance),
        1 => {
            letters.remove(at);
        }
        2 => letters.insert(at, beside(letters[at], chance)),
        _ => letters.swap(at, at - 1),
    }
    Some(letters.into_iter().collect())
}

fn respaced(text: &str, chance: &mut Chance) -> String {
    let plain: String = text
        .chars()
        .map(|c| match c {
            'À' | 'Á' => 'A',
            'È' | 'É' => 'E',
            'Ì' => 'I',
            'Ò' => 'O',
            'Ù' => 'U',
            other => other,
        })
        .collect();
    match chance.below(3) {
        0 => plain.replace(['\'', ' ', '-'], ""),
        1 => plain.replace('\'', " "),
        _ => plain.to_lowercase(),
    }
}

/// As an Italian may write what is heard.
fn heard(text: &str, chance: &mut Chance) -> String {
    const PAIRS: [(&str, &str); 10] = [
        ("CCH", "CH"),
        ("CH", "K"),
        ("SS", "S"),
        ("TT", "T"),
        ("LL", "L"),
        ("ZZ", "Z"),
        ("Y", "I"),
        ("PH", "F"),
        ("W", "V"),
        ("OU", "U"),
    ];
    let mut out = text.to_uppercase();
    let mut changed = 0;
    let first = chance.below(PAIRS.len());
    for at in 0..PAIRS.len() {
        let (from, to) = PAIRS[(first + at) % PAIRS.len()];
        if changed < 2 && out.contains(from) {
            out = out.replacen(from, to, 1);
            changed += 1;
        }
    }
    out
}

fn misdated(birth: Day, chance: &mut Chance) -> BirthWish {
    let on = |date: Option<UncertainDate>| {
        BirthWish::On(date.unwrap_or_else(|| UncertainDate::exact(birth)))
    };
    match chance.below(4) {
        0 => on(UncertainDate::month(birth.year(), birth.month())),
        1 => on(UncertainDate::year(birth.year())),
        2 => {
            let swapped = Day::from_ymd(birth.year(), birth.day(), birth.month());
            on(swapped.map(UncertainDate::exact))
        }
        _ => {
            let off = Day::from_ymd(birth.year(), birth.month(), (birth.day() + 9) % 28 + 1);
            let near = Day(birth.0 / 10 * 10 + (birth.0 + 1) % 10);
            let near = near.to_naive().map(|_| near);
            on(near.or(off).map(UncertainDate::exact))
        }
    }
}
