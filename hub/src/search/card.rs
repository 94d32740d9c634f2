//! What a document carries of a person's facts: enough to decide whether a criterion holds on a day, and to show who it
//! is. Written with postcard, read without copying.

use schema::date::{Day, Truth, UncertainDate, Validity};
use serde::{Deserialize, Serialize};

/// When a fact held, in few bytes: most dates are exact and most facts have not ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Held {
    from: u32,
    /// Whether `from` is not exact is told by a second number, 0 if it is.
    from_last: u32,
    /// 0 while it holds.
    to: u32,
    to_last: u32,
}

impl Held {
    pub fn of(validity: &Validity) -> Self {
        let day = |day: Day| day.0.cast_unsigned();
        let second = |date: UncertainDate| {
            if date.first == date.last {
                0
            } else {
                day(date.last)
            }
        };
        let open = validity.to.is_open();
        Self {
            from: day(validity.from.first),
            from_last: second(validity.from),
            to: if open { 0 } else { day(validity.to.first) },
            to_last: if open {
                0
            } else if validity.to.first == Day::MIN {
                // Its first day is the mark of what is open: the last one must tell.
                day(validity.to.last)
            } else {
                second(validity.to)
            },
        }
    }

    pub fn validity(self) -> Validity {
        let day = |number: u32| Day(number.cast_signed());
        let from = UncertainDate {
            first: day(self.from),
            last: day(if self.from_last == 0 {
                self.from
            } else {
                self.from_last
            }),
        };
        let to = match (self.to, self.to_last) {
            (0, 0) => UncertainDate::OPEN,
            (first, 0) => UncertainDate::exact(day(first)),
            (first, last) => UncertainDate {
                first: day(first),
                last: day(last),
            },
        };
        Validity { from, to }
    }

    pub fn at(self, day: Day) -> Truth {
        self.validity().at(day)
    }
}

/// A state of the identity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Identity<'a> {
    pub surname: &'a str,
    pub names: &'a str,
    /// `M` or `F`; empty if unknown.
    pub sex: &'a str,
    pub birth_first: u32,
    pub birth_last: u32,
    pub place: &'a str,
    pub place_name: &'a str,
    pub held: Held,
}

impl Identity<'_> {
    pub fn birth(&self) -> UncertainDate {
        UncertainDate {
            first: Day(self.birth_first.cast_signed()),
            last: Day(self.birth_last.cast_signed()),
        }
    }
}

/// A text with its time: a code, a status, a citizenship, the surname of a spouse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Timed<'a> {
    pub value: &'a str,
    pub held: Held,
}

/// An address in a Comune.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Home<'a> {
    pub comune: u32,
    /// The street's code in the Comune's register.
    pub street: &'a str,
    pub number: u32,
    pub exponent: &'a str,
    pub held: Held,
}

/// Being on a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sheet<'a> {
    pub comune: u32,
    /// `F` or `C`.
    pub kind: &'a str,
    pub code: &'a str,
    pub held: Held,
}

/// A person, as far as search goes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Card<'a> {
    pub person: u64,
    #[serde(borrow)]
    pub identities: Vec<Identity<'a>>,
    /// Surnames of spouses and partners, as long as the bond lasted.
    #[serde(borrow)]
    pub spouses: Vec<Timed<'a>>,
    #[serde(borrow)]
    pub fiscal: Vec<Timed<'a>>,
    #[serde(borrow)]
    pub anpr: Vec<Timed<'a>>,
    #[serde(borrow)]
    pub documents: Vec<Timed<'a>>,
    #[serde(borrow)]
    pub homes: Vec<Home<'a>>,
    #[serde(borrow)]
    pub sheets: Vec<Sheet<'a>>,
    #[serde(borrow)]
    pub maritals: Vec<Timed<'a>>,
    #[serde(borrow)]
    pub citizenships: Vec<Timed<'a>>,
    /// Packed [`Span`](super::span::Span)s.
    pub spans: Vec<u64>,
}

impl<'a> Card<'a> {
    pub fn write(&self) -> Result<Vec<u8>, postcard::Error> {
        postcard::to_stdvec(self)
    }

    pub fn read(bytes: &'a [u8]) -> Result<Self, postcard::Error> {
        postcard::from_bytes(bytes)
    }

    /// The id.
    pub const fn person_id(&self) -> i64 {
        self.person.cast_signed()
    }

    /// The state of the identity to show on a day: one that surely holds, else one that may, else the last before it, else
    /// the first.
    pub fn identity_on(&self, day: Day) -> Option<&Identity<'a>> {
        let with = |truth: Truth| {
            let mut fitting = self.identities.iter();
            fitting.find(|one| one.held.at(day) == truth)
        };
        let begun = |one: &&Identity<'a>| one.held.validity().from.first <= day;
        with(Truth::Yes)
            .or_else(|| with(Truth::Uncertain))
            .or_else(|| {
                let before = self.identities.iter().filter(begun);
                before.max_by_key(|one| one.held.validity().from.first)
            })
            .or_else(|| self.identities.first())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn date() -> impl Strategy<Value = UncertainDate> {
        let day = || {
            prop_oneof![
                Just(0),
                (1850_i32..2030, 1_i32..13, 1_i32..29)
                    .prop_map(|(y, m, d)| y * 10_000 + m * 100 + d),
                Just(9999_12_31),
            ]
        };
        (day(), day()).prop_map(|(a, b)| UncertainDate {
            first: Day(a.min(b)),
            last: Day(a.max(b)),
        })
    }

    proptest! {
        #[test]
        fn a_validity_survives(from in date(), to in date(), day in 1850_i32..2030) {
            // What ended before memory began says nothing on any day, and nothing else is written for it.
            prop_assume!(to.last != Day::MIN);
            let validity = Validity { from, to };
            let read = Held::of(&validity).validity();
            let day = Day(day * 10_000 + 601);
            prop_assert_eq!(read.at(day), validity.at(day));
            prop_assert_eq!(read, validity);
        }
    }

    #[test]
    fn a_card_survives_and_is_small() {
        let since = |iso: &str| Held::of(&Validity::since(UncertainDate::parse(iso).unwrap()));
        let card = Card {
            person: 12,
            identities: vec![Identity {
                surname: "ROSSI",
                names: "MARIO GIUSEPPE",
                sex: "M",
                birth_first: 1970_05_17,
                birth_last: 1970_05_17,
                place: "F257",
                place_name: "MODENA",
                held: since("1970-05-17"),
            }],
            fiscal: vec![Timed {
                value: "RSSMRA70E17F257K",
                held: since("1970-05-17"),
            }],
            homes: vec![Home {
                comune: 36_023,
                street: "1234",
                number: 12,
                exponent: "A",
                held: since("2001-02"),
            }],
            ..Card::default()
        };
        let bytes = card.write().unwrap();
        assert_eq!(Card::read(&bytes).unwrap(), card);
        assert!(bytes.len() < 110, "{}", bytes.len());
        assert!(Card::read(&bytes[..bytes.len() - 3]).is_err());
    }
}
