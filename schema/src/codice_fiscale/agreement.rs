//! Whether a codice fiscale fits a person.

use super::{CodiceFiscale, encode};
use crate::codes::Sex;
use crate::date::{Day, Truth, UncertainDate};

/// What a codice fiscale is made of.
#[derive(Clone, Copy, Debug)]
pub struct Generalities<'a> {
    /// Surname, in any spelling.
    pub surname: &'a str,
    /// Given names, in any spelling.
    pub names: &'a str,
    /// Sex, if known.
    pub sex: Option<Sex>,
    /// Date of birth, as far as known.
    pub birth: UncertainDate,
    /// Belfiore code of the place of birth as it was then; empty if unknown.
    pub place: &'a str,
}

/// How each part of a codice fiscale agrees with the person: `Uncertain` where the part or the datum is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// Letters 1 to 3.
    pub surname: Truth,
    /// Letters 4 to 6.
    pub names: Truth,
    /// Whether the day is raised by 40.
    pub sex: Truth,
    /// Year of the century, month and day.
    pub birth: Truth,
    /// The place code.
    pub place: Truth,
}

impl Agreement {
    /// Whether the code fits the person in every part.
    pub const fn overall(&self) -> Truth {
        self.surname
            .and(self.names)
            .and(self.sex)
            .and(self.birth)
            .and(self.place)
    }
}

impl CodiceFiscale {
    /// Compares the code with a person's generalities, part by part, whatever its omocodia. A provisional code says
    /// nothing, so that everything is uncertain.
    pub fn agreement(&self, person: &Generalities<'_>) -> Agreement {
        if self.is_provisional() {
            let unknown = Truth::Uncertain;
            return Agreement {
                surname: unknown,
                names: unknown,
                sex: unknown,
                birth: unknown,
                place: unknown,
            };
        }
        Agreement {
            surname: truth(self.text[..3] == encode::surname_letters(person.surname)),
            names: truth(self.text[3..6] == encode::name_letters(person.names)),
            sex: person
                .sex
                .map_or(Truth::Uncertain, |sex| truth(self.sex() == Some(sex))),
            birth: self.birth_agreement(person.birth),
            place: match self.place() {
                Some(place) if !person.place.is_empty() => truth(place.as_str() == person.place),
                _ => Truth::Uncertain,
            },
        }
    }

    fn birth_agreement(&self, birth: UncertainDate) -> Truth {
        let parts = self
            .birth_year_of_century()
            .zip(self.birth_month())
            .zip(self.birth_day());
        let Some(((short, month), day)) = parts else {
            return Truth::Uncertain;
        };
        // Of a century and more, every year of the century is possible.
        let (first, last) = (
            birth.first.year(),
            birth.last.year().min(birth.first.year() + 400),
        );
        let possible = (first..=last)
            .filter(|year| year % 100 == i32::from(short))
            .filter_map(|year| Day::from_ymd(year, month, day))
            .any(|candidate| birth.may_be(candidate));
        match possible {
            false => Truth::No,
            true if birth.is_exact() => Truth::Yes,
            true => Truth::Uncertain,
        }
    }
}

const fn truth(holds: bool) -> Truth {
    if holds { Truth::Yes } else { Truth::No }
}
